"""One door for staff: a password, a second factor, limits, and no way round them."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as configured
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from hustings_signup import outbox
from hustings_signup.models import Outbox, PeoplePermission
from tests.conftest import PASSWORD
from tests.signup.conftest import signup as signup
from tests.signup.staff.conftest import join as join
from tests.signup.staff.conftest import make_user, speak

LOGIN = "/admin/login/"
SETUP = "/admin/account/second-factor/"
APP = f"{SETUP}app/"


@pytest.fixture
def required(settings):
    settings.HUSTINGS = {**settings.HUSTINGS, "SECOND_FACTOR_REQUIRED": True}


@pytest.fixture
def officer(campaign):
    return make_user("officer", sites=[campaign.site], permissions=PeoplePermission.values)


@pytest.fixture
def writer(campaign):
    return make_user("writer", sites=[campaign.site])


def log_in(client, name, password=PASSWORD, **more):
    return client.post(LOGIN, {"username": name, "password": password, **more})


def code_of(secret, *, offset=0):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + offset))


def set_up_app(client):
    """Through the pages, as a person does; returns the secret."""
    page = client.get(APP)
    secret = page.context["form"].secret
    answer = client.post(APP, {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content
    return secret


def test_the_password_opens_the_door_where_no_factor_is_required(officer):
    client = Client()
    assert log_in(client, "officer")["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_the_address_serves_as_a_name(officer):
    client = Client()
    assert log_in(client, "officer@example.org")["Location"] == "/admin/"


def test_r17_before_the_second_factor_no_staff_page_answers(required, officer):
    client = Client()
    log_in(client, "officer")
    for path in (
        "/admin/",
        "/admin/people/",
        "/admin/pages/",
        "/admin/account/",
        "/admin/api/main/pages/",
    ):
        assert client.get(path)["Location"] == SETUP, path
    assert client.post("/admin/people/export/", {"password": PASSWORD})["Location"] == SETUP


def test_before_the_second_factor_the_public_site_knows_nobody(required, officer, campaign):
    client = Client()
    log_in(client, "officer")
    assert "/admin/pages/" not in client.get("/fr/").content.decode()
    assert client.get("/styleguide/").status_code != 200


def test_r17_setting_an_app_up_opens_the_way_and_gives_recovery_codes(required, officer):
    client = Client()
    log_in(client, "officer")
    set_up_app(client)
    assert client.get("/admin/people/").status_code == 200
    assert client.get(f"{SETUP}codes/").status_code == 200


def test_r17_the_next_login_asks_for_the_code(required, officer):
    first = Client()
    log_in(first, "officer")
    secret = set_up_app(first)
    client = Client()
    answer = log_in(client, "officer")
    assert answer["Location"] == "/admin/login/second-factor/"
    assert client.get("/admin/people/")["Location"].startswith(LOGIN)
    assert client.post(answer["Location"], {"code": "000000"}).status_code == 200
    answer = client.post(answer["Location"], {"code": code_of(secret, offset=1)})
    assert answer["Location"] == "/admin/"
    assert client.get("/admin/people/").status_code == 200


def test_a_recovery_code_works_once(required, officer):
    first = Client()
    log_in(first, "officer")
    set_up_app(first)
    codes = first.get(f"{SETUP}codes/").context["unused_codes"]
    for code, works in ((codes[0], True), (codes[0], False), (codes[1], True)):
        client = Client()
        log_in(client, "officer")
        client.post("/admin/login/second-factor/", {"code": code})
        assert (client.get("/admin/people/").status_code == 200) is works


@pytest.mark.parametrize(
    ("language", "none", "some"),
    [("fr", "Aucun pour l’instant", "En service"), ("en", "None yet", "In use")],
)
def test_the_account_page_leads_to_password_and_second_factor(officer, language, none, some):
    speak(officer, language)
    client = Client()
    log_in(client, "officer")
    page = client.get("/admin/account/").content.decode()
    assert f'href="{SETUP}"' in page
    assert 'href="/admin/account/password/"' in page
    assert none in page
    set_up_app(client)
    assert some in client.get("/admin/account/").content.decode()


def test_who_sees_no_people_needs_none(required, writer):
    client = Client()
    log_in(client, "writer")
    assert client.get("/admin/").status_code == 200


def test_a_superuser_needs_one(required, staff):
    client = Client()
    log_in(client, "staff")
    assert client.get("/admin/")["Location"] == SETUP


def test_a_session_from_before_the_factor_was_set_up_ends(required, officer):
    old, new = Client(), Client()
    log_in(old, "officer")
    log_in(new, "officer")
    set_up_app(new)
    assert old.get("/admin/people/")["Location"].startswith(LOGIN)


def test_a_session_that_came_by_another_door_stays_outside(required, officer):
    client = Client()
    client.force_login(officer)
    assert client.get("/admin/people/")["Location"] == SETUP


def test_secrets_cannot_be_read_in_the_database(required, officer):
    client = Client()
    log_in(client, "officer")
    secret = set_up_app(client)
    codes = client.get(f"{SETUP}codes/").context["unused_codes"]
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert not any(code in stored for code in codes)


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("/fr/_util/login/?next=/fr/prive/", "/admin/login/?next=%2Ffr%2Fprive%2F"),
        ("/admin/password_reset/", "/admin/account/password/reset/"),
        ("/admin/password_reset/confirm/MQ/set-password/", "/admin/account/password/reset/"),
    ],
)
def test_other_doors_lead_to_ours(campaign, path, where):
    assert Client().get(path)["Location"] == where


def test_wagtails_own_form_is_not_reached(officer):
    page = Client().get(reverse("wagtailadmin_login")).content.decode()
    assert 'name="username"' in page
    assert "wagtailadmin/js" not in page


@pytest.mark.parametrize("path", ["/admin/account/sign-up/", "/admin/account/e-mail/"])
def test_nobody_signs_up_and_nobody_changes_the_address_alone(officer, path):
    client = Client()
    assert client.get(path, follow=True).status_code == 404
    log_in(client, "officer")
    assert client.get(path, follow=True).status_code == 404


def test_five_wrong_passwords_shut_the_door_for_this_name_in_all_processes(officer, writer):
    from django.core.cache import cache

    for _attempt in range(5):
        log_in(Client(), "officer", "wrong")
        cache.clear()  # another process has another cache
    assert log_in(Client(), "officer").status_code == 200
    assert log_in(Client(), "writer").status_code == 302


def test_a_name_nobody_has_is_answered_like_one_somebody_has(officer):
    known = log_in(Client(), "officer", "wrong")
    unknown = log_in(Client(), "nobody", "wrong")
    assert known.status_code == unknown.status_code == 200

    def tidy(answer):
        text = re.sub(r'value="[^"]*"', "", answer.content.decode())
        return text

    assert tidy(known) == tidy(unknown)


def test_no_inline_code_and_a_passkey_allowed(officer):
    answer = Client().get(LOGIN)
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "publickey-credentials-get=(self)" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert not re.findall(r"<script(?![^>]*(src=|application/json))[^>]*>", page)
    assert "publickey-credentials-get=()" in Client().get("/fr/")["Permissions-Policy"]


@pytest.mark.parametrize(("language", "words"), [("fr", "Mot de passe"), ("en", "Password")])
def test_the_door_speaks_both_languages(officer, language, words):
    page = Client().get(LOGIN, headers={"accept-language": language}).content.decode()
    assert f'lang="{language}"' in page
    assert words in page


def test_an_account_without_access_is_told_and_not_sent_round(campaign):
    get_user_model().objects.create_user("nobody", "n@example.org", PASSWORD)
    client = Client()
    log_in(client, "nobody")
    assert client.get(LOGIN).status_code == 403


def test_a_new_password_comes_by_mail_through_the_outbox(officer, mailoutbox, campaign):
    client = Client(headers={"host": "localhost"})
    client.post("/admin/account/password/reset/", {"email": "officer@example.org"})
    assert not mailoutbox
    row = Outbox.objects.get(kind="staff.password")
    assert row.supporter is None
    outbox.send_one(row.pk)
    (mail,) = mailoutbox
    assert mail.to == ["officer@example.org"]
    link = re.search(rf"{configured.WAGTAILADMIN_BASE_URL}(/admin/\S+)", mail.body)[1]
    page = client.get(link, follow=True)
    fresh = "a quite different long password"
    client.post(page.request["PATH_INFO"], {"password1": fresh, "password2": fresh})
    assert log_in(Client(), "officer", fresh).status_code == 302
    assert log_in(Client(), "officer").status_code == 200
    again = client.get(link, follow=True)
    assert again.context["token_fail"]


def test_asking_for_an_unknown_address_answers_the_same_and_mails_nobody(officer):
    answers = [
        Client().post("/admin/account/password/reset/", {"email": address})
        for address in ("officer@example.org", "nobody@example.org")
    ]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Outbox.objects.count() == 1


def test_a_reset_does_not_go_round_the_second_factor(required, officer, mailoutbox):
    first = Client()
    log_in(first, "officer")
    set_up_app(first)
    client = Client()
    client.post("/admin/account/password/reset/", {"email": "officer@example.org"})
    outbox.send_one(Outbox.objects.get(kind="staff.password").pk)
    link = re.search(r"http://localhost(/admin/\S+)", mailoutbox[0].body)[1]
    page = client.get(link, follow=True)
    fresh = "a quite different long password"
    client.post(page.request["PATH_INFO"], {"password1": fresh, "password2": fresh})
    assert client.get("/admin/people/")["Location"].startswith(LOGIN)
    assert log_in(client, "officer", fresh)["Location"] == "/admin/login/second-factor/"


def test_r17_an_export_asks_for_password_and_factor_again(officer, join):
    join("lea@example.org", given_name="Léa")
    client = Client()
    log_in(client, "officer")
    secret = set_up_app(client)
    form = {
        "format": "csv",
        "columns": ["email"],
        "purpose_text": "For the test",
        "password": PASSWORD,
    }
    url = "/admin/people/export/"
    assert "code" not in client.get(url).context["form"].fields  # shown a moment ago
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert "code" in client.post(url, form).context["form"].errors
    assert "code" in client.post(url, form | {"code": "000000"}).context["form"].errors
    code = code_of(secret, offset=1)
    assert (
        "password"
        in client.post(url, form | {"code": code, "password": "no"}).context["form"].errors
    )
    assert client.post(url, form | {"code": code}).status_code == 200
