"""`/healthz`: is it up, is everything working, which version."""

from datetime import timedelta
from threading import Event

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils import timezone

from hustings_home import health, views
from hustings_home.models import Heartbeat

COMMITTED = pytest.mark.django_db(transaction=True)


def beat(**ages):
    for name, seconds in ages.items():
        Heartbeat.objects.create(name=name, at=timezone.now() - timedelta(seconds=seconds))


@COMMITTED
def test_all_is_well_when_worker_and_tick_show_life(client):
    beat(worker=20, tick=3)
    response = client.get("/healthz")
    report = response.json()
    assert response.status_code == 200
    assert (report["status"], report["database"]) == ("ok", "ok")
    assert report["worker_age"] == pytest.approx(20, abs=5)
    assert report["tick_age"] == pytest.approx(3, abs=5)
    assert report["version"]
    assert "no-store" in response.headers["Cache-Control"]


@COMMITTED
@pytest.mark.parametrize("silent", [{"worker": 500, "tick": 1}, {"worker": 1, "tick": 500}, {}])
def test_a_silent_process_degrades_but_does_not_take_the_site_down(client, silent):
    beat(**silent)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (200, "degraded")


@COMMITTED
def test_a_process_never_seen_has_no_age(client):
    assert client.get("/healthz").json()["worker_age"] is None


def ask():
    return views.healthz(RequestFactory().get("/healthz"))


def test_a_database_that_refuses_is_503(monkeypatch):
    def refuse():
        raise OperationalError("connection refused for user marie")

    monkeypatch.setattr(health, "_read_ages", refuse)
    response = ask()
    assert response.status_code == 503
    assert b'"database": "away"' in response.content
    assert b"marie" not in response.content


def test_a_database_that_hangs_is_503_within_seconds(monkeypatch):
    release = Event()
    monkeypatch.setattr(health, "PATIENCE", 0.05)
    monkeypatch.setattr(health, "_read_ages", lambda: release.wait(5) or {})
    try:
        assert ask().status_code == 503
        assert ask().status_code == 503  # the second waits behind the first, no longer
    finally:
        release.set()


@COMMITTED
@pytest.mark.skipif(connection.vendor != "sqlite", reason="takes the file away")
def test_a_database_file_that_cannot_be_read_is_503(monkeypatch, settings, tmp_path):
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "NAME", str(tmp_path / "none" / "x.sqlite3"))
        assert ask().status_code == 503


@pytest.mark.django_db
def test_asking_needs_no_site_and_sets_no_cookie(client):
    from wagtail.models import Site

    Site.objects.all().delete()
    response = client.get("/healthz")
    assert response.status_code == 200
    assert not response.cookies


def test_the_version_is_the_projects_own_or_the_packages(settings):
    settings.HUSTINGS = {**settings.HUSTINGS, "VERSION": "9.9"}
    assert health.product_version() == "9.9"
    settings.HUSTINGS = {**settings.HUSTINGS, "VERSION": ""}
    assert health.product_version() in ("", "0.1.0")
