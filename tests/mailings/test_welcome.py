"""A welcome series goes to whoever joins while it is on: each step once, in order."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from hustings_home.models import IdentitySettings
from hustings_mailings import audience, personal, sending, services, tasks, upkeep
from hustings_mailings.models import Delivery, Mailing, MailingSettings
from hustings_mailings.portability import OVER
from hustings_mailings.services.joining import enrol, enrol_all, waiting
from hustings_mailings.services.starting import start
from hustings_signup import services as signup_services
from hustings_signup.grounds.beginning import in_force_since
from hustings_signup.models import Subscription, Supporter
from tests.mailings.subscribers import NEWS, Mailroom

State = Mailing.State
DAY = timedelta(days=1)
#: Everything happens in the past, so that what is due is due now.
BEGIN = timezone.now() - timedelta(days=90)


def joins(mailroom: Mailroom, name: str, at: datetime) -> Supporter:
    submission = mailroom.signup.submit(f"{name}@example.org", at=at)
    return signup_services.confirm(submission=submission, at=at).supporter


def step(mailroom: Mailroom, days: int, *, at: datetime | None = BEGIN) -> Mailing:
    """One that is on since then; None: that is off."""
    found = services.add_step(
        site=mailroom.site, page=mailroom.post, purpose=NEWS, days_after=days, user=mailroom.writer
    )
    if at:
        assert services.switch_on(mailing=found, user=mailroom.writer, at=at)
    found.refresh_from_db()
    return found


def tick(at: datetime) -> int:
    """What the clock and the worker do at a moment; how many mails left."""
    before = len(mail.outbox)
    enrol_all(at=at)
    for pk in Mailing.objects.filter(state=State.SENDING).values_list("pk", flat=True):
        sending.work(pk)
    return len(mail.outbox) - before


def to() -> list[str]:
    return [m.to[0].partition("@")[0] for m in mail.outbox]


def test_who_joins_gets_each_step_on_its_day_and_once(mailroom: Mailroom) -> None:
    step(mailroom, 0)
    step(mailroom, 3)
    joins(mailroom, "ada", BEGIN + DAY)
    assert tick(BEGIN + DAY) == 1
    assert tick(BEGIN + 4 * DAY - timedelta(minutes=1)) == 0
    assert tick(BEGIN + 4 * DAY) == 1
    assert tick(BEGIN + 50 * DAY) == 0
    assert to() == ["ada", "ada"]


def test_nothing_goes_to_who_joined_before_the_switch(mailroom: Mailroom) -> None:
    joins(mailroom, "ada", BEGIN - DAY)
    step(mailroom, 0)
    assert tick(BEGIN + 30 * DAY) == 0


def test_a_second_yes_is_no_new_beginning(mailroom: Mailroom) -> None:
    ada = joins(mailroom, "ada", BEGIN - DAY)
    step(mailroom, 0)
    joins(mailroom, "ada", BEGIN + DAY)
    assert in_force_since([ada.pk], NEWS) == {ada.pk: BEGIN - DAY}
    # Not even when the row of the list says otherwise.
    Subscription.objects.filter(supporter=ada).update(since=BEGIN + DAY)
    assert tick(BEGIN + 30 * DAY) == 0


def test_a_row_without_a_yes_in_the_ledger_gets_nothing(mailroom: Mailroom) -> None:
    step(mailroom, 0)
    mallory = mailroom.signup.submit("mallory@example.org", at=BEGIN + DAY).supporter
    Subscription.objects.filter(supporter=mallory).update(
        state=Subscription.State.ACTIVE, since=BEGIN + DAY
    )
    assert tick(BEGIN + 2 * DAY) == 0
    assert not Delivery.objects.exists()


def test_who_withdraws_gets_no_further_step_and_coming_back_not_twice(mailroom: Mailroom) -> None:
    step(mailroom, 0)
    step(mailroom, 3)
    ada = joins(mailroom, "ada", BEGIN + DAY)
    tick(BEGIN + DAY)
    signup_services.withdraw(supporter=ada, at=BEGIN + 2 * DAY)
    assert tick(BEGIN + 5 * DAY) == 0
    joins(mailroom, "ada", BEGIN + 6 * DAY)
    assert tick(BEGIN + 8 * DAY) == 0
    assert tick(BEGIN + 9 * DAY) == 1
    assert tick(BEGIN + 60 * DAY) == 0


def test_r8_who_withdraws_between_the_clock_and_the_mail_gets_nothing(mailroom: Mailroom) -> None:
    found = step(mailroom, 0)
    ada = joins(mailroom, "ada", BEGIN + DAY)
    assert enrol_all(at=BEGIN + 2 * DAY) == 1
    signup_services.withdraw(supporter=ada)
    assert tick(BEGIN + 2 * DAY) == 0
    found.refresh_from_db()
    assert (found.state, found.total, found.skipped) == (State.SENDING, 1, 1)


def test_two_ticks_and_a_killed_worker_send_no_step_twice(mailroom: Mailroom) -> None:
    found = step(mailroom, 0)
    joins(mailroom, "ada", BEGIN + DAY)
    assert [enrol(found.pk, at=BEGIN + 2 * DAY) for _tick in range(2)] == [1, 0]
    (row,) = sending.claim(found, at=timezone.now())
    assert tick(BEGIN + 2 * DAY) == 0
    Delivery.objects.update(leased_until=timezone.now())
    assert tick(BEGIN + 2 * DAY) == 1
    assert str(row.uuid) in mail.outbox[0].extra_headers["Message-ID"]
    found.refresh_from_db()
    assert (found.total, found.sent) == (1, 1)


def test_the_second_waits_for_the_first(mailroom: Mailroom) -> None:
    first, second = step(mailroom, 0), step(mailroom, 1)
    joins(mailroom, "ada", BEGIN + DAY)
    enrol(first.pk, at=BEGIN + DAY)
    Delivery.objects.update(due_at=timezone.now() + DAY)  # a greylisted mailbox
    assert tick(BEGIN + 9 * DAY) == 0
    Delivery.objects.update(due_at=BEGIN)
    assert (tick(BEGIN + 9 * DAY), tick(BEGIN + 9 * DAY)) == (1, 1)
    decided = Delivery.objects.order_by("decided_at").values_list("mailing", flat=True)
    assert list(decided) == [first.pk, second.pk]


def test_paused_it_holds_back_what_comes_after_it_too(mailroom: Mailroom) -> None:
    first = step(mailroom, 0)
    step(mailroom, 1)
    services.pause(mailing=first)
    joins(mailroom, "ada", BEGIN + DAY)
    assert tick(BEGIN + 9 * DAY) == 0
    assert waiting(first, at=BEGIN + 9 * DAY) == 1
    assert services.resume(mailing=first)
    assert (tick(BEGIN + 9 * DAY), tick(BEGIN + 9 * DAY)) == (1, 1)


def test_switched_off_who_waits_gets_nothing_and_on_again_only_who_joins_then(
    mailroom: Mailroom,
) -> None:
    found = step(mailroom, 0)
    joins(mailroom, "ada", BEGIN + DAY)
    enrol_all(at=BEGIN + DAY)
    assert services.switch_off(mailing=found) and not services.switch_off(mailing=found)
    joins(mailroom, "bea", BEGIN + 2 * DAY)
    assert tick(BEGIN + 3 * DAY) == 0
    assert services.switch_on(mailing=found, user=mailroom.writer, at=BEGIN + 4 * DAY)
    assert not services.switch_on(mailing=found, user=mailroom.writer)
    joins(mailroom, "cleo", BEGIN + 5 * DAY)
    tick(BEGIN + 9 * DAY)
    assert to() == ["cleo"]
    found.refresh_from_db()
    assert (found.total, found.sent, found.skipped, found.left) == (2, 1, 1, 0)


def test_it_is_not_switched_on_while_mails_from_before_are_on_their_way(
    mailroom: Mailroom,
) -> None:
    found = step(mailroom, 0)
    joins(mailroom, "ada", BEGIN + DAY)
    enrol_all(at=BEGIN + DAY)
    sending.claim(found, at=timezone.now())
    services.switch_off(mailing=found)
    with pytest.raises(services.NotReady):
        services.switch_on(mailing=found, user=mailroom.writer)
    Delivery.objects.update(leased_until=timezone.now())
    assert services.switch_on(mailing=found, user=mailroom.writer)
    assert Delivery.objects.get().reason == Delivery.Reason.SWITCHED_OFF


def test_the_quiet_period_holds_back(mailroom: Mailroom) -> None:
    step(mailroom, 0)
    joins(mailroom, "ada", BEGIN + DAY)
    identity = IdentitySettings.objects.filter(site=mailroom.site)
    now = timezone.now()
    identity.update(election_date=timezone.localdate(now) + DAY)
    assert enrol_all(at=now) == 0
    assert tick(BEGIN + 2 * DAY) == 0
    identity.update(election_date=timezone.localdate(now) - 3 * DAY)
    tasks.requeue()
    assert tick(now) == 1


def test_the_words_are_those_that_were_shown_until_they_are_taken_anew(mailroom: Mailroom) -> None:
    found = step(mailroom, 0)
    mailroom.post.title = "Autre chose"
    mailroom.post.save_revision().publish()
    assert not services.renew(mailing=found)
    joins(mailroom, "ada", BEGIN + DAY)
    tick(BEGIN + 2 * DAY)
    services.switch_off(mailing=found)
    assert services.renew(mailing=found)
    services.switch_on(mailing=found, user=mailroom.writer, at=BEGIN + 3 * DAY)
    joins(mailroom, "bea", BEGIN + 4 * DAY)
    tick(BEGIN + 5 * DAY)
    assert [m.subject for m in mail.outbox] == ["Un bus de nuit", "Autre chose"]


def test_where_a_second_person_is_asked_one_alone_switches_nothing_on(mailroom: Mailroom) -> None:
    MailingSettings.objects.create(site=mailroom.site, needs_approval=True)
    found = step(mailroom, 0, at=None)
    with pytest.raises(services.NotAllowed):
        services.switch_on(mailing=found, user=mailroom.second)
    assert services.ask_for_step(mailing=found, user=mailroom.writer)
    with pytest.raises(services.NotAllowed):
        services.switch_on(mailing=found, user=mailroom.writer)
    assert services.switch_on(mailing=found, user=mailroom.second)
    # Off and on again it is asked for again.
    services.switch_off(mailing=found)
    with pytest.raises(services.NotAllowed):
        services.switch_on(mailing=found, user=mailroom.second)


def test_a_list_has_at_most_five_steps_and_one_a_day(mailroom: Mailroom) -> None:
    found = [step(mailroom, days, at=None) for days in (9, 0, 3, 1)]
    with pytest.raises(services.NotReady):
        step(mailroom, 3)
    step(mailroom, 4, at=None)
    with pytest.raises(services.NotReady):
        step(mailroom, 5)
    with pytest.raises(services.NotReady):
        step(mailroom, 366)
    assert services.cancel(mailing=found[0])
    assert step(mailroom, 9, at=None).slot == found[0].slot


@pytest.mark.parametrize(
    "values",
    [
        {"slot": 6},
        {"slot": None},
        {"days_after": 366},
        {"is_narrowed": True},
        {"state": State.SENT},
        {"state": State.SENDING, "started_at": None},
        {"slot": 1},
        {"days_after": 0},
    ],
)
def test_the_database_holds_the_rules_of_a_series(mailroom: Mailroom, values) -> None:
    step(mailroom, 0, at=None)
    second = step(mailroom, 1, at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.filter(pk=second.pk).update(**values)


def test_a_step_never_goes_to_the_whole_list(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    found = step(mailroom, 0, at=None)
    with pytest.raises(services.NotAllowed):
        mailroom.release(found, audience.of(found).count)
    with pytest.raises(services.NotAllowed):
        services.ask_approval(mailing=found, user=mailroom.writer)
    assert not start(found.pk, at=timezone.now() + DAY)
    assert not services.call_back(mailing=found)
    assert not Delivery.objects.exists()


def test_removed_it_is_over_and_only_then_forgotten(mailroom: Mailroom) -> None:
    found = step(mailroom, 0)
    joins(mailroom, "ada", BEGIN + DAY)
    tick(BEGIN + DAY)
    Delivery.objects.update(decided_at=timezone.now() - 400 * DAY)
    assert upkeep.forget_deliveries() == 0
    assert services.cancel(mailing=found, at=timezone.now() - 366 * DAY)
    assert upkeep.forget_deliveries() == 1
    found.refresh_from_db()
    assert (found.state, found.sent) == (State.CANCELLED, 1)


def test_a_step_that_is_on_or_off_does_not_move_to_another_install(mailroom: Mailroom) -> None:
    on, off = step(mailroom, 0), step(mailroom, 1, at=None)
    assert not {on.state, off.state} & set(OVER)


def test_of_two_who_are_one_nobody_gets_a_step_again(mailroom: Mailroom) -> None:
    found = step(mailroom, 0)
    gone = joins(mailroom, "ada", BEGIN + DAY)
    tick(BEGIN + DAY)
    kept = joins(mailroom, "bea", BEGIN + 2 * DAY)
    enrol_all(at=BEGIN + 2 * DAY)
    assert kept.mailing_deliveries.get().state == Delivery.State.WAITING
    assert signup_services.merge(kept=kept, gone=gone, user=mailroom.writer, at=BEGIN + 2 * DAY)
    assert kept.mailing_deliveries.get().state == Delivery.State.SENT
    assert tick(BEGIN + 3 * DAY) == 0
    assert found.deliveries.count() == 1


def test_what_a_merge_carries_over_began_when_it_was_first_said(mailroom: Mailroom) -> None:
    gone = joins(mailroom, "ada+a", BEGIN - DAY)
    step(mailroom, 0)
    Supporter.objects.filter(pk=gone.pk).update(
        email="ada+a@gmail.com", email_canonical="ada+a@gmail.com"
    )
    submission = mailroom.signup.submit("ada@gmail.com", at=BEGIN + DAY)
    kept = submission.supporter
    assert signup_services.merge(kept=kept, gone=gone, user=mailroom.writer, at=BEGIN + 2 * DAY)
    assert in_force_since([kept.pk], NEWS) == {kept.pk: BEGIN - DAY}
    assert tick(BEGIN + 9 * DAY) == 0


def test_erased_only_the_figures_stay(mailroom: Mailroom) -> None:
    found = step(mailroom, 0)
    ada = joins(mailroom, "ada", BEGIN + DAY)
    tick(BEGIN + DAY)
    (item,) = personal.held(ada)
    assert item.title == "Un bus de nuit"
    signup_services.erase(supporter=ada, reason="request", actor="staff", channel="admin")
    found.refresh_from_db()
    assert (found.total, found.sent, Delivery.objects.count()) == (1, 1, 0)


def test_a_series_at_rest_makes_no_tasks(mailroom: Mailroom) -> None:
    step(mailroom, 0)
    assert tasks.requeue() == 0
    joins(mailroom, "ada", timezone.now() - timedelta(minutes=1))
    assert tasks.requeue() == tasks.LANES
