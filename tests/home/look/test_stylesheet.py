import gzip
import re

import brotli
import pytest

from hustings_home.theme.palette import DEFAULT, Brand
from hustings_home.theme.stylesheet import FOLDER, by_digest, layers, minified, stylesheet

FILES = sorted(FOLDER.glob("*.css"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_layer_file_is_written_to_be_read(path):
    text = path.read_text()
    lines = text.splitlines()
    assert len(lines) < 200
    assert all(line.count(";") <= 1 for line in lines)
    assert text.startswith("/* ")
    assert text.count("{") == text.count("}")


def test_every_rule_stands_in_a_layer():
    for path in FILES:
        outside = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        tops = re.findall(r"^[^\s}].*$", outside, flags=re.MULTILINE)
        assert all(top.startswith("@layer ") for top in tops), (path.name, tops)


def test_no_layer_asks_for_a_file():
    assert not re.search(r"url\(|@import", layers())


def test_every_custom_property_used_is_defined():
    css = stylesheet(DEFAULT).plain.decode()
    used = set(re.findall(r"var\((--[\w-]+)(?=\))", css))
    defined = set(re.findall(r"(--[\w-]+):", css))
    assert used <= defined


def test_minifying_keeps_the_rules():
    css = """/* Why. */
    .a > .b,
    .a:hover {
      margin: calc(1rem + 2 * var(--gap)) 0;
      font: 400 1rem / 1.5 serif;
    }
    @media (min-width: 60em) {
      .c::before {
        content: "\\2192";
      }
    }
    """
    assert minified(css) == (
        ".a > .b,.a:hover{margin:calc(1rem + 2 * var(--gap)) 0;font:400 1rem / 1.5 serif}"
        '@media (min-width: 60em){.c::before{content:"\\2192"}}'
    )


def test_the_digest_changes_with_the_brand():
    other = stylesheet(Brand.parse("#00693e", "#ffe600"))
    assert other.digest != stylesheet(DEFAULT).digest
    assert "--brand:#00693e" in other.plain.decode()


def test_the_compressed_forms_hold_the_same_bytes():
    sheet = stylesheet(DEFAULT)
    assert gzip.decompress(sheet.gzipped) == sheet.plain
    assert brotli.decompress(sheet.brotli) == sheet.plain


def test_the_default_theme_is_always_known():
    assert by_digest(stylesheet(DEFAULT).digest) is stylesheet(DEFAULT)
    assert by_digest("0" * 12) is None


def test_the_stylesheet_leaves_room_for_the_page_in_the_first_answer():
    assert len(stylesheet(DEFAULT).gzipped) < 6 * 1024
