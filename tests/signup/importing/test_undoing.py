"""A whole batch can be undone: whoever only it brought goes; whoever acted keeps what they did."""

from hustings_signup import services
from hustings_signup.importing import undoing
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    Identifier,
    ImportAsk,
    ImportBar,
    ImportBatch,
    SubjectLink,
    Supporter,
)
from tests.signup.importing.conftest import PROVED, active, supporters

ASKED = PROVED + "clea@example.org;Cléa;;;03/05/2022;;;3\n"


def types():
    return sorted(ConsentRecord.objects.values_list("type", flat=True))


def test_whoever_only_this_batch_brought_goes_and_the_ledger_says_so(importer):
    batch = importer.undo(importer.run(PROVED))
    assert batch.state == "undone"
    undone = {name: number for name, number in batch.counts["undone"].items() if number}
    assert undone == {"consents": 2, "people": 2}
    assert supporters() == []
    assert not SubjectLink.objects.exists()
    assert not ConsentEvidence.objects.exists()
    assert not Identifier.objects.exists()
    assert types() == ["imported", "imported", "invalidated", "invalidated"]


def test_what_was_to_be_asked_and_the_refusals_of_the_batch_go_too(importer):
    refusal = "dan@example.org;;;;;;;4"
    header, rest = ASKED.split("\n", 1)
    text = f"{header};désinscrit\n" + rest.replace("\n", ";\n") + f"{refusal};oui\n"
    batch = importer.run(text)
    assert ImportAsk.objects.count() == ImportBar.objects.count() == 1
    importer.undo(batch)
    assert not ImportAsk.objects.exists()
    assert not ImportBar.objects.exists()


def test_after_undoing_the_same_file_can_be_imported_again(importer):
    importer.undo(importer.run(PROVED))
    importer.run(PROVED)
    assert active() == ["ana@example.org", "bob@example.org"]


def test_whoever_signed_up_since_keeps_what_they_did(importer, signup):
    batch = importer.run(PROVED)
    services.confirm(submission=signup.submit("ana@example.org", ticked=("volunteer.contact",)))
    importer.undo(batch)
    assert supporters() == ["ana@example.org"]
    person = Supporter.objects.get()
    assert person.subscriptions.get(purpose="volunteer.contact").state == "active"
    assert person.subscriptions.get(purpose="updates.campaign").state == "active"


def test_a_form_nobody_confirmed_keeps_no_imported_consent_alive(importer, signup):
    batch = importer.run(PROVED)
    submission = signup.submit("ana@example.org")  # anybody may have typed it
    importer.undo(batch)
    assert active() == []
    assert supporters() == ["ana@example.org"]
    services.confirm(submission=submission)
    assert active() == ["ana@example.org"]


def test_whoever_was_known_before_keeps_everything_but_the_imported_consent(importer, signup):
    submission = signup.submit("ana@example.org", ticked=("volunteer.contact",))
    services.confirm(submission=submission)
    person = Supporter.objects.get()
    person.subscriptions.filter(purpose="updates.campaign").delete()
    importer.undo(importer.run(PROVED))
    assert supporters() == ["ana@example.org"]
    assert active() == ["ana@example.org"]
    assert person.subscriptions.get(purpose="updates.campaign").state != "active"


def test_r9_whoever_withdrew_since_stays_withdrawn_and_is_not_brought_back(importer):
    batch = importer.run(PROVED)
    services.withdraw(supporter=Supporter.objects.get(email="ana@example.org"))
    importer.undo(batch)
    assert supporters() == ["ana@example.org"]
    importer.run(PROVED)
    assert active() == ["bob@example.org"]


def test_whom_a_later_import_also_knows_stays(importer):
    first = importer.run(PROVED)
    importer.run(PROVED)
    importer.undo(first)
    assert supporters() == ["ana@example.org", "bob@example.org"]
    assert active() == []


def test_undoing_twice_undoes_once(importer):
    batch = importer.run(PROVED)
    assert undoing.start_undo(batch=batch)
    assert not undoing.start_undo(batch=batch)
    assert undoing.undo(batch.pk) == "undone"
    assert undoing.undo(batch.pk) == ""
    assert types().count("invalidated") == 2


def test_an_undo_that_fails_leaves_everything(importer, monkeypatch):
    batch = importer.run(PROVED)
    undoing.start_undo(batch=batch)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(undoing, "_only_ours", broken)
    assert undoing.undo(batch.pk) == "done"
    assert ImportBatch.objects.get().failure == "RuntimeError"
    assert active() == ["ana@example.org", "bob@example.org"]
    assert "invalidated" not in types()
