from datetime import date
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.images.models import Image

from hustings_blog.feed_content import portable
from hustings_blog.models import Author, BlogPage
from hustings_home.blocks import BodyBlock
from tests.blog.conftest import MakePost, News

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed_of(client: Client, news: News, query: str = "") -> ElementTree.Element:
    response = client.get(f"{news.fr.url}atom/{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def text_of(element: ElementTree.Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    assert found is not None, name
    return found.text or ""


def content_of(client: Client, news: News) -> str:
    return text_of(feed_of(client, news).find(f"{ATOM}entry"), "content")


def test_the_feed_has_what_rfc_4287_requires(
    client: Client, news: News, make_post: MakePost
) -> None:
    make_post()
    feed = feed_of(client, news)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(XML_LANG) == "fr"
    assert text_of(feed, "title") == "Une ville à vivre – Actualités"
    assert text_of(feed, "id").startswith("urn:uuid:")
    assert timezone.datetime.fromisoformat(text_of(feed, "updated")).tzinfo
    assert text_of(feed.find(f"{ATOM}author"), "name") == "Association Essai"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://localhost/fr/actus/",
        "self": "http://localhost/fr/actus/atom/",
    }
    [entry] = feed.findall(f"{ATOM}entry")
    for name in ("id", "title", "updated", "published", "summary", "content"):
        assert text_of(entry, name)
    assert entry.find(f"{ATOM}link").get("href") == "http://localhost/fr/actus/un-bus-de-nuit/"
    assert entry.find(f"{ATOM}content").get("type") == "html"


def test_each_language_has_its_own_feed_and_ids(
    client: Client, news: News, make_post: MakePost
) -> None:
    post = make_post()
    english = post.copy_for_translation(news.en.locale)
    english.title = "A night bus"
    english.save_revision().publish()
    french = feed_of(client, news)
    response = client.get(f"{news.en.url}atom/")
    feed = ElementTree.fromstring(response.content)
    assert feed.get(XML_LANG) == "en"
    assert [text_of(one, "title") for one in feed.findall(f"{ATOM}entry")] == ["A night bus"]
    assert text_of(feed, "id") != text_of(french, "id")


def test_an_entry_keeps_its_id_when_title_and_address_change(
    client: Client, news: News, make_post: MakePost
) -> None:
    post = make_post()
    before = text_of(feed_of(client, news).find(f"{ATOM}entry"), "id")
    post.title, post.slug = "Un autre titre", "un-autre-titre"
    post.save_revision().publish()
    assert text_of(feed_of(client, news).find(f"{ATOM}entry"), "id") == before


def test_the_whole_text_is_there_with_absolute_addresses(
    client: Client, news: News, make_post: MakePost, picture: Image
) -> None:
    other = make_post("Autre", published_on=date(2026, 1, 1))
    text = (
        f'<h2>Titre</h2><p><a linktype="page" id="{other.pk}">ici</a> et '
        '<a href="https://example.org/">là</a></p><blockquote>Citation</blockquote>'
    )
    make_post(body=[("text", text)], main_image=picture, main_image_alt="Le marché du samedi")
    content = content_of(client, news)
    assert 'href="http://localhost/fr/actus/autre/"' in content
    assert 'href="https://example.org/"' in content
    assert 'src="http://localhost/media/' in content
    assert 'alt="Le marché du samedi"' in content
    assert "<h2>Titre</h2>" in content
    assert "<blockquote>Citation</blockquote>" in content


def test_no_break_spaces_survive_in_title_summary_and_text(
    client: Client, news: News, make_post: MakePost
) -> None:
    spaced = "Vraiment\u202f? 1\u202f200\u00a0€"
    make_post(spaced, summary=spaced, body=[("text", f"<p>{spaced}</p>")])
    entry = feed_of(client, news).find(f"{ATOM}entry")
    assert text_of(entry, "title") == spaced
    assert text_of(entry, "summary") == spaced
    assert f"<p>{spaced}</p>" in text_of(entry, "content")


def test_characters_that_xml_cannot_hold_do_not_break_the_feed(
    client: Client, news: News, make_post: MakePost, camille: Author
) -> None:
    Author.objects.update(name="Ca\x0bmille")
    post = make_post("Ti\x0btre", tags=("Bu\x0cs",), authors=(camille,))
    BlogPage.objects.filter(pk=post.pk).update(summary="Ré\x08sumé")
    entry = feed_of(client, news).find(f"{ATOM}entry")
    assert text_of(entry, "title") == "Titre"
    assert text_of(entry, "summary") == "Résumé"


def test_every_author_and_tag_of_a_post_is_named(
    client: Client, news: News, make_post: MakePost, camille: Author
) -> None:
    anna = Author.objects.create(
        site=news.fr.get_site(), name="Anna B.", slug="anna-b", locale=news.fr.locale
    )
    make_post(authors=(camille, anna), tags=("Bus", "École"))
    entry = feed_of(client, news).find(f"{ATOM}entry")
    assert [text_of(one, "name") for one in entry.findall(f"{ATOM}author")] == [
        "Camille Martin",
        "Anna B.",
    ]
    assert [one.get("term") for one in entry.findall(f"{ATOM}category")] == ["Bus", "École"]


def test_the_feed_takes_the_filters_of_the_list(
    client: Client, news: News, make_post: MakePost
) -> None:
    make_post("A", kind="press-release")
    make_post("B")
    feed = feed_of(client, news, "?kind=press-release")
    assert [text_of(one, "title") for one in feed.findall(f"{ATOM}entry")] == ["A"]
    links = [link.get("href") for link in feed.findall(f"{ATOM}link")]
    assert links[1] == "http://localhost/fr/actus/atom/?kind=press-release"
    assert client.get(f"{news.fr.url}atom/?kind=rumour").status_code == 404


def test_an_empty_feed_is_a_feed(client: Client, news: News) -> None:
    feed = feed_of(client, news)
    assert feed.findall(f"{ATOM}entry") == []
    assert text_of(feed, "updated")


def test_a_reader_that_has_the_feed_gets_304_until_it_changes(
    client: Client, news: News, make_post: MakePost
) -> None:
    make_post("A")
    url = f"{news.fr.url}atom/"
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": etag}).status_code == 304
    make_post("B")
    assert client.get(url, headers={"if-none-match": etag}).status_code == 200


def test_the_post_and_the_index_name_the_feed(
    client: Client, news: News, make_post: MakePost
) -> None:
    link = '<link rel="alternate" type="application/atom+xml"'
    for page in (news.fr, make_post()):
        html = client.get(page.url).content.decode()
        assert link in html
        assert 'href="/fr/actus/atom/"' in html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p class="x" onclick="y()">a\u202f!</p>', "<p>a\u202f!</p>"),
        ("<p>a</p><script>x()</script><form><input></form>", "<p>a</p>"),
        (
            '<picture><source srcset="/a.avif"><img src="/a.jpg" alt="" loading="lazy"></picture>',
            '<img alt="" src="http://x.example/a.jpg"/>',
        ),
        ('<a href="#note">n</a>', '<a href="http://x.example/p/#note">n</a>'),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
    ],
)
def test_html_becomes_portable(html: str, expected: str) -> None:
    assert portable(html, "http://x.example/p/") == expected


def test_blocks_that_only_make_sense_on_the_site_exist_in_the_body() -> None:
    from hustings_blog.feed_content import SITE_ONLY_BLOCKS

    assert set(BodyBlock().child_blocks) >= SITE_ONLY_BLOCKS
