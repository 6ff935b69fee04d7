"""The form as a browser sends it, and as others try to."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hustings_signup import services, stamps
from hustings_signup.models import ConsentRecord, Hit, NoticeText, Outbox, Submission, Supporter
from tests.signup.conftest import SAME_ORIGIN, Signup

pytestmark = pytest.mark.usefixtures("signup")


def nothing_stored() -> bool:
    return not (Supporter.objects.exists() or Submission.objects.exists())


def test_r1_the_page_shows_unticked_boxes_and_the_notice(client: Client, signup: Signup) -> None:
    html = client.get(signup.fr.get_url()).content.decode()
    assert 'name="purpose_updates_beyond"' in html
    assert "checked" not in html
    assert "En vous inscrivant, vous acceptez" in html
    assert "Je m’inscris" in html


def test_a_good_form_is_stored_and_answered_with_a_redirect(client, signup: Signup) -> None:
    answer = signup.post(client, given_name="Léa", postcode="59000")
    assert answer.status_code == 302
    person = Supporter.objects.get()
    assert (person.email, person.given_name, person.department) == ("lea@example.org", "Léa", "59")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "l•••@example.org" in page.content.decode()
    assert "lea@" not in page.content.decode()


def test_no_visitor_ever_gets_a_cookie(client: Client, signup: Signup) -> None:
    client.get(signup.fr.get_url())
    answer = signup.post(client)
    client.get(answer["Location"])
    signup.post(client, email="wrong")
    assert not client.cookies


def test_a_missing_address_is_said_at_the_field_and_nothing_is_lost(client, signup) -> None:
    answer = signup.post(client, email="", given_name="Léa & Co", boxes={"updates.beyond": "on"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_email_error"' in html
    assert 'href="#id_email"' in html
    assert "Léa &amp; Co" in html
    assert re.search(r'name="purpose_updates_beyond"[^>]*checked', html)
    assert nothing_stored()


@pytest.mark.parametrize(
    "values",
    [
        {"email": "lea@"},
        {"email": "lea\x00@example.org"},
        {"given_name": "x" * 71},
        {"given_name": "Léa\x00"},
        {"given_name": "http://spam.example"},
        {"postcode": "123456"},
        {"postcode": "<b>"},
        {"email": "a" * 300 + "@example.org"},
        {"given_name": "x" * 200_000},
    ],
)
def test_absurd_values_are_refused_in_words(client: Client, signup: Signup, values: dict) -> None:
    answer = signup.post(client, **values)
    assert answer.status_code == 422
    assert nothing_stored()
    name = next(iter(values))
    assert f'id="id_{name}_error"' in answer.content.decode()


def test_the_form_is_answered_in_the_language_of_its_page(client: Client, signup: Signup) -> None:
    french = signup.post(client, email="", headers={**SAME_ORIGIN, "HTTP_ACCEPT_LANGUAGE": "en"})
    assert '<html lang="fr"' in french.content.decode()


def test_unknown_extra_fields_change_nothing(client: Client, signup: Signup) -> None:
    answer = signup.post(client, is_admin="1", site="7", purpose_share_party="on")
    assert answer.status_code == 302
    assert not ConsentRecord.objects.filter(purpose="share.party").exists()


def test_more_than_256_kb_is_refused_politely(client: Client, signup: Signup) -> None:
    answer = signup.post(client, given_name="x" * 1_000_000)
    assert answer.status_code == 413
    assert nothing_stored()


def test_another_content_type_is_refused_politely(client: Client, signup: Signup) -> None:
    answer = client.post(
        signup.fr.form_action, b"{}", content_type="application/json", **SAME_ORIGIN
    )
    assert answer.status_code == 415


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(client: Client, signup: Signup, method: str) -> None:
    assert getattr(client, method)(signup.fr.form_action, **SAME_ORIGIN).status_code == 405


def test_a_get_of_the_form_address_leads_back_to_the_page(client: Client, signup: Signup) -> None:
    assert client.get(signup.fr.form_action)["Location"] == signup.fr.get_url()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
    ],
)
def test_a_form_from_elsewhere_is_refused(client: Client, signup: Signup, headers: dict) -> None:
    assert signup.post(client, headers=headers).status_code == 403
    assert nothing_stored()


def test_our_own_origin_is_enough_for_an_old_browser(client: Client, signup: Signup) -> None:
    signup.post(client, headers={"HTTP_ORIGIN": "http://testserver"})
    assert Submission.objects.get().held_reason == ""


def test_a_post_that_says_nothing_of_its_origin_is_held_silently(client, signup) -> None:
    answer = signup.post(client, headers={})
    assert answer.status_code == 302
    assert Submission.objects.get().held_reason == "no_origin"
    assert not Outbox.objects.exists()


def test_a_program_that_fills_the_invisible_field_gets_the_same_answer(client, signup) -> None:
    answer = signup.post(client, website="https://spam.example")
    assert answer.status_code == 302
    assert nothing_stored()


@pytest.mark.parametrize("stamp", ["", "forged", "gAAAAA=="])
def test_a_form_without_our_stamp_is_shown_again_with_a_new_one(client, signup, stamp) -> None:
    answer = signup.post(client, stamp=stamp, given_name="Léa")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Léa"' in html
    fresh = re.search(r'name="stamp" value="([^"]+)"', html).group(1)
    assert signup.post(client, stamp=fresh).status_code == 302


def test_r6_words_that_changed_meanwhile_are_shown_before_anything_is_recorded(
    client: Client, signup: Signup
) -> None:
    old = signup.fr.get_public_form().initial["stamp"]
    text = NoticeText.objects.get(locale=signup.campaign.fr)
    text.body = "D’autres mots."
    text.save_revision().publish()
    answer = signup.post(client, stamp=old, given_name="Léa")
    assert answer.status_code == 422
    assert "D’autres mots." in answer.content.decode()
    assert 'value="Léa"' in answer.content.decode()
    assert nothing_stored()


def test_the_stamp_of_another_form_is_not_good_here(client: Client, signup: Signup) -> None:
    other = stamps.new("petition.sign", signup.notice_fr)
    assert signup.post(client, stamp=other).status_code == 422


def test_r5_the_answer_is_the_same_for_every_state_of_an_address(client, signup) -> None:
    """New, pending, active, withdrawn, disowned: status, headers and page are equal."""
    emails = [f"{name}@example.org" for name in ("newer", "pende", "activ", "leave", "notme")]
    signup.submit(emails[1])
    services.confirm(submission=signup.submit(emails[2]))
    services.confirm(submission=signup.submit(emails[3]))
    services.withdraw(supporter=Supporter.objects.get(email=emails[3]))
    services.disown(submission=signup.submit(emails[4]))
    seen = set()
    for email in emails:
        answer = signup.post(client, email=email)
        page = client.get(answer["Location"]).content.decode()
        page = re.sub(r".•••@", "x•••@", page).replace(answer["Location"][3:], "/token/")
        headers = {k: v for k, v in answer.headers.items() if k != "Location"}
        seen.add((answer.status_code, str(headers), len(answer["Location"]), page))
    assert len(seen) == 1


def test_a_draft_page_takes_no_form(client: Client, signup: Signup) -> None:
    action = signup.fr.form_action
    signup.fr.unpublish()
    assert client.post(action, {}, **SAME_ORIGIN).status_code == 404


def test_the_page_after_the_form_expires_and_cannot_be_forged(client: Client) -> None:
    assert client.get("/fr/almost-there/forged/").status_code == 410


def test_r5_r19_sending_again_answers_the_same_and_is_capped(
    client: Client, signup: Signup
) -> None:
    address = signup.post(client)["Location"]
    for _ in range(3):
        answer = client.post(address, **SAME_ORIGIN)
        assert answer["Location"].endswith("?sent=1")
    assert Outbox.objects.count() == 1


def test_r4_looking_at_the_page_after_the_form_sends_nothing(
    client: Client, signup: Signup
) -> None:
    address = signup.post(client)["Location"]
    before = list(Outbox.objects.values()), list(Hit.objects.values())
    Hit.objects.update(at=timezone.now() - timedelta(minutes=30))  # another mail would be allowed
    for _ in range(2):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert list(Outbox.objects.values()) == before[0]
    assert Hit.objects.count() == len(before[1])


def test_r5_the_answer_is_the_same_beyond_every_limit(client: Client, signup: Signup, settings):
    """The mailbox had its mails, or the network its forms: nobody at the form is told."""
    settings.HUSTINGS = {**settings.HUSTINGS, "NETWORK_LIMIT_PER_HOUR": 6}
    seen = set()
    for _ in range(8):
        answer = signup.post(client)
        page = client.get(answer["Location"]).content.decode()
        resent = client.post(answer["Location"], **SAME_ORIGIN)
        page = page.replace(answer["Location"][3:], "/token/")
        headers = {k: v for k, v in answer.headers.items() if k != "Location"}
        seen.add((answer.status_code, str(headers), page, resent["Location"][-7:]))
    assert Outbox.objects.count() < 3
    assert set(Submission.objects.values_list("held_reason", flat=True)) == {"", "network"}
    assert len(seen) == 1


def test_the_source_of_the_visit_is_kept_when_it_is_one(client: Client, signup: Signup) -> None:
    signup.post(client, s="affiche-gare")
    signup.post(client, email="b@example.org", s="<script>")
    assert set(Submission.objects.values_list("visit_source", flat=True)) == {"affiche-gare", ""}
