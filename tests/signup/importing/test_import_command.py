"""`import_people`: every count, nothing written on a dry run, no value of a row printed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hustings_signup.models import ImportBatch, ImportRow, Supporter
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


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (PROVED, (), "--origin"),
        (PROVED, ("--site", "elsewhere.example"), "No site"),
        (PROVED, ("--purpose", "petition.sign", "--dry-run"), "No list"),
        (PROVED, ("--words", "Yes", "--dry-run"), "--words-source"),
        ("%PDF-1", ("--dry-run",), "PDF"),
    ],
)
def test_what_is_wrong_is_said(run, text, options, said):
    with pytest.raises(CommandError, match=said):
        run(text, *options)
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_not_there_is_said(importer):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_people", "nowhere.csv", "--site", "localhost", "--dry-run")
