import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.fields import StreamField

from hustings_home.blocks import (
    BodyBlock,
    ButtonBlock,
    HeadingBlock,
    NewsListBlock,
    SignupFormBlock,
    TableBlock,
    VideoBlock,
)
from hustings_home.blocks.media import embed
from hustings_home.blocks.text import table_cells
from hustings_home.models import ProgrammeIndexPage, StandardPage

BLOCKS = BodyBlock().child_blocks
EACH = pytest.mark.parametrize("name", BLOCKS)


@EACH
def test_an_editor_learns_what_each_block_is(name):
    block = BLOCKS[name]
    assert block.label
    assert block.meta.icon != "placeholder"
    assert str(block.meta.group)
    description = str(block.get_description())
    assert description.endswith(".")
    assert block.is_previewable


@EACH
def test_each_block_renders_its_preview_even_on_an_empty_site(name, db):
    block = BLOCKS[name]
    html = block.render(block.get_preview_value())
    assert "<script" not in html
    assert "style=" not in html


def test_groups_hold_few_blocks_each():
    groups = [str(block.meta.group) for block in BLOCKS.values()]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)
    assert max(groups.count(group) for group in groups) <= 7


def test_only_names_go_into_migrations_so_that_labels_may_change():
    _name, _path, args, kwargs = StreamField(BodyBlock(), blank=True).deconstruct()
    for path, positional, keywords in kwargs["block_lookup"].values():
        assert path.startswith("hustings_home.blocks.")
        assert (positional, keywords) == ([], {})
    again = StreamField(*args, block_lookup=kwargs["block_lookup"])
    assert list(again.stream_block.child_blocks) == list(BLOCKS)


def test_a_heading_gets_an_anchor_from_its_words():
    html = HeadingBlock().render({"text": "Une école, dans chaque quartier", "level": "h3"})
    assert html.strip() == (
        '<h3 class="head" id="une-ecole-dans-chaque-quartier">Une école, dans chaque quartier</h3>'
    )


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a|b\nc|d", [["a", "b"], ["c", "d"]]),
        ("a\tb|c\n\n", [["a", "b|c"]]),
        ("\tmardi\nmatin\t", [["", "mardi"], ["matin", ""]]),
        ("  a | b  ", [["a", "b"]]),
        ("", []),
    ],
)
def test_a_table_is_read_from_lines(text, cells):
    assert table_cells(text) == cells


@pytest.mark.parametrize("rows", ["seule", "a|b", "a|b\nc", "a|b\nc|d|e"])
def test_a_table_with_a_cell_under_no_heading_is_refused(rows):
    with pytest.raises(ValidationError):
        TableBlock().clean(TableBlock().normalize({"caption": "C", "rows": rows}))


def test_a_table_has_headings_a_caption_and_can_be_scrolled_by_keyboard():
    html = TableBlock().render(
        {"caption": "Horaires", "rows": "Ligne|Soir\n12|<b>", "row_headings": True}
    )
    assert '<th scope="col">Ligne</th>' in html
    assert '<th scope="row">12</th><td>&lt;b&gt;</td>' in html
    assert "<caption>Horaires</caption>" in html
    assert 'tabindex="0" role="region" aria-label="Horaires"' in html


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
        ),
        (
            "https://youtu.be/dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
        ),
        (
            "https://m.youtube.com/shorts/dQw4w9WgXcQ",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
        ),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"),
        ("https://vimeo.com/channels/x", ""),
        ("https://youtube.com/watch?v=%22onload%3D", ""),
        ("https://youtube.com.example.org/watch?v=dQw4w9WgXcQ", ""),
        ("https://example.org/dQw4w9WgXcQ", ""),
        ("https://vimeo.com/", ""),
    ],
)
def test_only_a_known_video_is_framed(url, expected):
    assert embed(url)[0] == expected


def test_a_video_asks_nobody_before_a_press_and_says_whom_it_would_ask():
    html = VideoBlock().render(
        {"url": "https://vimeo.com/1", "title": "Le bus", "poster": None, "transcript": None}
    )
    assert "<iframe" not in html
    assert "src=" not in html
    assert 'data-embed="https://player.vimeo.com/video/1?dnt=1&amp;autoplay=1"' in html
    assert 'href="https://vimeo.com/1"' in html
    assert "Vimeo" in html


def test_an_unknown_video_address_is_refused():
    value = {"url": "https://example.org/film", "title": "Film"}
    with pytest.raises(ValidationError):
        VideoBlock().clean(VideoBlock().normalize(value))


@pytest.mark.parametrize("url", ["", "https://example.org/"])
def test_a_button_leads_to_exactly_one_place(url, campaign):
    page = campaign.home_fr if url else None
    value = ButtonBlock().normalize({"label": "Agir", "page": page, "url": url, "style": "ghost"})
    with pytest.raises(ValidationError):
        ButtonBlock().clean(value)


def test_a_button_follows_the_language_being_read(campaign, rf):
    from django.utils import translation

    value = {"label": "Home", "page": campaign.home_fr, "url": "", "style": "primary"}
    with translation.override("en"):
        assert 'href="/en/"' in ButtonBlock().render(value, context={"request": rf.get("/en/")})


def test_a_button_to_an_unpublished_page_is_not_shown(campaign):
    page = campaign.home_fr.add_child(instance=StandardPage(title="Brouillon", live=False))
    value = {"label": "Lire", "page": page, "url": "", "style": "primary"}
    assert ButtonBlock().render(value).strip() == ""


def test_a_list_block_takes_only_a_page_that_lists_its_kind(campaign):
    programme = campaign.home_fr.add_child(instance=ProgrammeIndexPage(title="Programme"))
    value = NewsListBlock().normalize({"heading": "Actus", "page": programme, "count": 3})
    with pytest.raises(ValidationError):
        NewsListBlock().clean(value)


def test_a_form_block_takes_only_a_page_with_a_form(campaign):
    value = SignupFormBlock().normalize({"page": campaign.home_fr})
    with pytest.raises(ValidationError):
        SignupFormBlock().clean(value)


def test_an_error_names_the_field_in_the_whole_body(campaign):
    body = BodyBlock().normalize([("table", {"caption": "C", "rows": "a"})])
    with pytest.raises(StreamBlockValidationError) as caught:
        BodyBlock().clean(body)
    assert list(caught.value.block_errors) == [0]
