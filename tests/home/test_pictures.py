"""Pictures in several formats and widths."""

import pytest
from django.core.cache import cache
from django.template import Context, Template
from django_tasks_db.models import DBTaskResult

from hustings_home import pictures

pytestmark = pytest.mark.django_db
TASK = "hustings_home.pictures.make_renditions"


def render(image, options="", **context):
    source = "{% load hustings %}{% picture image " + options + " %}"
    return Template(source).render(Context({"image": image, **context}))


def queued():
    return DBTaskResult.objects.filter(task_path=TASK).count()


def test_a_new_picture_shows_one_jpeg_at_once(image):
    (only,) = pictures.sources(image())
    assert only.mime == "image/jpeg"
    assert [each.width for each in only.renditions] == [640]


def test_the_worker_makes_the_other_formats_and_widths(image):
    stored = image(1000, 500)
    pictures.make_renditions.call(stored.pk)
    found = pictures.sources(stored)
    assert [source.mime for source in found] == ["image/avif", "image/webp", "image/jpeg"]
    for source in found:
        assert [each.width for each in source.renditions] == [320, 640, 960]
    assert found[0].srcset.count(" 640w") == 1


def test_no_picture_is_made_larger_than_it_is(image):
    tiny = image(200, 100)
    pictures.make_renditions.call(tiny.pk)
    assert all(
        [each.width for each in source.renditions] == [200] for source in pictures.sources(tiny)
    )


def test_a_large_picture_has_all_widths(image):
    specs = pictures.specs_for(image(3000, 10))
    assert len(specs) == len(pictures.WIDTHS) * len(pictures.FORMATS)


def test_an_uploaded_picture_is_queued_for_the_worker(image, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        stored = image()
    assert queued() == 1
    assert DBTaskResult.objects.get(task_path=TASK).args_kwargs["args"] == [stored.pk]


def test_looking_asks_for_missing_formats_once_in_a_while(image):
    stored = image()
    for _look in range(3):
        pictures.sources(stored)
    assert queued() == 1
    cache.clear()
    pictures.sources(stored)
    assert queued() == 2


def test_a_complete_picture_asks_for_nothing(image, django_assert_num_queries):
    stored = image()
    pictures.make_renditions.call(stored.pk)
    pictures.sources(stored)
    assert queued() == 0
    with django_assert_num_queries(0):  # Wagtail keeps renditions in its cache
        pictures.sources(stored)


def test_a_picture_deleted_meanwhile_is_no_error():
    pictures.make_renditions.call(12345)


def test_many_pictures_are_loaded_with_one_query(image, django_assert_num_queries):
    images = [image(name=f"{number}.png") for number in range(5)]
    for each in images:
        pictures.make_renditions.call(each.pk)
    fresh = [type(each).objects.get(pk=each.pk) for each in images]
    cache.clear()
    with django_assert_num_queries(1):
        pictures.prefetch([*fresh, None])
        assert all(len(pictures.sources(each)) == 3 for each in fresh)


def test_prefetching_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        pictures.prefetch([None])


def test_a_lost_file_shows_nothing_and_breaks_nothing(image, caplog):
    stored = image()
    stored.file.storage.delete(stored.file.name)
    assert pictures.sources(stored) == []
    assert render(stored).strip() == ""
    assert "cannot be read" in caplog.text


def test_the_tag_writes_sizes_alt_and_dimensions(image):
    stored = image(1000, 500)
    pictures.make_renditions.call(stored.pk)
    html = render(stored, 'alt=words sizes="50vw"', words="Une <place>")
    assert html.count("<source ") == 2
    assert html.index("image/avif") < html.index("image/webp") < html.index("<img")
    assert 'alt="Une &lt;place&gt;"' in html
    assert html.count('sizes="50vw"') == 3
    assert 'width="960" height="480"' in html
    assert 'loading="lazy"' in html


def test_the_first_picture_of_a_page_is_not_lazy(image):
    html = render(image(), "eager=True")
    assert 'fetchpriority="high"' in html and "lazy" not in html


def test_a_decorative_picture_has_an_empty_alt(image):
    assert 'alt=""' in render(image())


def test_no_picture_prints_nothing():
    assert render(None).strip() == ""


def test_an_animation_is_shown_as_it_is(image):
    stored = image()
    stored.file.name = "original_images/dance.gif"
    html = render(stored)
    assert "/media/original_images/dance.gif" in html
    assert "srcset" not in html
    assert queued() == 0
