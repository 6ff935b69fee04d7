"""`import_people`: every count, nothing written on a dry run, no value of a row printed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hustings_signup.models import ImportBatch, ImportRow, Note, Supporter, Tagging
from tests.signup.importing.conftest import NATIONBUILDER, PROVED, active


@pytest.fixture
def run(importer, tmp_path):
    def run(text, *options):
        path = tmp_path / "people.csv"
        path.write_text(text)
        out = StringIO()
        call_command("import_people", str(path), "--site", "localhost", *options, stdout=out)
        return out.getvalue()

    return run


def test_a_dry_run_counts_and_leaves_nothing(run):
    said = run(NATIONBUILDER, "--dry-run")
    assert "NationBuilder: 6 rows" in said
    assert "religion" in said
    assert "@" not in said
    for model in (ImportBatch, ImportRow, Supporter):
        assert not model.objects.exists()


def test_without_it_people_are_imported(run):
    assert "Imported as import" in run(PROVED, "--origin", "the old tool")
    assert active() == ["ana@example.org", "bob@example.org"]


TAGGED = (
    PROVED.replace("identifiant", "tags")
    .replace(";1\n", ";driver,rsvp-1\n")
    .replace(";2\n", ";driver\n")
)


@pytest.mark.parametrize(
    ("options", "tags"),
    [((), []), (("--tags", "all"), ["driver"] * 2), (("--tags", "rsvp-1"), ["rsvp-1"])],
)
def test_tags_come_in_as_asked_for(run, options, tags):
    said = run(TAGGED, "--origin", "the old tool", *options)
    assert "driver (2)" in said
    assert sorted(Tagging.objects.values_list("tag__name", flat=True)) == tags


@pytest.mark.parametrize(("options", "notes"), [((), 0), (("--notes",), 2)])
def test_notes_come_in_only_when_asked_for(run, options, notes):
    run(TAGGED.replace(";tags\n", ";note\n"), "--origin", "the old tool", *options)
    assert Note.objects.count() == notes


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (PROVED, (), "--origin"),
        (PROVED, ("--site", "elsewhere.example"), "No site"),
        (PROVED, ("--purpose", "petition.sign", "--dry-run"), "No list"),
        (PROVED, ("--words", "Yes", "--dry-run"), "--words-source"),
        ("%PDF-1", ("--dry-run",), "PDF"),
        ("name;town\nAna;Lyon\n", ("--dry-run",), "columns cannot be used: email"),
    ],
)
def test_what_is_wrong_is_said(run, text, options, said):
    with pytest.raises(CommandError, match=said):
        run(text, *options)
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_not_there_is_said(importer):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_people", "nowhere.csv", "--site", "localhost", "--dry-run")
