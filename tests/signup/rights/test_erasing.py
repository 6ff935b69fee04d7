"""Erasing removes a person from everything but the counts; the ledger goes on being true."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from hustings_events.models import Registration
from hustings_petitions import tally
from hustings_petitions.models import Signature
from hustings_signup import keys, limits, outbox, services
from hustings_signup.erasure import journal, recalls
from hustings_signup.grounds.walk import Walk
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    ExportRecall,
    ExportRecord,
    Hit,
    Outbox,
    SubjectLink,
    Submission,
    Subscription,
    Supporter,
    Suppression,
)
from tests.events.conftest import come, make_event
from tests.signup.rights.conftest import ADDRESS, Lived

SUBJECT = {
    "reason": "request",
    "actor": ConsentRecord.Actor.DATA_SUBJECT,
    "channel": ConsentRecord.Channel.EMAIL_LINK,
}


@pytest.fixture
def journal_file(tmp_path: Path, settings) -> Path:
    file = tmp_path / "var" / "erasures.jsonl"
    settings.HUSTINGS = {**settings.HUSTINGS, "ERASURE_JOURNAL": str(file)}
    return file


def test_r12_erasing_leaves_no_row_that_leads_to_the_person(lived: Lived):
    supporter = lived.live()
    subject = supporter.subject_link.subject
    services.erase(supporter=supporter, **SUBJECT)
    assert not Supporter.objects.exists()
    assert not Submission.objects.exists()
    assert not SubjectLink.objects.exists()
    assert not ConsentEvidence.objects.exists()
    assert not Subscription.objects.exists()
    assert ConsentRecord.objects.filter(subject=subject).exists()


def test_r12_the_ledger_says_erased_once_for_each_purpose(lived: Lived):
    supporter = lived.live()
    before = ConsentRecord.objects.filter(subject=supporter.subject_link.subject)
    purposes = set(before.values_list("purpose", flat=True))
    services.erase(supporter=supporter, **SUBJECT)
    erased = ConsentRecord.objects.filter(type="erased")
    assert sorted(erased.values_list("purpose", flat=True)) == sorted(purposes)
    assert set(erased.values_list("source", flat=True)) == {"erasure:request"}


def test_r12_the_ledger_still_verifies_after_an_erasure(lived: Lived):
    services.erase(supporter=lived.live(), **SUBJECT)
    call_command("verify_ledger")


def test_r12_a_live_consent_is_withdrawn_before_it_is_erased(lived: Lived):
    supporter = lived.sign_up()
    services.erase(supporter=supporter, **SUBJECT)
    kinds = ConsentRecord.objects.filter(purpose="updates.campaign").order_by("pk")
    assert list(kinds.values_list("type", flat=True))[-2:] == ["withdrawn", "erased"]


def test_r12_public_counts_stay(lived: Lived):
    supporter = lived.live()
    tally.fold()
    assert lived.petitions.row.tally.confirmed == 1
    services.erase(supporter=supporter, **SUBJECT)
    tally.fold()
    tally.recount()
    assert lived.petitions.row.tally.confirmed == 1
    signature = Signature.objects.get()
    assert signature.state == Signature.State.ANONYMISED
    assert signature.supporter is signature.submission is signature.mailbox_key is None


def test_r12_the_seats_of_what_is_to_come_go_to_the_next(lived: Lived):
    page = make_event(lived.agenda.index_fr, slug="petite", capacity=2)
    lived.sign_up()
    come(page, ADDRESS, party=2)
    waiting = come(page, "suivante@example.org")
    assert waiting.state == Registration.State.WAITING
    services.erase(supporter=lived.supporter(), **SUBJECT)
    waiting.refresh_from_db()
    assert waiting.state == Registration.State.REGISTERED
    waiting.event.refresh_from_db()
    assert waiting.event.seats_taken == 1


def test_r12_who_came_to_a_past_event_stays_counted_without_a_name(lived: Lived):
    supporter = lived.live()
    later = lived.agenda.row.ends_at + timedelta(days=1)
    services.erase(supporter=supporter, at=later, **SUBJECT)
    kept = Registration.objects.get()
    assert (kept.state, kept.party_size, kept.folded_hash) == ("anonymised", 2, "")
    assert kept.supporter is kept.submission is None
    assert lived.agenda.row.seats_taken == 2
    assert list(Walk()) == []  # how many came is about nobody
    Registration.objects.update(note="Léa comes with her sister")
    assert [found.column for found in Walk()] == ["note"]


def test_erasing_twice_changes_nothing(lived: Lived):
    supporter = lived.live()
    services.erase(supporter=supporter, **SUBJECT)
    count = ConsentRecord.objects.count()
    services.erase(supporter=supporter, **SUBJECT)
    assert ConsentRecord.objects.count() == count


def test_r12_a_keyed_hash_refuses_an_import_and_the_holders_own_form_lifts_it(lived: Lived):
    services.erase(supporter=lived.live(), **SUBJECT)
    canonical = ADDRESS.lower()
    hashes = keys.keyed_hashes(canonical, context="suppression")
    assert Suppression.objects.get(mailbox_hash__in=hashes).reason == "erased"
    now = timezone.now()
    site_id = lived.signup.campaign.site.pk
    assert not limits.is_suppressed(site_id=site_id, canonical=canonical, at=now)
    mail.outbox.clear()
    again = lived.sign_up()
    assert again.subscriptions.get(purpose="updates.campaign").state == "active"
    assert not Suppression.objects.exists()


def test_who_ran_out_of_time_is_neither_suppressed_nor_written_down(
    lived: Lived, journal_file: Path
):
    services.erase(supporter=lived.sign_up(), **{**SUBJECT, "reason": "retention"})
    assert not Suppression.objects.exists()
    assert not journal_file.exists()
    assert not ConsentRecord.objects.filter(type="withdrawn").exists()


def test_r12_counters_of_the_mailbox_are_forgotten(lived: Lived):
    supporter = lived.live()
    assert limits.allow_rights_mail(folded=ADDRESS.lower(), at=timezone.now())
    assert Hit.objects.filter(kind=Hit.Kind.MAIL).exists()
    services.erase(supporter=supporter, **SUBJECT)
    assert not Hit.objects.filter(kind=Hit.Kind.MAIL).exists()


def test_a_mail_that_waits_is_not_sent_any_more(lived: Lived):
    supporter = lived.sign_up()
    row = outbox.queue("confirmed", supporter=supporter, submission=supporter.submissions.first())
    services.erase(supporter=supporter, **SUBJECT)
    assert outbox.send_one(row.pk) == ""


def test_r12_the_journal_holds_a_keyed_hash_and_never_an_address(lived: Lived, journal_file: Path):
    services.erase(supporter=lived.live(), **SUBJECT)
    text = journal_file.read_text()
    line = json.loads(text)
    assert line["mailbox_hash"] == keys.keyed_hash(ADDRESS.lower(), context="suppression")
    assert "canari" not in text.lower()
    assert journal_file.stat().st_mode & 0o077 == 0


def test_nothing_is_erased_when_the_journal_cannot_be_written(lived: Lived, tmp_path, settings):
    supporter = lived.live()
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.HUSTINGS = {**settings.HUSTINGS, "ERASURE_JOURNAL": str(blocked / "erasures")}
    with pytest.raises(OSError):
        services.erase(supporter=supporter, **SUBJECT)
    assert Supporter.objects.filter(pk=supporter.pk).exists()
    assert not ConsentRecord.objects.filter(type="erased").exists()


def test_r12_a_restored_backup_forgets_again(lived: Lived, journal_file: Path, capsys):
    before = timezone.now() - timedelta(days=2)
    services.erase(supporter=lived.sign_up(at=before), **SUBJECT)
    Suppression.objects.all().delete()
    lived.sign_up(at=before)  # as the backup had it
    call_command("reapply_erasures", "--dry-run")
    assert Supporter.objects.count() == 1
    call_command("reapply_erasures")
    assert not Supporter.objects.exists()
    assert Suppression.objects.get().reason == "erased"
    assert len(list(journal.lines())) == 1
    call_command("reapply_erasures")
    assert "0 people erased again." in capsys.readouterr().out


def test_the_dry_run_counts_what_the_run_then_does(lived: Lived, journal_file: Path, capsys):
    before = timezone.now() - timedelta(days=2)
    services.erase(supporter=lived.sign_up(at=before), **SUBJECT)
    services.erase(supporter=lived.sign_up(email="gone@example.org", at=before), **SUBJECT)
    Suppression.objects.all().delete()
    lived.sign_up(at=before)  # of the two, the backup had one
    call_command("reapply_erasures", "--dry-run")
    would = capsys.readouterr().out
    call_command("reapply_erasures")
    did = capsys.readouterr().out
    assert "1 person erased again." in did
    assert "1 hash of erased mailboxes the backup did not hold added." in did
    assert would.replace("would be ", "") == did
    assert Suppression.objects.count() == 2


def test_who_came_back_after_the_erasure_stays(lived: Lived, journal_file: Path):
    services.erase(supporter=lived.sign_up(), **SUBJECT)
    lived.sign_up()
    call_command("reapply_erasures")
    assert Supporter.objects.count() == 1
    assert not Suppression.objects.exists()


def test_a_backup_without_the_person_still_refuses_an_import(lived: Lived, journal_file: Path):
    services.erase(supporter=lived.sign_up(), **SUBJECT)
    Suppression.objects.all().delete()
    call_command("reapply_erasures")
    assert Suppression.objects.get().reason == "erased"


def test_a_damaged_journal_is_named_and_nothing_is_done(lived: Lived, journal_file: Path):
    with pytest.raises(CommandError, match="no journal"):
        call_command("reapply_erasures")
    services.erase(supporter=lived.sign_up(), **SUBJECT)
    journal_file.write_text(journal_file.read_text() + "{broken\n")
    with pytest.raises(CommandError, match="Line 2"):
        call_command("reapply_erasures")


def export_of(lived: Lived, user, *, days_ago: int = 0, rows: int = 1) -> ExportRecord:
    return ExportRecord.objects.create(
        site=lived.signup.campaign.site,
        user=user,
        user_name=user.get_username(),
        purpose_text="Phoning round before the meeting",
        format="csv",
        columns=["id", "email"],
        rows=rows,
        started_at=timezone.now() - timedelta(days=days_ago),
        finished_at=timezone.now(),
    )


def test_r12_whoever_exported_the_person_is_asked_to_delete_them(lived: Lived, staff):
    supporter = lived.sign_up(at=timezone.now() - timedelta(days=5))
    older = export_of(lived, staff, days_ago=30)
    newer = export_of(lived, staff, days_ago=1)
    mail.outbox.clear()
    services.erase(supporter=supporter, **SUBJECT)
    (owed,) = ExportRecall.objects.all()
    assert (owed.export, owed.supporter_number) == (newer, supporter.pk)
    assert owed.export != older
    row = Outbox.objects.get(kind=recalls.MAIL)
    assert row.account_id == staff.pk
    outbox.send_one(row.pk)
    (sent,) = mail.outbox
    assert sent.to == [staff.email]
    assert str(supporter.pk) in sent.body
    assert "canari" not in sent.body.lower()


def test_what_is_done_before_the_mail_leaves_needs_no_mail(lived: Lived, staff):
    supporter = lived.sign_up()
    export_of(lived, staff)
    services.erase(supporter=supporter, **SUBJECT)
    recalls.settle(recalls.open_recalls([lived.signup.campaign.site.pk]))
    row = Outbox.objects.get(kind=recalls.MAIL)
    assert outbox.send_one(row.pk) == "unwanted"
