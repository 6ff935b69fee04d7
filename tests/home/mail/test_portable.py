"""What may stand in a mail: plain elements, absolute addresses, nothing that is fetched."""

import pytest
from django.utils import translation

from hustings_home.blocks import BodyBlock
from hustings_home.mail import as_text, look, portable, stream_html
from hustings_home.mail.portable import with_source
from hustings_home.models import BrandSettings
from hustings_home.theme.colour import Colour, contrast
from tests.home.mail.test_mail_text import words_of_html, words_of_text

HERE = "https://campagne.fr/fr/actus/bus/"


def pieces(html: str) -> str:
    return "".join(portable(html, web_url=HERE, source="@@source@@"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_block_says_in_text_what_it_says_in_html(campaign, image, language):
    image()
    body = BodyBlock()
    for name, block in body.child_blocks.items():
        sample = block.get_prep_value(block.normalize(block.get_preview_value()))
        with translation.override(language):
            value = body.to_python([{"type": name, "value": sample}])
            html = pieces(stream_html(value, campaign.home_fr, HERE))
        assert words_of_text(as_text(html)) == words_of_html(html), name
        assert "src=" not in html and "url(" not in html, name
        assert all(link.startswith(("https://", "http://")) for link in _links(html)), name


def _links(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split('href="')[1:]]


def test_a_picture_becomes_its_words_and_a_link(campaign, image):
    body = BodyBlock()
    picture = {"image": image().pk, "alt_text": "Un bus à l'arrêt", "decorative": False}
    value = body.to_python([{"type": "image", "value": {"image": picture, "width": "text"}}])
    html = pieces(stream_html(value, campaign.home_fr, HERE))
    assert "Un bus à l'arrêt" in html.replace("&#x27;", "'")
    assert f'href="{HERE}?s=@@source@@"' in html


def test_a_decorative_picture_says_nothing(campaign, image):
    body = BodyBlock()
    picture = {"image": image().pk, "alt_text": "", "decorative": True}
    value = body.to_python([{"type": "image", "value": {"image": picture, "width": "text"}}])
    assert pieces(stream_html(value, campaign.home_fr, HERE)) == ""


def test_only_links_to_our_own_site_tell_where_a_visit_came_from():
    html = pieces('<p><a href="/fr/a/">a</a> <a href="https://autre.fr/b">b</a></p>')
    assert 'href="https://campagne.fr/fr/a/?s=@@source@@"' in html
    assert 'href="https://autre.fr/b"' in html


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.fr/", "https://a.fr/?s=x"),
        ("https://a.fr/?b=1#c", "https://a.fr/?b=1&s=x#c"),
        ("https://a.fr/?s=own", "https://a.fr/?s=own"),
    ],
)
def test_the_source_joins_what_the_address_says_already(url, expected):
    assert with_source(url, "x") == expected


@pytest.mark.parametrize(
    "html",
    [
        '<p onclick="x()" style="color:red">un</p>',
        '<p>un<img src="https://t.example/p.gif"></p>',
        "<p>un<script>x</script></p><style>p{background:url(x)}</style>",
        '<p>un<iframe src="https://e.org"></iframe></p>',
        "<section><p><span>un</span></p></section>",
        '<p><a href="javascript:x()">un</a></p>',
        "<p><a>un</a></p>",
    ],
)
def test_nothing_but_plain_elements_is_left(html):
    assert pieces(html) == "<p>un</p>"


def test_loose_words_become_a_paragraph_and_stay_words():
    assert pieces("fish &amp; chips &lt;3") == "<p>fish &amp; chips &lt;3</p>"


def test_headings_leave_no_level_out_below_the_title():
    html = pieces("<h3>a</h3><h4>b</h4><h1>c</h1><h4>d</h4>")
    assert html == "<h2>a</h2><h3>b</h3><h2>c</h2><h3>d</h3>"


@pytest.mark.parametrize("brand", ["#ffff00", "#000000", "#1d3f8f", "#7fff7f", "#808080"])
def test_every_text_of_a_mail_is_readable_with_any_brand(brand):
    for colours in look(BrandSettings(primary_colour=brand, accent_colour=brand)).values():
        for ink in ("ink", "muted"):
            for ground in ("paper", "panel", "soft", "deep"):
                assert contrast(Colour.parse(colours[ink]), Colour.parse(colours[ground])) >= 4.5
