"""Health, robots, sitemap, headers and error pages: what answers beside the pages themselves."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import get_resolver

from hustings import __version__, errors
from hustings.middleware import MAX_PUBLIC_BODY_BYTES
from hustings_home.heartbeat import beat
from tests.conftest import Campaign


@pytest.mark.django_db(transaction=True)
def test_health_tells_the_age_of_worker_and_tick(client):
    silent = client.get("/healthz")
    assert silent.status_code == 200
    assert silent.json()["status"] == "degraded"
    assert silent.json()["worker_age"] is None
    beat("worker")
    beat("tick")
    answer = client.get("/healthz").json()
    assert answer["status"] == "ok"
    assert answer["database"] == "ok"
    assert answer["version"] == __version__
    assert 0 <= answer["tick_age"] < 60
    assert 0 <= answer["worker_age"] < 60


def test_health_is_503_when_the_database_is_away(client, monkeypatch):
    def away() -> dict[str, float]:
        raise OperationalError("connection refused")

    monkeypatch.setattr("hustings_home.health.ages", away)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "down"
    assert answer.json()["database"] == "away"


def test_health_is_kept_by_no_cache_and_answers_no_form(client, db):
    assert "no-store" in client.get("/healthz")["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_robots_find_the_sitemap_and_no_name_of_a_private_address(client, db):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in answer.text
    assert "Sitemap: http://testserver/sitemap.xml" in answer.text
    for private in ("/c/", "/u/", "mailbox"):
        assert private not in answer.text


def test_the_sitemap_lists_the_live_pages_of_both_languages(client, campaign: Campaign):
    answer = client.get("/sitemap.xml")
    assert answer.status_code == 200
    assert "http://localhost/fr/" in answer.text
    assert "http://localhost/en/" in answer.text
    campaign.home_en.unpublish()
    assert "http://localhost/en/" not in client.get("/sitemap.xml").text


def test_the_front_door_leads_to_the_visitors_language(client, campaign: Campaign):
    french = client.get("/", headers={"Accept-Language": "fr"})
    english = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert (french.status_code, french["Location"]) == (302, "/fr/")
    assert english["Location"] == "/en/"
    assert "Accept-Language" in french["Vary"]
    assert client.get("/", headers={"Accept-Language": "de"})["Location"] == "/fr/"


def test_every_page_carries_the_protective_headers_and_no_cookie(client, campaign: Campaign):
    for address in ("/fr/", "/en/", "/fr/nowhere/", "/robots.txt", "/healthz"):
        answer = client.get(address)
        assert "camera=()" in answer["Permissions-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", ""), address


def test_a_page_that_does_not_exist_is_404_in_the_language_of_its_address(client, campaign):
    for language in ("fr", "en"):
        answer = client.get(f"/{language}/nowhere/")
        assert answer.status_code == 404
        assert f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("address", ["/fr/", "/en/nowhere/", "/robots.txt", "/c/abc/"])
def test_a_body_larger_than_any_form_is_413_before_anything_reads_it(client, campaign, address):
    body = "name=" + "x" * MAX_PUBLIC_BODY_BYTES
    answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "<h1>" in answer.text
    assert "xxxx" not in answer.text
    assert not answer.cookies


def test_a_body_as_large_as_allowed_gets_through(client, campaign):
    body = "name=" + "x" * (MAX_PUBLIC_BODY_BYTES - 5)
    answer = client.post("/robots.txt", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 405


def test_staff_may_send_larger_pages(client, campaign, staff):
    client.force_login(staff)
    body = {"title": "x" * (MAX_PUBLIC_BODY_BYTES * 2)}
    assert client.post("/admin/account/", body).status_code != 413


def test_what_django_finds_too_large_is_413_too(campaign, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    request = RequestFactory().post("/fr/", {"name": "x" * 200})
    try:
        _ = request.POST
    except Exception as error:
        assert errors.bad_request(request, error).status_code == 413


def test_the_handlers_answer_in_the_sites_own_look_and_repeat_nothing(campaign):
    request = RequestFactory().get("/fr/")
    resolver = get_resolver()
    for status in (400, 403, 404):
        answer = resolver.resolve_error_handler(status)(request, ValueError("detail"))
        assert answer.status_code == status
        text = answer.content.decode()
        assert '<main id="main"' in text
        assert "detail" not in text


def test_the_page_for_our_own_failures_asks_nothing_of_the_database():
    answer = get_resolver().resolve_error_handler(500)(RequestFactory().get("/fr/"))
    assert answer.status_code == 500
    assert "<h1>" in answer.content.decode()


def test_a_staff_form_without_its_cookie_is_refused_with_a_page(campaign):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})
    assert answer.status_code == 403
    assert '<main id="main"' in answer.text


def test_a_foreign_host_name_is_400(client, campaign):
    assert client.get("/fr/", headers={"Host": "evil.test"}).status_code == 400


def test_a_nul_byte_in_an_address_is_no_error_of_ours(client, campaign):
    for address in ("/fr/%00/", "/documents/1/%00", "/media/images/%00.jpg", "/c/%00/"):
        assert client.get(address).status_code in {400, 404, 410}, address


def test_the_mailbox_does_not_exist_outside_the_demonstration(client, campaign):
    assert client.get("/mailbox/", follow=True).status_code == 404
    assert client.get("/mailbox/messages.json", follow=True).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/fr/sign-up/{}/",
        "/fr/sign/{}/",
        "/fr/sign/{}/count.json",
        "/fr/register/{}/",
        "/fr/calendar/{}.ics",
        "/fr/calendar/all/{}.ics",
    ],
)
@pytest.mark.parametrize("number", ["9" * 9, "9" * 10, "9" * 30])
def test_a_number_no_table_holds_is_not_found(client, campaign, path, number):
    assert client.get(path.format(number)).status_code == 404
