"""Visitors are never asked who they are; staff get their bar."""

import pytest
from django.contrib.auth import get_user_model
from django.template import Context, Template
from django.test import RequestFactory

from hustings_home.visitors import staff_user

pytestmark = pytest.mark.django_db


class Untouchable:
    """Fails when anything is asked of it."""

    def __getattribute__(self, name):
        raise AssertionError("A visitor's page asked for the user.")


def test_the_user_of_a_request_without_session_is_not_touched(request_fr):
    request_fr.user = Untouchable()
    assert staff_user(request_fr) is None
    shown = "{% load hustings %}{% staff_bar %}{% is_staff as for_staff %}{{ for_staff }}"
    assert Template(shown).render(Context({"request": request_fr})) == "False"


def test_without_request_there_is_no_staff():
    assert staff_user(None) is None


def test_staff_see_the_bar_and_their_page_varies_by_cookie(campaign, editor):
    response = editor.get("/fr/")
    assert "wagtail-userbar" in response.content.decode()
    assert "Cookie" in response.headers["Vary"]


def test_a_person_without_access_to_the_admin_sees_no_bar(campaign, client):
    client.force_login(get_user_model().objects.create_user("member"))
    assert "wagtail-userbar" not in client.get("/fr/").content.decode()


def test_a_session_that_ended_is_a_visitor(campaign, client):
    client.cookies["sessionid"] = "x" * 32
    response = client.get("/fr/")
    assert response.status_code == 200
    assert "wagtail-userbar" not in response.content.decode()


def test_a_request_without_user_is_a_visitor():
    request = RequestFactory().get("/", HTTP_COOKIE="sessionid=abc")
    assert staff_user(request) is None
