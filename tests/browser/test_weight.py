"""A page arrives in the first answer: HTML, style sheet and script in 14 KB as sent."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.browser.full_site import make_full_site

LIMIT = 14 * 1024


def script_bytes() -> bytes:
    """Our one script, as written."""
    return Path(finders.find("hustings_home/hustings.js")).read_bytes()


@pytest.mark.django_db
def test_every_page_type_weighs_at_most_14_kb():
    site = make_full_site()
    client = Client(headers={"accept-encoding": "gzip"})
    script = len(gzip.compress(script_bytes(), 9))
    weights = {}
    for name, path in site.paths.items():
        response = client.get(path)
        html = gzip.decompress(response.content).decode()
        sheet = re.search(r'<link rel="stylesheet" href="([^"]+)"', html)[1]
        weights[name] = len(response.content) + len(client.get(sheet).content) + script
        assert html.count("<script defer") == html.count('rel="stylesheet"') == 1
    assert max(weights.values()) <= LIMIT, weights


def test_the_script_is_small():
    assert len(brotli.compress(script_bytes())) <= 2 * 1024


@pytest.mark.django_db
def test_no_id_stands_twice_even_where_a_form_is_in_the_text_and_at_the_foot():
    site = make_full_site()
    for name, path in site.paths.items():
        ids = re.findall(r'\sid="([^"]+)"', Client().get(path).content.decode())
        assert len(ids) == len(set(ids)), (name, sorted(x for x in ids if ids.count(x) > 1))
