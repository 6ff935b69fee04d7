"""The address a petition's form is sent to: what it takes, what it refuses, in which words."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from hustings_home.models import HomePage
from hustings_petitions.models import PetitionPage, Signature
from hustings_signup.models import Submission
from tests.petitions.conftest import Petitions, filled, make_petition, post, sign_and_confirm

State = Signature.State
#: Everything in one commit; speed.md aims at 12.
POST_QUERIES = 24


def test_a_good_form_is_stored_and_answered_by_a_redirect(
    petitions: Petitions, client: Client
) -> None:
    response = post(client, petitions.fr)
    assert response.status_code == 302
    assert response.url.startswith("/fr/almost-there/")
    assert "Dupont" not in response.url
    signature = Signature.objects.get()
    assert (signature.state, signature.town, signature.department) == (
        State.PENDING,
        "Lille",
        "59",
    )
    assert signature.submission.page_id == petitions.fr.pk
    assert not response.cookies


def test_r5_the_answer_is_the_same_for_who_signed_before(
    petitions: Petitions, client: Client
) -> None:
    fresh = post(client, petitions.fr, email="mario@example.org")
    sign_and_confirm(petitions.fr, "marie@example.org")
    known = post(client, petitions.fr)
    assert (known.status_code, len(known.url)) == (fresh.status_code, len(fresh.url))
    assert set(known.headers) == set(fresh.headers)
    shown = [client.get(answer.url).content.decode() for answer in (fresh, known)]
    without_token = [re.sub(r"almost-there/[^/]+/", "", html) for html in shown]
    assert without_token[0] == without_token[1]


@pytest.mark.parametrize(
    ("code", "typed", "words"),
    [
        ("fr", {"email": "camille@"}, "e-mail"),
        ("en", {"email": "camille@"}, "Enter a complete e-mail address"),
        ("en", {"given_name": ""}, "Enter your first name."),
        ("en", {"family_name": "http://spam.example"}, "Enter a name, without a web address."),
        ("en", {"postcode": ""}, "Enter your postcode."),
        ("en", {"given_name": "x" * 200_000}, "too long"),
        ("en", {"family_name": "a\x00b" * 100}, "too long"),
    ],
)
def test_errors_come_back_in_the_page_with_everything_kept(
    petitions: Petitions, client: Client, code: str, typed: dict[str, str], words: str
) -> None:
    page = getattr(petitions, code)
    other = "en-GB" if code == "fr" else "fr-FR"
    answer = post(client, page, HTTP_ACCEPT_LANGUAGE=other, **{"given_name": "Zoé", **typed})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert f'lang="{code}"' in html
    assert page.title in html
    assert 'id="errors"' in html
    if "given_name" not in typed:
        assert 'value="Zoé"' in html
    assert not Submission.objects.exists()


def test_a_nul_byte_or_control_characters_never_break_it(
    petitions: Petitions, client: Client
) -> None:
    answer = post(client, petitions.fr, given_name="Ma\x00rie\x0b", postcode="59\u202e000")
    assert answer.status_code in (302, 422)
    assert not Signature.objects.filter(given_name__contains="\x0b").exists()


def test_an_open_box_and_a_strange_field_are_no_obstacle(
    petitions: Petitions, client: Client
) -> None:
    assert post(client, petitions.fr, extra="1", state="confirmed").status_code == 302
    assert Signature.objects.get().state == State.PENDING


@pytest.mark.parametrize("ended", ["won", "closed", "past"])
def test_a_petition_that_ended_takes_nothing_and_says_so(
    petitions: Petitions, client: Client, ended: str
) -> None:
    data = filled(petitions.fr)
    if ended == "past":
        petitions.fr.closes_at = timezone.now() - timedelta(minutes=1)
    else:
        petitions.fr.state, petitions.fr.outcome = ended, "<p>Obtenu.</p>"
    petitions.fr.save_revision().publish()
    answer = client.post(petitions.fr.form_action, data, HTTP_SEC_FETCH_SITE="same-origin")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert petitions.fr.accepts_now() in html
    assert "<form" not in html.split("<main")[1].split("</main>")[0]
    assert not Submission.objects.exists()


def test_a_petition_that_closes_between_check_and_signature_says_so(
    petitions: Petitions, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PetitionPage, "closed_because", lambda page: "")
    data = filled(petitions.fr)
    petitions.fr.state = "closed"
    petitions.fr.save_revision().publish()
    answer = client.post(petitions.fr.form_action, data, HTTP_SEC_FETCH_SITE="same-origin")
    assert answer.status_code == 409
    assert not Submission.objects.exists()


def test_unknown_draft_foreign_and_restricted_pages_are_404(
    petitions: Petitions, client: Client
) -> None:
    data = filled(petitions.fr)
    draft = make_petition(petitions.index_fr, title="Brouillon", slug="brouillon")
    draft.unpublish()
    secret = make_petition(petitions.index_fr, title="Secret", slug="secret")
    PageViewRestriction.objects.create(page=secret, restriction_type="password", password="x")
    home = HomePage(title="Autre", slug="autre", lead="x", locale=petitions.campaign.fr)
    petitions.campaign.root.add_child(instance=home)
    Site.objects.create(hostname="other.example", root_page=home)
    index = home.add_child(instance=type(petitions.index_fr)(title="P", slug="p"))
    foreign = make_petition(index, slug="ailleurs")
    for page_id in (999_999, petitions.index_fr.pk, draft.pk, secret.pk, foreign.pk):
        url = f"/fr/sign/{page_id}/"
        answer = client.post(url, data, HTTP_SEC_FETCH_SITE="same-origin")
        assert answer.status_code == 404, page_id
        assert client.get(f"{url}count.json").status_code == 404
    assert not Submission.objects.exists()


def test_the_language_is_that_of_the_page_whatever_the_address_says(
    petitions: Petitions, client: Client
) -> None:
    url = petitions.en.form_action.replace("/fr/", "/en/")
    wrong = url.replace("/en/", "/fr/")
    for address in (url, wrong):
        answer = client.post(address, filled(petitions.en), HTTP_SEC_FETCH_SITE="same-origin")
        assert answer.status_code == 302
    assert set(Submission.objects.values_list("locale", flat=True)) == {"en"}


@pytest.mark.parametrize(
    ("headers", "status", "stored"),
    [
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403, 0),
        ({"HTTP_ORIGIN": "https://evil.example"}, 403, 0),
        ({"HTTP_ORIGIN": "http://localhost"}, 302, 1),
        ({}, 302, 1),
    ],
)
def test_only_our_own_pages_may_send_it(
    petitions: Petitions, client: Client, headers: dict[str, str], status: int, stored: int
) -> None:
    answer = client.post(
        petitions.fr.form_action, filled(petitions.fr), SERVER_NAME="localhost", **headers
    )
    assert answer.status_code == status
    assert Signature.objects.count() == stored
    if stored and not headers:
        assert Signature.objects.get().state == State.HELD


def test_other_methods_and_types_are_refused(petitions: Petitions, client: Client) -> None:
    url = petitions.fr.form_action
    origin = {"HTTP_SEC_FETCH_SITE": "same-origin"}
    assert client.put(url, {}, **origin).status_code == 405
    assert client.delete(url, **origin).status_code == 405
    assert client.post(url, "{}", content_type="application/json", **origin).status_code == 415
    assert client.get(url).status_code == 302
    assert client.get(url).url.endswith(petitions.fr.url)


def test_a_robot_in_the_honeypot_is_thanked_and_forgotten(
    petitions: Petitions, client: Client
) -> None:
    assert post(client, petitions.fr, website="https://spam.example").status_code == 302
    assert not Submission.objects.exists()


def test_signing_stays_within_its_queries(petitions: Petitions, client: Client) -> None:
    data = filled(petitions.fr)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        client.post(petitions.fr.form_action, data, HTTP_SEC_FETCH_SITE="same-origin")
    # Asked once a second, not once a form: what staff decided about the forms of the site.
    left_out = ("SAVEPOINT", "hustings_signup_siteguard", "hustings_signup_listedpattern")
    asked = [q["sql"] for q in queries if not any(name in q["sql"] for name in left_out)]
    assert Signature.objects.exists()
    assert len(asked) <= POST_QUERIES, "\n".join(asked)


def test_the_count_is_public_json_any_cache_may_keep(petitions: Petitions, client: Client) -> None:
    from hustings_petitions import tally

    sign_and_confirm(petitions.fr)
    url = petitions.en.count_url
    assert client.get(url).json() == {
        "count": 0,
        "goal": 500,
        "state": "open",
        "shown": "0",
        "value": 0,
    }
    tally.fold()
    answer = client.get(url)
    assert answer.json()["count"] == 1
    assert answer.headers["Cache-Control"] == "public, max-age=4"
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert client.post(url).status_code == 405
    assert PetitionPage.objects.get(pk=petitions.fr.pk).count == 1
