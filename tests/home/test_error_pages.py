"""What is shown when something fails."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from hustings import urls as project
from hustings_home import views

handler400 = views.bad_request
handler403 = views.permission_denied
handler404 = views.page_not_found
handler500 = views.server_error


def fail(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("400", fail(SuspiciousOperation())),
    path("403", fail(PermissionDenied())),
    path("500", fail(ZeroDivisionError())),
    *project.urlpatterns,
]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 500])
@override_settings(ROOT_URLCONF=__name__)
def test_each_error_has_a_page_with_its_status(campaign, status):
    response = Client(raise_request_exception=False).get(f"/{status}")
    html = response.content.decode()
    assert response.status_code == status
    assert html.startswith("<!doctype html>")
    assert "<h1>" in html and "Traceback" not in html


@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 415])
def test_plugins_show_an_error_page_of_any_status(campaign, request_fr, status):
    response = views.error_page(request_fr, status)
    assert response.status_code == status
    assert str(status) in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("path", "language"), [("/fr/rien/", "fr"), ("/en/nothing/", "en")])
def test_an_unknown_page_answers_in_the_language_of_its_address(campaign, client, path, language):
    response = client.get(path)
    html = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{language}"' in html
    assert 'href="/fr/"' in html and 'href="/en/"' in html
    assert not response.cookies


def test_an_error_page_needs_no_site(db, client):
    from wagtail.models import Site

    Site.objects.all().delete()
    assert client.get("/fr/rien/").status_code == 404


def test_the_page_for_our_faults_asks_no_database():
    """pytest-django refuses any query of a test without the mark."""
    response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "<h1>" in response.content.decode()


def test_a_failed_check_of_a_staff_form_is_403(campaign, request_fr):
    assert views.csrf_failure(request_fr, reason="no cookie").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "a b", "\x00"])
def test_a_host_we_do_not_serve_is_a_plain_400(campaign, host):
    response = Client(raise_request_exception=False).get("/fr/", HTTP_HOST=host)
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()
    assert "evil" not in response.content.decode()
