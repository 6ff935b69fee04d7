"""The pages behind the links of a mail: looking changes nothing, pressing does."""

import re

import pytest
from django.test import Client

from hustings_signup import outbox, services
from hustings_signup.models import (
    ConsentRecord,
    Hit,
    Link,
    Outbox,
    Submission,
    Subscription,
    Supporter,
    Suppression,
)
from tests.conftest import Campaign
from tests.signup.conftest import SAME_ORIGIN, Signup


def links_of(mail) -> dict[str, str]:
    """Path by kind letter: c, n, u ..."""
    return {m[1]: m[0] for m in re.findall(r"http://localhost(/(\w)/[\w-]+/)", mail.body)}


def send_all() -> None:
    for row in Outbox.objects.filter(state="queued").order_by("pk"):
        outbox.send_one(row.pk)


@pytest.fixture
def first(signup: Signup, mailoutbox) -> dict[str, str]:
    signup.submit(ticked=("updates.beyond",))
    send_all()
    return links_of(mailoutbox[0])


@pytest.fixture
def second(first: dict[str, str], mailoutbox) -> dict[str, str]:
    services.confirm(submission=Submission.objects.get())
    send_all()
    return links_of(mailoutbox[1])


def state_of_everything() -> list:
    tables = (ConsentRecord, Hit, Outbox, Submission, Subscription, Supporter, Suppression, Link)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_r4_a_mail_scanner_that_opens_every_link_changes_nothing(
    client: Client, first, second
) -> None:
    before = state_of_everything()
    for path in (*first.values(), *second.values()):
        for _ in range(2):
            assert client.get(path).status_code == 200
            assert client.head(path).status_code == 200
    assert state_of_everything() == before


def test_r2_r3_pressing_confirms_and_leads_to_the_thanks(
    client: Client, first: dict[str, str]
) -> None:
    page = client.get(first["c"]).content.decode()
    assert "Oui, écrivez-moi aussi après le vote." in page
    answer = client.post(first["c"], **SAME_ORIGIN)
    assert answer["Location"].startswith("/t/")
    assert client.get(answer["Location"]).status_code == 200
    assert set(Subscription.objects.values_list("state", flat=True)) == {"active"}


def test_pressing_twice_is_harmless(client: Client, first: dict[str, str]) -> None:
    client.post(first["c"], **SAME_ORIGIN)
    records = ConsentRecord.objects.count()
    assert client.post(first["c"], **SAME_ORIGIN).status_code == 302
    assert ConsentRecord.objects.count() == records


def test_the_smaller_button_confirms_without_the_news(client: Client, first) -> None:
    client.post(first["c"], {"only_act": "1"}, **SAME_ORIGIN)
    states = dict(Subscription.objects.values_list("purpose", "state"))
    assert states == {"updates.campaign": "active", "updates.beyond": "expired"}


def test_another_site_cannot_press_for_me(client: Client, first: dict[str, str]) -> None:
    answer = client.post(first["c"], HTTP_ORIGIN="https://evil.example")
    assert answer.status_code == 403
    assert not ConsentRecord.objects.filter(type="given").exists()


@pytest.mark.parametrize("letter", ["c", "n", "u"])
def test_a_damaged_token_gets_a_clear_message(client: Client, first, second, letter) -> None:
    path = {**first, **second}[letter]
    for damaged in (path[:-5] + "/", f"{path[:5]}é{path[6:]}", f"/{letter}/{'x' * 5000}/"):
        for answer in (client.get(damaged), client.post(damaged, **SAME_ORIGIN)):
            assert answer.status_code == 410
            assert "<h1>" in answer.content.decode()


def test_a_token_of_another_purpose_opens_nothing(client: Client, first, second) -> None:
    confirm, unsubscribe = first["c"][3:], second["u"][3:]
    for path in (f"/u/{confirm}", f"/n/{confirm}", f"/c/{unsubscribe}", f"/n/{unsubscribe}"):
        assert client.post(path, **SAME_ORIGIN).status_code == 410
    assert not Suppression.objects.exists()


def test_an_expired_link_says_so(client: Client, first: dict[str, str]) -> None:
    submission = Submission.objects.get()
    Submission.objects.update(expires_at=submission.created_at)
    Link.objects.filter(kind="confirm").update(expires_at=submission.created_at)
    assert client.get(first["c"]).status_code == 410
    assert client.post(first["c"], **SAME_ORIGIN).status_code == 410
    assert Submission.objects.get().confirmed_at is None


def test_r8_stopping_everything_takes_two_requests(client: Client, second: dict[str, str]) -> None:
    page = client.get(second["u"])
    assert page.status_code == 200
    answer = client.post(second["u"], **SAME_ORIGIN)
    assert answer.status_code == 302
    assert set(Subscription.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_r8_stopping_one_purpose_leaves_the_other(client: Client, second: dict[str, str]) -> None:
    client.post(second["u"], {"purpose": "updates.beyond"}, **SAME_ORIGIN)
    states = dict(Subscription.objects.values_list("purpose", "state"))
    assert states == {"updates.campaign": "active", "updates.beyond": "withdrawn"}


def test_r4_r8_rfc_8058_one_click_works_without_cookie_or_origin(second: dict[str, str]) -> None:
    answer = Client(enforce_csrf_checks=True).post(second["u"], {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert set(Subscription.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert ConsentRecord.objects.filter(type="withdrawn", channel="one_click").count() == 2


def test_r4_a_one_click_post_confirms_nothing(first: dict[str, str]) -> None:
    Client().post(first["c"], {"List-Unsubscribe": "One-Click"})
    assert not ConsentRecord.objects.filter(type="given").exists()


def test_r4_looking_at_the_thanks_changes_nothing(client: Client, first: dict[str, str]) -> None:
    thanks = client.post(first["c"], **SAME_ORIGIN)["Location"]
    before = state_of_everything()
    assert "/u/" in client.get(thanks).content.decode()
    assert state_of_everything() == before


def test_forged_thanks_lead_nowhere(client: Client, campaign: Campaign) -> None:
    assert client.get("/t/forged/").status_code == 410


@pytest.mark.parametrize("method", ["put", "delete", "options"])
def test_other_methods_get_a_page_of_ours(client: Client, first, method: str) -> None:
    answer = getattr(client, method)(first["c"], **SAME_ORIGIN)
    assert answer.status_code == 405
    assert "<h1>" in answer.content.decode()


def test_r4_not_me_needs_a_press(client: Client, first: dict[str, str]) -> None:
    client.get(first["n"])
    assert not Suppression.objects.exists()
    client.post(first["n"], **SAME_ORIGIN)
    assert Suppression.objects.get().reason == "not_me"


def test_after_not_me_the_confirm_link_offers_nothing(client: Client, first) -> None:
    client.get(first["n"] + "?done=1")
    assert "<form" in client.get(first["n"]).content.decode()
    client.post(first["n"], **SAME_ORIGIN)
    assert client.get(first["c"]).status_code == 410
    assert 'method="post"' not in client.get(first["n"]).content.decode()


def test_the_smaller_button_names_what_it_confirms(client: Client, first) -> None:
    page = client.get(first["c"]).content.decode()
    assert "Confirmer seulement les nouvelles de la campagne par e-mail" in page


def test_pages_behind_tokens_are_kept_by_nobody(client: Client, first: dict[str, str]) -> None:
    for path in first.values():
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not client.cookies


def test_erasing_a_person_makes_their_links_unknown(client: Client, second) -> None:
    Supporter.objects.all().delete()
    assert client.get(second["u"]).status_code == 410
