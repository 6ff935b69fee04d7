"""Log lines carry no token, no query string and no visitor's address."""

import logging
import sys

import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from hypothesis import given
from hypothesis import strategies as st

from hustings import gunicorn_conf
from hustings.logs import MaskingFormatter, masked

TOKEN = "5pKq-Zr_3vX0aB9dEfGh"


@pytest.mark.parametrize("kind", ["c", "u", "n", "t", "r", "w", "almost-there", "fr/almost-there"])
def test_a_token_in_an_address_is_masked(kind):
    assert masked(f'"GET /{kind}/{TOKEN}/ HTTP/1.1" 200') == f'"GET /{kind}/***/ HTTP/1.1" 200'


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /c/{TOKEN}",
        f'"GET /C/{TOKEN}?x=1 HTTP/1.1" 404',
        f'"GET /c%2F{TOKEN} HTTP/1.1" 404',
        f'"GET https://campagne.test/u/{TOKEN}/ HTTP/1.1" 200',
        f"https%3A%2F%2Fcampagne.test%2fn%2f{TOKEN}",
        f"Forbidden (Origin checking failed): /r/{TOKEN}/cancel/",
    ],
)
def test_every_way_to_write_the_address_is_masked(line):
    assert TOKEN not in masked(line)
    assert "***" in masked(line)


def test_a_query_string_is_masked():
    line = '"GET /admin/supporters/?q=marie%40ville.fr HTTP/1.1" 200 12 3ms'
    assert masked(line) == '"GET /admin/supporters/?*** HTTP/1.1" 200 12 3ms'


@pytest.mark.parametrize(
    "line", ['"GET /fr/actus/une-ville/ HTTP/1.1" 200', "What? Nothing.", "/static/css/theme.css"]
)
def test_other_lines_stay_as_they_are(line):
    assert masked(line) == line


@given(st.text(alphabet="abcXYZ0123456789_-.~", min_size=1))
def test_no_token_survives(token):
    assert masked(f"/c/{token}/") == "/c/***/"


def record(exc_info: object = None) -> logging.LogRecord:
    return logging.LogRecord(
        "django.request", logging.ERROR, "f.py", 1, "Error: %s", (f"/c/{TOKEN}/",), exc_info
    )


def test_the_formatter_masks_message_and_traceback():
    try:
        raise ValueError(f"/t/{TOKEN}/")
    except ValueError:
        line = MaskingFormatter("{levelname} {message}", style="{").format(record(sys.exc_info()))
    assert "ERROR Error: /c/***/" in line
    assert "Traceback" in line
    assert TOKEN not in line


def test_every_handler_of_django_and_gunicorn_masks():
    for config in (settings.LOGGING, gunicorn_conf.logconfig_dict):
        for formatter in config["formatters"].values():
            assert import_string(formatter["()"]) is MaskingFormatter
    assert set(settings.LOGGING["handlers"]["console"]) == {"class", "formatter"}


def test_the_access_log_names_no_visitor():
    # h: address, l and u: names, f: referrer, a: browser, {..}i: any header
    for atom in ("%(h)s", "%(u)s", "%(l)s", "%(f)s", "%(a)s", "}i", "}e"):
        assert atom not in gunicorn_conf.access_log_format


def test_a_refused_request_is_logged_without_its_token(client, db, caplog):
    caplog.handler.setFormatter(MaskingFormatter("%(message)s"))
    client.get(f"/fr/c/{TOKEN}/")
    assert "/c/***/" in caplog.text
    assert TOKEN not in caplog.text
