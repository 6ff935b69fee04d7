"""One transaction, one run, exact counts; suppressed people stay out, who told us is left alone."""

import pytest
from django.db import connection
from django.utils import timezone

from hustings_signup import keys, ledger, my_data, services
from hustings_signup.importing import running, upkeep
from hustings_signup.importing.counts import people
from hustings_signup.models import (
    ConsentRecord,
    Identifier,
    ImportAsk,
    ImportBar,
    ImportBatch,
    ImportRow,
    SearchTerm,
    Subscription,
    Supporter,
    Suppression,
)
from hustings_signup.staff.proof import proofs
from tests.signup.importing.conftest import PROVED, WHERE, WORDS, active, outcomes, supporters

HEADER = "email;prénom;nom;date consentement;texte consentement;source;identifiant;désinscrit\n"


def row(address, *, name="Ana", key="", day="03/05/2022", out=""):
    return f"{address};{name};Un;{day};{WORDS};{WHERE};{key};{out}\n"


def suppress(site, address, reason="erased"):
    Suppression.objects.create(
        site=site,
        mailbox_hash=keys.keyed_hash(address, context="suppression"),
        reason=reason,
        created_at=timezone.now(),
    )


def test_every_row_is_counted_once_and_the_unusable_ones_by_their_number(importer):
    batch = importer.run(
        HEADER
        + row("ana@example.org")
        + row("ANA@example.org")
        + row("not an address")
        + row("")
        + row("bob@example.org", name="https://example.org")
        + "too;short\n"
        + row("=cmd|x@example.org")
    )
    assert outcomes(batch) == {
        2: "consent",
        3: "quarantine.duplicate",
        4: "quarantine.bad_address",
        5: "quarantine.no_address",
        6: "quarantine.bad_name",
        7: "quarantine.length",
        8: "consent",
    }
    assert batch.counts["outcomes"] == {"consent": 2, "quarantine": 5}
    assert supporters() == ["=cmd|x@example.org", "ana@example.org"]


def test_the_rows_are_gone_when_the_batch_ends(importer):
    batch = importer.run(PROVED)
    assert not ImportRow.objects.filter(batch=batch).exists()


def test_a_formula_is_a_text(importer):
    importer.run(HEADER + row("ana@example.org", name="=1+1"))
    assert Supporter.objects.get().given_name == "=1+1"


def test_who_was_imported_is_found_by_search(importer):
    importer.run(PROVED)
    assert SearchTerm.objects.filter(supporter__email="ana@example.org", term="ana").exists()


def test_r12_suppressed_and_erased_people_stay_out_and_are_counted_as_such(importer):
    suppress(importer.site, "ana@example.org")
    suppress(importer.site, "bob@example.org", "complaint")
    batch = importer.run(PROVED + "clea@example.org;;;;;;;\n")
    assert outcomes(batch) == {
        2: "kept_out.erased",
        3: "kept_out.suppressed",
        4: "refused.no_proof",
    }
    assert supporters() == []


def test_r12_a_refusal_of_an_erased_person_leaves_no_new_trace(importer):
    suppress(importer.site, "ana@example.org")
    batch = importer.run(HEADER + row("ana@example.org", out="oui"))
    assert outcomes(batch) == {2: "kept_out.erased"}
    assert not ImportBar.objects.exists()


def test_r10_a_refusal_wins_also_over_later_imports(importer):
    importer.run(HEADER + row("ana@example.org", out="oui"))
    batch = importer.run(HEADER + row("ana@example.org"))
    assert outcomes(batch) == {2: "kept_out.refused_before"}
    assert supporters() == []


def test_r10_a_refusal_ends_what_an_earlier_import_brought(importer):
    importer.run(HEADER + row("ana@example.org"))
    batch = importer.run(HEADER + row("ana@example.org", out="oui"))
    assert active() == []
    assert batch.counts["ended"] == 1
    last = ConsentRecord.objects.order_by("-pk")[0]
    assert (last.type, last.channel, last.actor) == ("withdrawn", "import", "staff")


def test_a_refusal_of_long_ago_does_not_undo_what_its_holder_told_us_since(importer, signup):
    services.confirm(submission=signup.submit("ana@example.org"))
    header = HEADER.replace("date consentement", "unsubscribed_at")
    old = importer.run(header + row("ana@example.org", day="03/05/2022"))
    assert outcomes(old) == {2: "refusal.refused"}
    assert active() == ["ana@example.org"]
    importer.run(HEADER + row("ana@example.org", out="oui"))
    assert active() == []


@pytest.mark.parametrize("state", ["withdrawn", "suppressed", "bounced"])
def test_r9_r10_whoever_left_us_is_not_brought_back_by_a_file(importer, signup, state):
    services.confirm(submission=signup.submit("ana@example.org"))
    Subscription.objects.update(state=state)
    before = ConsentRecord.objects.count()
    batch = importer.run(HEADER + row("ana@example.org"))
    assert outcomes(batch) == {2: "kept_out.withdrawn"}
    assert active() == []
    assert ConsentRecord.objects.count() == before


def test_r15_what_the_person_told_us_is_never_overwritten(importer, signup):
    services.confirm(submission=signup.submit("ana@example.org"))
    Supporter.objects.update(given_name="Annabelle", family_name="")
    batch = importer.run(HEADER + row("ana@example.org", name="Ana", key="7"))
    assert outcomes(batch) == {2: "known.told_us"}
    person = Supporter.objects.get()
    assert (person.given_name, person.family_name) == ("Annabelle", "")
    assert Identifier.objects.get().supporter == person


def test_a_second_import_updates_who_only_ever_was_imported(importer):
    importer.run(HEADER + row("ana@example.org", name="Ana", key="7"))
    batch = importer.run(HEADER + row("ana@example.org", name="Anna", key="7"))
    assert outcomes(batch) == {2: "known.updated"}
    assert Supporter.objects.get().given_name == "Anna"
    assert Identifier.objects.count() == 1
    assert SearchTerm.objects.filter(term="anna").exists()


def test_a_number_with_a_new_address_is_set_aside_since_a_consent_belongs_to_a_mailbox(importer):
    importer.run(HEADER + row("ana@example.org", key="7"))
    batch = importer.run(HEADER + row("new@example.org", key="7"))
    assert outcomes(batch) == {2: "quarantine.other_address"}
    assert supporters() == ["ana@example.org"]
    twice = importer.run(HEADER + row("bo@example.org", key="8") + row("cy@example.org", key="8"))
    assert outcomes(twice) == {2: "consent", 3: "quarantine.number_twice"}


def test_two_clicks_run_one_import(importer):
    batch = importer.check(PROVED)
    assert running.start(batch=batch, typed=2)
    assert not running.start(batch=batch, typed=2)
    assert running.run(batch.pk) == "done"
    assert running.run(batch.pk) == ""
    assert ConsentRecord.objects.count() == 2


def test_a_wrong_number_starts_nothing(importer):
    batch = importer.check(PROVED)
    with pytest.raises(running.WrongNumber):
        running.start(batch=batch, typed=3)
    batch.refresh_from_db()
    assert batch.state == "checked"


def test_r10_a_dry_run_writes_no_person_no_record_and_no_refusal(importer):
    importer.check(PROVED + "clea@example.org;;;;;;;\n")
    importer.check(HEADER + row("dan@example.org", out="oui"))
    for model in (Supporter, ConsentRecord, Subscription, ImportAsk, ImportBar, Identifier):
        assert not model.objects.exists(), model


def test_r10_what_fails_in_the_middle_leaves_nothing(importer, monkeypatch):
    batch = importer.check(PROVED)
    running.start(batch=batch, typed=2)

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(running, "write_asks", broken)
    assert running.run(batch.pk) == "checked"
    batch.refresh_from_db()
    assert batch.failure == "RuntimeError"
    assert not Supporter.objects.exists()
    assert not ConsentRecord.objects.exists()
    assert ImportRow.objects.filter(batch=batch).count() == 2
    monkeypatch.undo()
    assert running.start(batch=batch, typed=people(batch))
    assert running.run(batch.pk) == "done"


def test_a_lost_task_is_given_again(importer):
    batch = importer.check(PROVED)
    running.start(batch=batch, typed=2)
    assert upkeep.requeue_lost() == 0
    ImportBatch.objects.update(queued_at=timezone.now() - upkeep.LOST_AFTER)
    assert upkeep.requeue_lost() == 1


def test_a_file_nobody_decided_about_goes_after_30_days(importer):
    batch = importer.check(PROVED)
    now = timezone.now()
    assert not upkeep.due_files(importer.site, now).exists()
    later = now + upkeep.KEEP
    assert upkeep.end_files(upkeep.due_files(importer.site, later), later) == 1
    batch.refresh_from_db()
    assert batch.state == "discarded"
    assert not ImportRow.objects.exists()
    assert not batch.results.exists()


def test_after_30_days_nothing_says_any_more_who_came_by_which_import(importer):
    batch = importer.run(PROVED)
    later = timezone.now() + upkeep.KEEP
    assert upkeep.end_files(upkeep.due_files(importer.site, later), later) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.results.count()) == ("done", 0)
    assert batch.counts["outcomes"] == {"consent": 2}
    assert not upkeep.due_files(importer.site, later).exists()


def test_the_ledger_gives_the_same_subscriptions_after_an_import_and_an_undo(importer, signup):
    from hustings_signup.proof.rebuilding import differences

    services.confirm(submission=signup.submit("bob@example.org"))
    batch = importer.run(PROVED)
    importer.run(HEADER + row("bob@example.org", out="oui"))
    assert list(differences(dry_run=True)) == []
    importer.undo(batch)
    assert list(differences(dry_run=True)) == []


def test_the_audit_finds_a_ground_for_everybody_of_an_import(importer):
    from io import StringIO

    from django.core.management import call_command

    importer.run(PROVED + "clea@example.org;;;;03/05/2022;;;\n")
    importer.upload(PROVED)
    call_command("audit_consent", stdout=StringIO())


def test_records_of_an_import_keep_their_hash(importer):
    importer.run(PROVED)
    for record in ConsentRecord.objects.all():
        assert ledger.record_hash(record) == record.record_hash


def test_too_many_rows_leave_nothing(importer, settings):
    from hustings_signup.importing.errors import Unreadable

    settings.HUSTINGS = settings.HUSTINGS | {"IMPORT_MAX_ROWS": 1}
    with pytest.raises(Unreadable) as caught:
        importer.upload(PROVED)
    assert caught.value.code == "rows"
    assert not ImportRow.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_rows_of_a_chunk(importer):
    def queries(count):
        batch = importer.check(
            HEADER
            + "".join(row(f"p{count}-{i}@example.org", key=f"{count}-{i}") for i in range(count))
        )
        running.start(batch=batch, typed=count)
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            running.run(batch.pk)
        return len(caught)

    assert queries(40) <= queries(4) + 6


def test_a_yes_that_was_imported_has_its_receipt_and_counts_as_one_in_the_proof(importer):
    importer.run(HEADER + row("ana@example.org"))
    ana = Supporter.objects.get(email_canonical="ana@example.org")
    (receipt,) = (found.text for found in my_data.readable_receipts(ana))
    assert WORDS in receipt
    assert [proof.is_yes for proof in proofs(ana)] == [True]
