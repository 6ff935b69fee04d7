"""Whatever the mail server does, on a real socket: in the end everybody has the mail, once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from hustings_mailings import sending, services
from hustings_mailings.models import Delivery, Mailing
from hustings_mailings.services.starting import start
from hustings_signup import breaker
from hustings_signup import services as signup_services
from hustings_signup.models import Subscription, Supporter
from hustings_signup.outbox.sending import SERVICE
from tests.doubles.smtp import DROP, GARBAGE, HANG, TAKE_AND_DROP, Letter, SmtpServer
from tests.mailings.subscribers import Mailroom

State = Delivery.State
NAMES = ("ada", "bea", "cleo")
ALL = [f"{name}@example.org" for name in NAMES]


@pytest.fixture
def server(settings: Any) -> Iterator[SmtpServer]:
    """What our mails go to."""
    with SmtpServer() as server:
        server.use(settings, timeout=0.5)
        yield server


@pytest.fixture
def mailing(mailroom: Mailroom) -> Mailing:
    """To three people, begun."""
    for name in NAMES:
        mailroom.join(name)
    return mailroom.begun(len(NAMES))


def later(mailing: Mailing) -> Mailing:
    """What waits for its time gets it, and is sent."""
    Delivery.objects.filter(state=State.WAITING).update(due_at=timezone.now())
    Delivery.objects.filter(state=State.SENDING).update(leased_until=timezone.now())
    sending.work(mailing.pk)
    mailing.refresh_from_db()
    return mailing


def arrived(server: SmtpServer) -> list[str]:
    return sorted(letter.recipients[0] for letter in server.received)


def test_all_go_over_one_connection(server: SmtpServer, mailing: Mailing) -> None:
    sending.work(mailing.pk)
    assert arrived(server) == ALL
    assert server.connections == 1
    (letter,) = server.to("ada@example.org")
    assert b"\n" not in letter.content.replace(b"\r\n", b"")
    assert [part.get_content_type() for part in letter.message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]


def test_a_mailbox_that_is_gone_is_counted_and_holds_up_nobody(
    server: SmtpServer, mailing: Mailing
) -> None:
    server.misbehave("RCPT", "550 5.1.1 no such user", to="bea@example.org")
    sending.work(mailing.pk)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.sent, mailing.refused) == (Mailing.State.SENT, 2, 1)
    refused = mailing.deliveries.get(state=State.REFUSED)
    assert (refused.supporter.email, refused.reason) == ("bea@example.org", "no_such_mailbox")
    assert server.connections == 1


def test_a_mailbox_that_is_gone_gets_no_further_newsletter(
    server: SmtpServer, mailing: Mailing
) -> None:
    server.misbehave("RCPT", "550 5.1.1 no such user", to="bea@example.org")
    sending.work(mailing.pk)
    subscription = Supporter.objects.get(email="bea@example.org").subscriptions.get()
    assert subscription.state == Subscription.State.BOUNCED


def test_a_lane_that_slept_past_its_lease_decides_nothing(
    server: SmtpServer, mailing: Mailing
) -> None:
    run = sending.Run(mailing, breaker.Permit())
    batch = sending.claim(mailing, at=timezone.now())
    Delivery.objects.update(leased_until=timezone.now() + timedelta(minutes=9))  # claimed anew
    with sending.Carrier() as carrier:
        run.send(batch, carrier, until=0)
    assert set(mailing.deliveries.values_list("state", flat=True)) == {State.SENDING}


def test_what_a_lane_holds_when_it_is_cancelled_is_decided(
    server: SmtpServer, mailing: Mailing
) -> None:
    run = sending.Run(mailing, breaker.Permit())
    batch = sending.claim(mailing, at=timezone.now())
    services.cancel(mailing=mailing)
    with sending.Carrier() as carrier:
        run.send(batch, carrier, until=0)
    mailing.refresh_from_db()
    assert (mailing.sent, mailing.skipped, mailing.left) == (1, 2, 0)


def test_who_is_greylisted_gets_it_later_under_the_same_message_id(
    server: SmtpServer, mailing: Mailing
) -> None:
    server.misbehave("RCPT", "450 4.7.1 greylisted", to="bea@example.org", times=1)
    sending.work(mailing.pk)
    waiting = mailing.deliveries.get(state=State.WAITING)
    assert waiting.due_at > timezone.now()
    assert arrived(server) == ["ada@example.org", "cleo@example.org"]
    assert later(mailing).state == Mailing.State.SENT
    (letter,) = server.to("bea@example.org")
    assert str(waiting.uuid) in letter.message_id


@pytest.mark.parametrize(
    ("stage", "action"),
    [
        ("CONNECT", "421 4.3.2 too many connections"),
        ("CONNECT", DROP),
        ("CONNECT", HANG),
        ("EHLO", GARBAGE),
        ("MAIL", "421 4.7.0 too fast"),
        ("RCPT", "421 4.7.0 too fast"),
        ("RCPT", DROP),
        ("DATA", HANG),
        ("DATA", DROP),
        ("BODY", DROP),
        ("BODY", "451 4.3.0 try again"),
    ],
)
def test_a_server_that_fails_for_a_while_gets_each_mail_once(
    server: SmtpServer, mailing: Mailing, stage: str, action: str
) -> None:
    server.misbehave(stage, action, times=2)
    sending.work(mailing.pk)
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING
    assert mailing.refused == 0
    for _round in range(3):
        later(mailing)
    assert mailing.state == Mailing.State.SENT
    assert (mailing.sent, arrived(server)) == (3, ALL)


def test_a_server_that_cannot_be_reached_costs_nobody_an_attempt(
    server: SmtpServer, mailing: Mailing
) -> None:
    """Only the one mail that was tried: a day without a server gives up on nobody."""
    server.misbehave("CONNECT", DROP)
    sending.work(mailing.pk)
    assert sorted(mailing.deliveries.values_list("attempts", flat=True)) == [0, 0, 1]


def test_an_answer_lost_after_the_mail_was_taken_repeats_one(
    server: SmtpServer, mailing: Mailing
) -> None:
    server.misbehave("BODY", TAKE_AND_DROP, times=1)
    sending.work(mailing.pk)
    later(mailing)
    counts = Counter(letter.message_id for letter in server.received)
    assert sorted(counts.values()) == [1, 1, 2]
    assert mailing.sent == 3


@pytest.mark.parametrize(
    ("stage", "action"),
    [
        ("MAIL", "550 5.7.1 sender not allowed"),
        ("RCPT", "554 5.7.1 relay access denied"),
        ("MAIL", "530 5.7.0 authentication required"),
    ],
)
def test_a_server_that_wants_something_else_of_us_stops_the_mailing(
    server: SmtpServer, mailing: Mailing, stage: str, action: str
) -> None:
    server.misbehave(stage, action)
    sending.work(mailing.pk)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.pause) == (Mailing.State.PAUSED, Mailing.Pause.SERVER)
    assert mailing.failure
    assert not mailing.deliveries.exclude(state=State.WAITING, attempts=0).exists()
    server.behave()
    assert services.resume(mailing=mailing)
    assert (later(mailing).sent, arrived(server)) == (3, ALL)


def test_a_message_that_nobody_takes_is_not_offered_to_the_whole_list(
    server: SmtpServer, mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "REFUSED_IN_A_ROW", 2)
    server.misbehave("BODY", "554 5.6.0 we do not like it")
    sending.work(mailing.pk)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.refused, mailing.left) == (Mailing.State.PAUSED, 2, 1)


def test_a_slow_server_holds_no_batch_longer_than_its_time(
    server: SmtpServer, mailing: Mailing
) -> None:
    assert sending.work(mailing.pk, seconds=0) is True
    assert not server.received
    run = sending.Run(mailing, breaker.Permit())
    with sending.Carrier() as carrier:
        assert run.send(sending.claim(mailing, at=timezone.now()), carrier, until=0)
    assert len(server.received) == 1
    assert mailing.deliveries.filter(state=State.WAITING, attempts=0).count() == 2


class Alert(SmtpServer):
    """Something happens when the first mail is taken, before it is acknowledged."""

    then: Callable[[], None] | None = None

    def take(self, letter: Letter) -> None:
        super().take(letter)
        if then := self.then:
            self.then = None
            then()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("every", "gets_it"), [(0, False), (3600, True)])
def test_r8_who_withdraws_while_it_is_sent_is_not_written_to(
    mailing: Mailing,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    every: float,
    gets_it: bool,  # where consent is read once a batch only: the control
) -> None:
    monkeypatch.setattr(sending, "NOTED_EVERY", every)

    def withdraw() -> None:
        signup_services.withdraw(supporter=Supporter.objects.get(email="cleo@example.org"))
        connection.close()

    with Alert() as server:
        server.use(settings)
        server.then = withdraw
        sending.work(mailing.pk)
    assert bool(server.to("cleo@example.org")) is gets_it
    assert server.to("bea@example.org")


@pytest.mark.django_db(transaction=True)
def test_a_press_on_pause_stops_it_within_a_batch(
    mailing: Mailing, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "NOTED_EVERY", 0)

    def pause() -> None:
        assert services.pause(mailing=mailing)
        connection.close()

    with Alert() as server:
        server.use(settings)
        server.then = pause
        assert sending.work(mailing.pk) is False
    assert len(server.received) == 1
    mailing.refresh_from_db()
    assert (mailing.state, mailing.sent) == (Mailing.State.PAUSED, 1)
    assert mailing.deliveries.filter(state=State.WAITING, attempts=0).count() == 2


def side_by_side(work: Callable[[], object], lanes: int = 2) -> None:
    """Each in a thread with a connection of its own."""
    gate = threading.Barrier(lanes)

    def one() -> None:
        gate.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _lane in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_two_that_begin_it_at_once_make_one_delivery_each(mailroom: Mailroom) -> None:
    mailroom.crowd(50)
    mailing = mailroom.release(mailroom.prepare(), 50)
    at = timezone.now() + timedelta(minutes=11)
    side_by_side(lambda: start(mailing.pk, at=at))
    mailing.refresh_from_db()
    assert (mailing.state, mailing.total) == (Mailing.State.SENDING, 50)
    assert mailing.deliveries.count() == 50


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("claims", [True, False])
def test_two_lanes_send_to_nobody_twice(
    mailroom: Mailroom, settings: Any, monkeypatch: pytest.MonkeyPatch, claims: bool
) -> None:
    """Without the claim, the control, they do."""
    mailroom.crowd(60)
    mailing = mailroom.begun(60)
    monkeypatch.setattr(sending, "BATCH", 7)
    if not claims:

        def all_that_waits(mailing: Mailing, *, at: object) -> list[Delivery]:
            return list(mailing.deliveries.filter(state=State.WAITING))

        monkeypatch.setattr(sending, "claim", all_that_waits)
    with SmtpServer() as server:
        server.use(settings)
        side_by_side(lambda: sending.work(mailing.pk, seconds=5 if claims else 0.5))
    counts = Counter(letter.recipients[0] for letter in server.received)
    assert (max(counts.values()) == 1) is claims
    if claims:
        assert len(counts) == 60
        mailing.refresh_from_db()
        assert (mailing.state, mailing.sent) == (Mailing.State.SENT, 60)


def test_a_server_that_fails_is_left_alone_and_probed_again(
    server: SmtpServer, mailing: Mailing
) -> None:
    server.misbehave("EHLO", DROP, times=breaker.THRESHOLD)
    for _try in range(breaker.THRESHOLD):
        later(mailing)
    assert not breaker.is_closed(SERVICE)
    asked = server.connections
    later(mailing)
    assert server.connections == asked
    breaker.try_now(SERVICE)
    assert later(mailing).state == Mailing.State.SENT
    assert breaker.is_closed(SERVICE)
    assert arrived(server) == ALL
