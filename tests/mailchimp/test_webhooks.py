"""Mailchimp's webhooks are hints: only what it says when asked counts, and only as a no."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hustings.logs import masked
from hustings_mailchimp.models import Audience, Contact
from hustings_mailchimp.services import hooking
from hustings_mailchimp.webhooks import is_signed
from hustings_signup import keys, services
from hustings_signup.models import ConsentRecord, Subscription, Supporter
from tests.mailchimp.conftest import LEA

TOKEN, SECRET = "t" * 43, "signing-secret"


@pytest.fixture
def hooked(connected):
    """Registered at the double, which signs."""
    Audience.objects.update(
        webhook_id="1",
        webhook_failure="",
        webhook_token_hash=keys.token_hash(TOKEN),
        webhook_secret=keys.lock(SECRET, context=hooking.SECRET),
    )
    connected.row.refresh_from_db()
    return connected


def send(client, hooked, kind, *, secret=SECRET, token=TOKEN, body=None, at=None, **data):
    data.setdefault("email", LEA)
    raw, headers = hooked.server.webhook(
        data.pop("list_id", hooked.there.id), kind, secret=secret, at=at, **data
    )
    headers = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in headers.items() if k[0] == "X"}
    return client.post(
        reverse("hustings_mailchimp_links:webhook", args=[token]),
        data=body or raw,
        content_type="application/x-www-form-urlencoded",
        **headers,
    )


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def state(email=LEA):
    return Subscription.objects.get(
        supporter__email_canonical=email, purpose="updates.campaign"
    ).state


def nothing_changed(hooked):
    hooked.sync()
    return state() == "active" and hooked.status() == "subscribed"


def test_the_validator_is_answered(hooked, visitor):
    url = reverse("hustings_mailchimp_links:webhook", args=[TOKEN])
    assert visitor.get(url).status_code == 200
    assert visitor.head(url).status_code == 200
    assert visitor.get(url.replace("t", "x")).status_code == 403


@pytest.mark.parametrize(
    ("kind", "ended"), [("unsubscribe", "unsubscribed"), ("cleaned", "cleaned")]
)
def test_who_left_there_has_left_here(hooked, visitor, kind, ended):
    hooked.join()
    hooked.sync()
    hooked.server.end(hooked.there.id, LEA, ended)
    assert send(visitor, hooked, kind).status_code == 200
    assert state() == "active", "the answer is fast, the worker does the rest"
    hooked.sync()
    assert state() == "withdrawn"
    record = ConsentRecord.objects.filter(type="withdrawn").get()
    assert (record.actor, record.channel) == ("processor", "webhook")
    assert Audience.objects.get().webhook_at


def test_r9_a_webhook_gives_nobody_a_consent(hooked, visitor):
    lea = hooked.join()
    hooked.sync()
    services.withdraw(supporter=lea)
    for kind in ("subscribe", "profile"):
        send(visitor, hooked, kind)
        send(visitor, hooked, kind, email="stranger@example.org")
    hooked.sync()
    assert state() == "withdrawn"
    assert hooked.status() == "unsubscribed"
    assert not Supporter.objects.filter(email_canonical="stranger@example.org").exists()


def test_an_unsubscribe_that_is_not_so_changes_nothing(hooked, visitor):
    hooked.join()
    hooked.sync()
    send(visitor, hooked, "unsubscribe")
    assert nothing_changed(hooked)


def test_a_forged_one_changes_nothing(hooked, visitor):
    hooked.join()
    hooked.sync()
    assert send(visitor, hooked, "unsubscribe", secret="").status_code == 403
    assert send(visitor, hooked, "unsubscribe", secret="wrong").status_code == 403
    assert send(visitor, hooked, "unsubscribe", token="w" * 43).status_code == 403
    assert send(visitor, hooked, "unsubscribe", body=b"type=unsubscribe").status_code == 403
    assert not Contact.objects.filter(to_reread=True).exists()
    assert nothing_changed(hooked)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_signature_is_refused(hooked, visitor, seconds):
    hooked.join()
    answer = send(visitor, hooked, "unsubscribe", at=time.time() + seconds)
    assert answer.status_code == 403


def test_a_signature_covers_the_raw_bytes():
    assert not is_signed(b"a=1", "", "secret")
    assert not is_signed(b"a=1", "t=1,v1=" + "0" * 64, "secret", now=1)


def test_an_account_that_does_not_sign_is_believed_no_more(hooked, visitor):
    Audience.objects.update(webhook_secret="")
    hooked.join()
    hooked.sync()
    assert send(visitor, hooked, "unsubscribe", secret="").status_code == 200
    assert nothing_changed(hooked)


def test_a_replayed_one_after_coming_back_changes_nothing(hooked, visitor):
    hooked.join()
    hooked.sync()
    hooked.server.now = lambda: datetime.now(UTC) - timedelta(minutes=2)
    hooked.server.end(hooked.there.id, LEA)
    Subscription.objects.update(since=datetime.now(UTC) - timedelta(days=1))
    send(visitor, hooked, "unsubscribe")
    hooked.sync()
    assert state() == "withdrawn"
    hooked.join()
    send(visitor, hooked, "unsubscribe")
    hooked.sync()
    assert state() == "active"
    send(visitor, hooked, "unsubscribe")
    hooked.sync()
    assert state() == "active"


def test_another_list_is_ignored(hooked, visitor):
    hooked.join()
    hooked.sync()
    hooked.server.end(hooked.there.id, LEA)
    assert send(visitor, hooked, "unsubscribe", list_id="other").status_code == 200
    assert not Contact.objects.filter(to_reread=True).exists()


def test_an_oversized_one_is_refused(hooked, visitor):
    hooked.join()
    assert send(visitor, hooked, "unsubscribe", body=b"x" * 65_537).status_code == 413


@pytest.mark.parametrize("email", ["", "no address", "x" * 300, "a@b", "\x00@example.org"])
def test_garbage_is_answered_and_ignored(hooked, visitor, email):
    assert send(visitor, hooked, "unsubscribe", email=email).status_code == 200


def test_an_address_changed_there_ends_here_and_nobody_is_written_to_there(hooked, visitor):
    hooked.join()
    hooked.sync()
    member = hooked.there.find(LEA)
    hooked.server.answer(
        "PATCH",
        f"/3.0/lists/{hooked.there.id}/members/{member.contact_id}",
        {},
        {"email_address": "other@example.org"},
    )
    send(visitor, hooked, "upemail", old_email=LEA, new_email="other@example.org", email="")
    hooked.sync()
    assert state() == "withdrawn"
    assert hooked.server.subscribed(hooked.there.id) == set()
    assert not Supporter.objects.filter(email_canonical="other@example.org").exists()


def test_the_address_of_the_webhook_is_masked_in_logs():
    url = reverse("hustings_mailchimp_links:webhook", args=[TOKEN])
    assert TOKEN not in masked(f'"POST {url} HTTP/1.1" 200')


@pytest.mark.django_db(transaction=True)
def test_it_is_registered_once_with_mailchimp_asking_first(connected, live_server):
    site = connected.site
    host, port = live_server.url.removeprefix("http://").split(":")
    site.hostname, site.port = host, int(port)
    site.save()
    Audience.objects.update(webhook_failure="")
    connected.join()
    connected.sync()
    connected.join("two@example.org")
    connected.sync()
    (hook,) = connected.there.webhooks.values()
    assert hook["sources"] == {"user": True, "admin": True, "api": False}
    row = Audience.objects.get()
    assert row.webhook_id == hook["id"]
    assert hooking.secret_of(row) == hook["signing_secret"]
    assert hook["signing_secret"] not in row.webhook_secret
