"""The text part is read from the HTML: same words, plain marks."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from hustings_home.mail import as_text

WORD = st.text(alphabet="abcdefghijkéèœ", min_size=1, max_size=8)
WORDS = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
INLINE = st.one_of(
    WORDS,
    WORDS.map(lambda words: f" <b>{words}</b> "),
    WORDS.map(lambda words: f' <a href="https://example.org/x">{words}</a> '),
    WORDS.map(lambda words: f"{words}<br>{words}"),
)
LINE = st.lists(INLINE, min_size=1, max_size=3).map(" ".join)
BLOCK = st.recursive(
    st.one_of(
        LINE.map(lambda line: f"<p>{line}</p>"),
        LINE.map(lambda line: f"<h2>{line}</h2>"),
        LINE.map(lambda line: f"<table><tr><th>{line}</th><td>{line}</td></tr></table>"),
        LINE,
    ),
    lambda inside: st.tuples(
        st.sampled_from(["div", "blockquote", "ul", "ol"]), st.lists(inside, min_size=1, max_size=3)
    ).map(lambda drawn: _wrapped(*drawn)),
    max_leaves=6,
)


def _wrapped(name: str, inside: list[str]) -> str:
    if name in ("ul", "ol"):
        inside = [f"<li>{part}</li>" for part in inside]
    return f"<{name}>{' '.join(inside)}</{name}>"


def words_of_text(text: str) -> list[str]:
    """The words of a text part, without marks and addresses."""
    return re.findall(r"[^\W\d_]+", re.sub(r"<https?://[^>]*>|<@@[^>]*>", " ", text))


def words_of_html(html: str) -> list[str]:
    """The words a reader of the HTML sees."""
    return re.findall(r"[^\W\d_]+", BeautifulSoup(html, "html.parser").get_text(" "))


@given(st.lists(BLOCK, min_size=1, max_size=4).map(" ".join))
def test_text_says_every_word_of_the_html_in_order_and_no_other(html: str) -> None:
    assert words_of_text(as_text(html)) == words_of_html(html)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h2>Le plan</h2><p>Un\n bus.</p>", "Le plan\n-------\n\nUn bus."),
        ('<p>Voir <a href="https://e.org/a">ici</a>.</p>', "Voir ici <https://e.org/a>."),
        ('<p><a href="https://e.org/">https://e.org/</a></p>', "https://e.org/"),
        ('<p><a href="mailto:a@e.org">a@e.org</a></p>', "a@e.org"),
        ("<ul><li>un</li><li><p>deux</p><p>suite</p></li></ul>", "- un\n- deux\n  suite"),
        ('<ol start="3"><li>un</li><li>deux</li></ol>', "3. un\n4. deux"),
        ("<ul><li>un<ul><li>dedans</li></ul></li></ul>", "- un\n  - dedans"),
        ("<blockquote><p>un</p><p>deux</p></blockquote>", "> un\n>\n> deux"),
        ("<p>un<br>deux</p><hr>trois", "un\ndeux\n\n* * *\n\ntrois"),
        (
            "<table><caption>Bus</caption><tr><th>A</th><th>B</th></tr>"
            "<tr><td>1</td><td>2</td></tr></table>",
            "Bus\nA | B\n1 | 2",
        ),
        ("<p>18 h, « oui »</p>", "18 h, « oui »"),
        ("<p>fish &amp; chips &lt;3</p>", "fish & chips <3"),
    ],
)
def test_each_element_has_its_plain_mark(html: str, text: str) -> None:
    assert as_text(html) == text
