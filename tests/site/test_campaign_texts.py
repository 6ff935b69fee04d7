"""The texts we ship: typography, both languages alike, nothing said twice, no real town."""

import re
import tomllib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.campaign import markup
from hustings.campaign.builder import media
from hustings.campaign.content_files import CONTENT, filled, read
from hustings.campaign.facts import Facts, of, spoken
from hustings.campaign.people.cast import DOMAINS, _towns
from hustings.campaign.typography import typeset
from hustings_home import places

FILES = sorted(CONTENT.rglob("*.toml"))
BILINGUAL = [file for file in FILES if {"fr", "en"} <= set(read(file))]
POSTS = sorted((CONTENT / "demo" / "news").glob("*.toml"))


class Anything:
    """References that know every key."""

    def page(self, key):
        return 1

    image = document = page


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def shape(blocks):
    """The kinds of blocks, and how many paragraphs and items each has."""
    return [
        (block["type"], len(re.findall(r"<(?:p|li)>", str(block["value"])))) for block in blocks
    ]


@pytest.mark.parametrize(
    ("typed", "language", "set_"),
    [
        ("Où ? Là !", "fr", "Où\u202f? Là\u202f!"),
        ("Trois choses : l'eau ; l'air.", "fr", "Trois choses\u00a0: l’eau\u202f; l’air."),
        ("« Oui »", "fr", "«\u202fOui\u202f»"),
        ("3 150 repas à 20 h 50", "fr", "3\u202f150 repas à 20\u00a0h\u00a050"),
        ("1 310 000 euros, 8,6 %", "fr", "1\u202f310\u202f000\u00a0euros, 8,6\u202f%"),
        ('He said "no", it\'s late.', "en", "He said “no”, it’s late."),
        ("at 8.50 pm", "en", "at 8.50\u00a0pm"),
        ("[l'eau](https://example.org/l'eau?x)", "fr", "[l’eau](https://example.org/l'eau?x)"),
    ],
)
def test_text_is_set_as_a_typesetter_would(typed, language, set_):
    assert typeset(typed, language) == set_


@given(st.text(alphabet="ab 15h:;!?«»'\"%€.\n", max_size=60), st.sampled_from(["fr", "en"]))
def test_setting_a_text_twice_changes_nothing(text, language):
    once = typeset(text, language)
    assert typeset(once, language) == once


@pytest.mark.parametrize("file", BILINGUAL, ids=lambda file: file.stem)
def test_french_has_no_breaking_space_where_none_may_be(file):
    for text in read(file)["fr"].values():
        for words in strings(text):
            lines = [line for line in words.splitlines() if not line.startswith((":::", "[[", "!"))]
            done = typeset("\n".join(re.sub(r"^(>|!!|\?\?) ", "", line) for line in lines), "fr")
            assert not re.search(r" [;:!?»]|« |(?<!\()'", done), done


@pytest.mark.parametrize("file", BILINGUAL, ids=lambda file: file.stem)
def test_both_languages_have_the_same_parts(file):
    french, english = read(file)["fr"], read(file)["en"]
    assert french.keys() == english.keys()
    if "body" in french:
        parts = [
            shape(markup.body(text["body"], key="x", references=Anything()))
            for text in (french, english)
        ]
        assert parts[0] == parts[1]


@pytest.mark.parametrize("file", POSTS, ids=lambda file: file.stem)
def test_a_post_has_substance(file):
    for language in ("fr", "en"):
        words = re.findall(r"\w+", read(file)[language]["body"])
        assert 150 <= len(words) <= 500


def test_no_paragraph_is_said_twice():
    said = Counter(
        line
        for file in (CONTENT / "demo").rglob("*.toml")
        for language in ("fr", "en")
        for text in strings(list(read(file).get(language, {}).values()))
        if isinstance(read(file).get(language), dict)
        for line in text.splitlines()
        if len(line) > 80 and not line.startswith(("![", "[["))
    )
    assert [line for line, times in said.items() if times > 1] == []


def test_the_invented_towns_are_in_no_list_of_communes():
    real = {town.name for town in places._by_code().values()}
    assert len(real) > 30_000
    assert not real & {"Sauvelle", "Chantoiseau", "Le Breuil-Ormelle"}


def test_people_live_in_real_towns_and_have_reserved_addresses():
    towns, weights = _towns()
    assert len(towns) > 60
    assert all(town.postcodes for town in towns)
    assert min(weights) > 0
    for domain in DOMAINS:
        assert re.search(r"(^|\.)example(\.(org|net|com))?$", domain)


def test_every_picture_is_there_and_light():
    titles = media.titles()
    files = [*media.FOLDER.glob("*.webp"), *media.FOLDER.glob("*.webm")]
    assert {file.stem for file in media.FOLDER.glob("*.webp")} == set(titles["images"])
    assert {file.stem for file in media.FOLDER.glob("*.webm")} == set(titles["films"])
    assert sum(file.stat().st_size for file in files) < 1_500_000


@pytest.mark.parametrize(
    "text", ["[[nonsense page]]", ":::nonsense\n:::", ":::numbers Open", "![key]", "[[button]]"]
)
def test_what_is_not_understood_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        markup.body(text, key="x", references=Anything())


def test_a_quote_knows_who_said_it():
    block = markup.body("> Oui.\n> — Anne, voisine", key="x", references=Anything())[0]
    assert block["value"] == {"text": "Oui.", "attribution": "Anne", "role": "voisine", "url": ""}


def test_block_ids_depend_on_place_only():
    first = markup.body("Un.\n\n## Deux", key="x", references=Anything())
    other = markup.body("One.\n\n## Two", key="x", references=Anything())
    assert [block["id"] for block in first] == [block["id"] for block in other]
    assert len({block["id"] for block in first}) == 2


def test_html_in_a_text_is_text():
    block = markup.body("<b>a</b> & *b*", key="x", references=Anything())[0]
    assert block["value"] == "<p>&lt;b&gt;a&lt;/b&gt; &amp; <i>b</i></p>"


def test_days_are_spoken_in_each_language():
    facts = Facts(campaign_name="x", **tomllib.loads("first_round = 2031-03-01"))
    assert facts.placeholders("fr")["vote"] == "1er mars 2031"
    assert facts.placeholders("en")["vote"] == "1 March 2031"
    assert spoken(None, "fr") == "jour du vote"


def test_an_unknown_name_in_braces_is_an_error():
    with pytest.raises(KeyError):
        filled("{nobody}", {"campaign": "x"})


@pytest.mark.parametrize(
    ("name", "french"),
    [
        ("Irène Maubrac", "d'Irène Maubrac"),
        ("Éloïse", "d'Éloïse"),
        ("Paul Roux", "de Paul Roux"),
    ],
)
def test_french_elides_before_a_vowel(name, french):
    assert of(name, "fr") == french
    assert of(name, "en") == name
