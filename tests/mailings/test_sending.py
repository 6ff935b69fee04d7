"""A mailing goes once to everybody who asked for it, and to nobody else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from hustings_home.models import IdentitySettings
from hustings_mailings import audience, sending, services, tasks
from hustings_mailings.models import Delivery, Mailing, MailingSettings
from hustings_mailings.tasks import requeue
from hustings_signup import services as signup_services
from hustings_signup.models import Submission, Subscription
from tests.mailings.subscribers import NEWS, Mailroom

State = Mailing.State


def states(mailing: Mailing) -> dict[str, int]:
    found = mailing.deliveries.values_list("state", flat=True)
    return {state: list(found).count(state) for state in set(found)}


def test_everybody_on_the_list_gets_it_once(mailroom: Mailroom) -> None:
    for name in ("ada", "bea", "cleo"):
        mailroom.join(name)
    mailing = mailroom.begun(3)
    assert sending.work(mailing.pk) is False
    assert sending.work(mailing.pk) is False
    assert sorted(m.to[0] for m in mail.outbox) == [
        f"{n}@example.org" for n in ("ada", "bea", "cleo")
    ]
    mailing.refresh_from_db()
    assert (mailing.state, mailing.total, mailing.sent) == (State.SENT, 3, 3)


def test_the_mail_says_why_and_how_to_stop(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    sending.work(mailroom.begun(1).pk)
    (found,) = mail.outbox
    assert found.subject == "Un bus de nuit"
    assert "Il part à minuit." in found.body
    assert re.search(r"Une ville à vivre vous écrit.*S’inscrire", found.body)
    stop = found.extra_headers["List-Unsubscribe"].strip("<>")
    assert stop in found.body and stop in found.alternatives[0][0]
    assert found.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "@@" not in found.body + found.alternatives[0][0]


def test_r8_whoever_withdraws_before_it_is_sent_gets_nothing(mailroom: Mailroom) -> None:
    ada = mailroom.join("ada")
    mailroom.join("bea")
    mailing = mailroom.begun(2)
    signup_services.withdraw(supporter=ada)
    sending.work(mailing.pk)
    assert [m.to for m in mail.outbox] == [["bea@example.org"]]
    mailing.refresh_from_db()
    assert (mailing.sent, mailing.skipped) == (1, 1)
    assert ada.mailing_deliveries.get().reason == Delivery.Reason.NO_CONSENT


def test_a_row_without_a_consent_in_the_ledger_is_not_written_to(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    pending = mailroom.signup.submit("mallory@example.org").supporter
    Subscription.objects.filter(supporter=pending).update(state=Subscription.State.ACTIVE)
    mailing = mailroom.prepare()
    found = audience.of(mailing)
    assert (found.count, found.left_out) == (1, {audience.NO_RECORD: 1})
    mailing = mailroom.begun(1)
    Delivery.objects.create(mailing=mailing, supporter=pending, due_at=timezone.now())
    Mailing.objects.filter(pk=mailing.pk).update(total=2)
    sending.work(mailing.pk)
    assert [m.to for m in mail.outbox] == [["ada@example.org"]]


def test_every_exclusion_is_counted(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    signup_services.withdraw(supporter=mailroom.join("bea"))
    mailroom.signup.submit("cleo@example.org")
    found = audience.of(mailroom.prepare())
    assert (found.count, found.left_out) == (1, {"withdrawn": 1, "pending": 1})
    assert found.everybody == Subscription.objects.filter(purpose=NEWS).count()
    assert found.by_locale == {"fr": 1}


def test_the_wrong_number_releases_nothing(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.prepare()
    with pytest.raises(services.WrongNumber):
        mailroom.release(mailing, 2)
    mailing.refresh_from_db()
    assert mailing.state == State.DRAFT


def test_for_ten_minutes_it_can_be_called_back(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.release(mailroom.prepare(), 1)
    assert not mailroom.begin(mailing, at=timezone.now() + timedelta(minutes=9))
    assert services.call_back(mailing=mailing)
    assert not mailroom.begin(mailing)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.starts_at) == (State.DRAFT, None)
    assert not mailing.deliveries.exists()


def test_once_begun_it_cannot_be_called_back(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.begun(1)
    assert not services.call_back(mailing=mailing)
    assert mailing.deliveries.count() == 1


def test_it_begins_once(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.begun(1)
    assert not mailroom.begin(mailing)
    assert mailing.deliveries.count() == 1


def test_what_was_approved_is_what_is_sent(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.release(mailroom.prepare(), 1)
    mailroom.post.title = "Autre chose"
    mailroom.post.save_revision().publish()
    mailroom.begin(mailing)
    mailing.deliveries.update(due_at=timezone.now())
    sending.work(mailing.pk)
    assert [m.subject for m in mail.outbox] == ["Un bus de nuit"]


def test_where_a_second_person_is_asked_one_alone_sends_nothing(mailroom: Mailroom) -> None:
    MailingSettings.objects.create(site=mailroom.site, needs_approval=True)
    mailroom.join("ada")
    mailing = mailroom.prepare()
    with pytest.raises(services.NotAllowed):
        mailroom.release(mailing, 1)
    services.ask_approval(mailing=mailing, user=mailroom.writer)
    with pytest.raises(services.NotAllowed):
        services.approve(mailing=mailing, user=mailroom.writer)
    services.approve(mailing=mailing, user=mailroom.second)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.approved_by) == (State.SCHEDULED, mailroom.second)


def test_paused_it_keeps_what_is_left(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.begun(1)
    assert services.pause(mailing=mailing)
    assert sending.work(mailing.pk) is False
    assert not mail.outbox
    assert services.resume(mailing=mailing)
    sending.work(mailing.pk)
    assert len(mail.outbox) == 1


def test_cancelled_it_reaches_nobody_else(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.begun(1)
    assert services.cancel(mailing=mailing)
    assert sending.work(mailing.pk) is False
    assert not mail.outbox
    mailing.refresh_from_db()
    assert (mailing.state, mailing.skipped, mailing.left) == (State.CANCELLED, 1, 0)


def test_no_more_leave_in_a_minute_than_the_site_allows(mailroom: Mailroom) -> None:
    for name in ("ada", "bea", "cleo"):
        mailroom.join(name)
    mailing = mailroom.begun(3, per_minute=2)
    sending.work(mailing.pk)
    assert len(mail.outbox) == 2
    Mailing.objects.update(minute_at=timezone.now() - timedelta(seconds=61))
    sending.work(mailing.pk)
    assert len(mail.outbox) == 3


def test_nothing_is_scheduled_into_the_quiet_period(mailroom: Mailroom) -> None:
    day = timezone.localdate() + timedelta(days=1)
    IdentitySettings.objects.filter(site=mailroom.site).update(election_date=day)
    mailroom.join("ada")
    with pytest.raises(services.NotReady, match="20"):
        mailroom.release(mailroom.prepare(), 1)


def test_a_mailing_that_runs_into_the_quiet_period_waits_for_its_end(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.begun(1)
    identity = IdentitySettings.objects.filter(site=mailroom.site)
    identity.update(election_date=timezone.localdate() + timedelta(days=1))
    assert sending.work(mailing.pk) is False
    mailing.refresh_from_db()
    assert (mailing.state, mailing.pause) == (State.PAUSED, Mailing.Pause.QUIET)
    assert not services.resume(mailing=mailing)
    identity.update(election_date=timezone.localdate() - timedelta(days=3))
    requeue()
    mailing.refresh_from_db()
    assert mailing.state == State.SENDING
    sending.work(mailing.pk)
    assert len(mail.outbox) == 1


def test_each_reads_it_in_their_own_language(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    english = mailroom.post.copy_for_translation(mailroom.signup.campaign.en, copy_parents=True)
    english.title = "A night bus"
    english.save_revision().publish()
    bea = mailroom.join("bea")
    bea.locale = "en"
    bea.save()
    sending.work(mailroom.begun(2).pk)
    subjects = {m.to[0]: m.subject for m in mail.outbox}
    assert subjects == {"ada@example.org": "Un bus de nuit", "bea@example.org": "A night bus"}
    data = {m.to[0]: "/en/my-data/" in m.body for m in mail.outbox}
    assert data == {"ada@example.org": False, "bea@example.org": True}


def test_a_person_erased_meanwhile_is_not_written_to(mailroom: Mailroom) -> None:
    ada = mailroom.join("ada")
    mailroom.join("bea")
    mailing = mailroom.begun(2)
    signup_services.erase(supporter=ada, reason="request", actor="staff", channel="admin")
    sending.work(mailing.pk)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.sent, mailing.left) == (State.SENT, 1, 1)


def test_a_busy_worker_does_not_multiply_the_lanes(mailroom: Mailroom) -> None:
    """What `tick` believes lost and only waited ends when its turn comes."""
    mailroom.join("ada")
    mailing = mailroom.begun(1)
    waiting = mailing.turn
    assert requeue() == tasks.LANES
    mailing.refresh_from_db()
    assert tasks.send.func(mailing.pk, waiting) is False
    assert not mail.outbox
    tasks.send.func(mailing.pk, mailing.turn)
    assert len(mail.outbox) == 1


def test_a_killed_lane_loses_nobody(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.begun(1)
    (row,) = sending.claim(mailing, at=timezone.now())
    assert sending.work(mailing.pk) is False
    assert not mail.outbox
    Delivery.objects.update(leased_until=timezone.now())
    sending.work(mailing.pk)
    (found,) = mail.outbox
    assert str(row.uuid) in found.extra_headers["Message-ID"]


def test_an_act_through_the_mail_names_it_as_its_source(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.begun(1)
    sending.work(mailing.pk)
    assert f"?s={mailing.source}" in mail.outbox[0].body
    assert Submission._meta.get_field("visit_source").max_length >= len(mailing.source)


def test_a_sample_goes_to_oneself_and_is_marked(mailroom: Mailroom) -> None:
    from hustings_mailings.services.testing import deliver_sample

    mailing = mailroom.prepare()
    assert deliver_sample(mailing.pk, locale="fr", account_id=mailroom.writer.pk)
    (found,) = mail.outbox
    assert found.to == ["writer@example.org"]
    assert found.subject.endswith("Un bus de nuit") and found.subject.startswith("[")
    assert not mailing.deliveries.exists()


def test_a_list_that_may_not_be_written_to_any_more_makes_it_a_draft(mailroom: Mailroom) -> None:
    mailroom.join("ada")
    mailing = mailroom.release(mailroom.prepare(), 1)
    Mailing.objects.filter(pk=mailing.pk).update(is_narrowed=True, segment=None)
    assert not mailroom.begin(mailing)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.starts_at) == (State.DRAFT, None)


def test_what_was_acted_on_may_be_gone(mailroom: Mailroom) -> None:
    ada = mailroom.join("ada")
    Submission.objects.filter(supporter=ada).update(act="gone.act")
    sending.work(mailroom.begun(1).pk)
    (found,) = mail.outbox
    assert str(timezone.localdate().year) in found.body.rpartition("-- ")[2]
