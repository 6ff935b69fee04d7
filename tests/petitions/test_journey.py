"""The whole way without JavaScript: read, sign, mail, confirm, count, withdraw; fr and en."""

import html
import re
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from hustings_home import schedule
from hustings_petitions import tally
from hustings_petitions.models import Petition, Signature, Tally
from hustings_signup import outbox
from hustings_signup.models import ConsentRecord, Link, Outbox, Submission, Subscription, Supporter
from tests.petitions.conftest import NEWS, Petitions, filled, post

SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def send_all() -> None:
    for row in Outbox.objects.filter(state="queued").order_by("pk"):
        outbox.send_one(row.pk)


def link(mail: EmailMultiAlternatives, kind: str) -> str:
    return re.findall(rf"http://localhost(/{kind}/[\w-]+/)", mail.body)[0]


def text_of(client: Client, path: str) -> str:
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert not answer.cookies
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


@pytest.mark.parametrize("code", ["fr", "en"])
def test_sign_confirm_count_withdraw(
    petitions: Petitions, client: Client, mailoutbox: list[EmailMultiAlternatives], code: str
) -> None:
    page = getattr(petitions, code)
    form = text_of(client, page.url)
    assert page.form_action in form
    answer = client.post(page.form_action, filled(page), **SAME_ORIGIN)
    step = text_of(client, answer.url)
    assert "m•••@example.org" in step

    send_all()
    assert page.title in mailoutbox[0].subject
    confirm = link(mailoutbox[0], "c")
    assert Signature.objects.get().state == "pending"
    assert "csrf" not in text_of(client, confirm)
    answer = client.post(confirm, **SAME_ORIGIN)
    thanks = text_of(client, answer.url)
    assert "no. 1" in thanks or "n° 1" in thanks
    assert page.url in thanks

    schedule.run_due()
    assert client.get(page.count_url).json()["count"] == 1
    assert '<progress max="500" value="1"' in text_of(client, page.url)

    send_all()
    second = mailoutbox[1]
    withdraw = link(second, "w")
    assert f'action="{withdraw}"' not in text_of(client, withdraw)
    answer = client.post(withdraw, **SAME_ORIGIN)
    assert answer.url == withdraw
    assert 'method="post"' not in text_of(client, withdraw)
    tally.fold()
    assert client.get(page.count_url).json()["count"] == 0
    assert ConsentRecord.objects.get(type="withdrawn").source == Petition.objects.get().ref


def test_r3_the_news_asked_for_beside_are_given_by_the_same_press(
    petitions: Petitions, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    post(client, petitions.en, purpose_updates_campaign="on")
    send_all()
    assert "Yes, e-mail me news." in mailoutbox[0].body
    client.post(link(mailoutbox[0], "c"), **SAME_ORIGIN)
    assert Subscription.objects.get(purpose=NEWS).state == "active"
    assert Signature.objects.get().state == "confirmed"


def test_r3_the_small_button_signs_without_the_news(
    petitions: Petitions, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    post(client, petitions.en, purpose_updates_campaign="on")
    send_all()
    client.post(link(mailoutbox[0], "c"), {"only_act": "1"}, **SAME_ORIGIN)
    assert Signature.objects.get().state == "confirmed"
    assert not Subscription.objects.filter(state="active").exists()


def test_r3_withdrawing_the_signature_keeps_the_news(
    petitions: Petitions, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    post(client, petitions.en, purpose_updates_campaign="on")
    send_all()
    client.post(link(mailoutbox[0], "c"), **SAME_ORIGIN)
    send_all()
    client.post(link(mailoutbox[1], "w"), **SAME_ORIGIN)
    assert Signature.objects.get().state == "withdrawn"
    assert Subscription.objects.get(purpose=NEWS).state == "active"


def test_r4_a_mail_scanner_that_opens_every_link_changes_nothing(
    petitions: Petitions, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    post(client, petitions.fr)
    send_all()
    client.post(link(mailoutbox[0], "c"), **SAME_ORIGIN)
    send_all()
    tables = (Signature, Tally, ConsentRecord, Submission, Supporter, Link, Outbox)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    for mail in mailoutbox:
        for path in re.findall(r"http://localhost(/\S+)", mail.body):
            client.get(path)
            client.head(path)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_a_confirmation_after_the_end_says_so_and_stores_nothing(
    petitions: Petitions, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    post(client, petitions.en)
    send_all()
    Petition.objects.update(state="closed", closed_at=timezone.now() - timedelta(days=2))
    answer = client.post(link(mailoutbox[0], "c"), **SAME_ORIGIN)
    assert answer.status_code == 410
    assert Signature.objects.get().state == "pending"
    assert not ConsentRecord.objects.filter(type="given").exists()


@pytest.mark.parametrize("kind", ["w", "c"])
def test_a_damaged_or_foreign_token_is_answered_in_words(
    petitions: Petitions,
    client: Client,
    mailoutbox: list[EmailMultiAlternatives],
    kind: str,
) -> None:
    post(client, petitions.en)
    send_all()
    client.post(link(mailoutbox[0], "c"), **SAME_ORIGIN)
    send_all()
    good = {"c": link(mailoutbox[0], "c"), "w": link(mailoutbox[1], "w")}
    other = {"c": "w", "w": "c"}[kind]
    for path in (
        f"/{kind}/damaged/",
        good[kind][:-5] + "AAAA/",
        good[other].replace(f"/{other}/", f"/{kind}/", 1),
    ):
        for answer in (client.get(path), client.post(path, **SAME_ORIGIN)):
            assert answer.status_code == 410
    assert Signature.objects.get().state == "confirmed"


def test_a_withdrawal_from_elsewhere_is_refused(
    petitions: Petitions, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    post(client, petitions.en)
    send_all()
    client.post(link(mailoutbox[0], "c"), **SAME_ORIGIN)
    send_all()
    path = link(mailoutbox[1], "w")
    assert client.post(path, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert Signature.objects.get().state == "confirmed"
    headers = client.get(path).headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in headers["X-Robots-Tag"]
    assert "no-store" in headers["Cache-Control"]


def test_the_second_mail_names_the_number_and_the_way_out(
    petitions: Petitions, client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    Tally.objects.update(confirmed=3482)
    post(client, petitions.en)
    send_all()
    client.post(link(mailoutbox[0], "c"), **SAME_ORIGIN)
    send_all()
    assert "3,483" in mailoutbox[1].subject
    assert "Withdraw my signature" in mailoutbox[1].body
    assert petitions.en.url in mailoutbox[1].body
