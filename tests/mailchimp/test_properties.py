"""Whatever people, Mailchimp and the network do, in whichever order: nobody becomes subscribed
without a consent in force when the call starts, and in the end what is there is what should be."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_mailchimp import api, services, wishes
from hustings_mailchimp.models import Audience, Contact
from hustings_mailchimp.services import switching
from hustings_signup import keys
from hustings_signup import services as signup
from hustings_signup.models import Supporter
from hustings_signup.services import self_service
from tests.doubles.mailchimp_lists import md5

PEOPLE = ["ana@example.org", "ben@example.org", "cy@example.org"]
TOKEN = "t" * 43
FAULTS = [
    "empty 500",
    "empty 429",
    "bare 403",
    "401",
    "html 200",
    "broken json",
    "reset",
    "hang",
    "commit then reset",
    "commit then empty 500",
    "redirect",
]
WEBHOOKS = ["unsubscribe", "cleaned", "subscribe", "profile", "upemail"]
person = st.sampled_from(PEOPLE)
STEPS = st.one_of(
    st.tuples(st.just("join"), person),
    st.tuples(st.just("withdraw"), person),
    st.tuples(st.just("erase"), person),
    st.tuples(st.just("leave_there"), person),
    st.tuples(st.just("vanish_there"), person),
    st.tuples(st.just("speak"), person),
    st.tuples(st.just("webhook"), person, st.sampled_from(WEBHOOKS)),
    st.tuples(st.just("fault"), st.sampled_from(FAULTS), st.integers(1, 3)),
    st.tuples(st.just("switch"), st.booleans()),
    st.tuples(st.just("sync")),
    st.tuples(st.just("sync")),
    st.tuples(st.just("reconcile")),
    st.tuples(st.just("later"), st.sampled_from([1, 3, 30])),
)


class History:
    """Plays steps against one connected site."""

    def __init__(self, connected) -> None:
        self.connected = connected
        self.visitor = Client(enforce_csrf_checks=True)

    def play(self, step) -> None:
        getattr(self, step[0])(*step[1:])

    def known(self, email):
        return Supporter.objects.filter(email_canonical=email).first()

    def join(self, email):
        self.connected.join(email)

    def withdraw(self, email):
        if found := self.known(email):
            signup.withdraw(supporter=found)

    def erase(self, email):
        if found := self.known(email):
            self.connected.erase(found)

    def speak(self, email):
        if found := self.known(email):
            locale = "en" if found.locale == "fr" else "fr"
            self_service.correct(
                supporter=found, given_name="", family_name="", postcode="", locale=locale
            )

    def leave_there(self, email):
        if self.connected.status(email) == "subscribed":
            self.connected.server.end(self.connected.there.id, email)

    def vanish_there(self, email):
        self.connected.there.members.pop(md5(email), None)

    def webhook(self, email, kind):
        raw, _headers = self.connected.server.webhook(
            self.connected.there.id, kind, email=email, old_email=email
        )
        url = reverse("hustings_mailchimp_links:webhook", args=[TOKEN])
        form = "application/x-www-form-urlencoded"
        assert self.visitor.post(url, raw, content_type=form).status_code == 200

    def fault(self, kind, times):
        self.connected.server.fail(kind, times=times)

    def switch(self, on):
        with_all = switching.switch_on if on else switching.switch_off
        with_all(site=self.connected.site)
        self.connected.row.refresh_from_db()

    def sync(self):
        self.checked(lambda: self.connected.sync(passes=1))

    def reconcile(self):
        self.checked(lambda: services.reconcile(self.connected.row.pk))

    def later(self, hours):
        self.connected.later(hours=hours)

    def checked(self, act):
        """No call of this step makes somebody subscribed who is not wished for before it."""
        wished = self.wished()
        became = self.connected.server.became
        before = len(became)
        act()
        assert {email for email, _status in became[before:]} <= wished

    def wished(self):
        row = Audience.objects.get()
        if not row.is_live:
            return set()
        people = list(Supporter.objects.values_list("pk", flat=True))
        return {wish.email for wish in wishes.wishes(row, people).values()}


@pytest.fixture
def history(connected, monkeypatch):
    monkeypatch.setattr(api, "PATIENCE", (0.2, 0.2))
    connected.server.hang_seconds = 0.4
    Audience.objects.update(webhook_token_hash=keys.token_hash(TOKEN))
    connected.row.refresh_from_db()
    return History(connected)


class _Undo(Exception):
    """Ends an example with the database as it was."""


@given(steps=st.lists(STEPS, min_size=4, max_size=25))
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_r9_in_the_end_there_is_what_should_be_and_never_more_on_the_way(history, steps):
    server, there = history.connected.server, history.connected.there
    there.members.clear()
    there.forgotten.clear()
    server.recover()
    try:
        with transaction.atomic():
            for email in PEOPLE[:2]:
                history.join(email)
            history.sync()
            for step in steps:
                history.play(step)
            settle(history)
            ends_well(history, server, there)
            raise _Undo
    except _Undo:
        history.connected.row.refresh_from_db()


def settle(history):
    """Mailchimp works again and two days go by."""
    history.connected.server.recover()
    history.switch(True)
    for _day in range(3):
        history.later(30)
        history.sync()
        history.reconcile()
        history.sync()


def ends_well(history, server, there):
    wished = history.wished()
    subscribed = server.subscribed(there.id)
    assert subscribed <= wished
    for email in wished - subscribed:
        member = there.members.get(md5(email))
        # Only their own erasure there stands against it, or that Mailchimp waits for their answer.
        assert md5(email) in there.forgotten or member.status == "pending"
    gone = {m.email for m in there.members.values()} - set(
        Supporter.objects.values_list("email_canonical", flat=True)
    )
    assert gone == set(), "who was erased here is erased there"
    assert not Contact.objects.filter(supporter=None).exists()
    assert not Contact.objects.unsettled().exists()
