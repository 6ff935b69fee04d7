"""Moving in, as staff do it: upload, columns, dry run, the number typed, report, undo."""

import io
import zipfile
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from hustings_signup.importing import checking, running, undoing
from hustings_signup.models import (
    ConsentRecord,
    ImportBatch,
    ImportRow,
    PeoplePermission,
    Supporter,
)
from tests.conftest import PASSWORD
from tests.signup.importing.conftest import NATIONBUILDER, PROVED, WHERE, WORDS, active
from tests.signup.staff.conftest import enter, make_user

INDEX = "/admin/people-imports/"
BARE = "email;consentement\nana@example.org;oui\n"


def url(name, batch):
    return reverse(f"hustings_imports:{name}", args=[batch.pk])


def send_file(client, text, name="people.csv", **values):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return client.post(
        f"{INDEX}upload/",
        {
            "people_file": file,
            "origin": "the newsletter of 2022",
            "purpose": "updates.campaign",
            "locale": "fr",
            **values,
        },
    )


def choose(client, batch, **values):
    """Save the columns as proposed."""
    fields = {f"column_{i}": batch.mapping[name] for i, name in enumerate(batch.columns)}
    return client.post(url("columns", batch), fields | values)


def worked(batch):
    """What the worker does."""
    for step in (checking.check, running.run, undoing.undo):
        step(batch.pk)
    batch.refresh_from_db()
    return batch


@pytest.fixture
def client(officer):
    return enter(officer)


@pytest.fixture
def checked(client):
    send_file(client, PROVED)
    batch = ImportBatch.objects.get()
    choose(client, batch)
    return worked(batch)


@pytest.mark.parametrize("who", ["editor", "organiser"])
def test_r17_who_may_not_gets_403_on_every_address(who, request, checked):
    stranger = enter(request.getfixturevalue(who))
    assert stranger.get(INDEX).status_code == 403
    assert stranger.get(f"{INDEX}upload/").status_code == 403
    for name in ("batch", "columns", "tags", "run", "release", "discard", "undo", "report"):
        assert stranger.get(url(name, checked)).status_code == 403, name
        assert stranger.post(url(name, checked)).status_code == 403, name


def test_r17_an_import_of_another_site_does_not_exist(other, checked):
    stranger = enter(make_user("b", sites=[other.site], permissions=PeoplePermission.values))
    for name in ("batch", "columns", "tags", "run", "release", "discard", "undo", "report"):
        assert stranger.get(url(name, checked), follow=True).status_code == 404, name
    for name in ("columns", "tags", "run", "release", "discard", "undo"):
        # A 404 outside the languages becomes a redirect to /fr/…, which is the 404.
        answer = stranger.post(url(name, checked), {"typed": 2}, follow=True)
        assert answer.status_code == 404, name
    checked.refresh_from_db()
    assert checked.state == "checked"
    assert "2022" not in stranger.get(INDEX).content.decode()


def test_from_the_file_to_the_report(client, checked):
    page = client.get(url("batch", checked)).content.decode()
    assert "imported with proof" in page
    assert "2 people would be taken in" in page
    assert Supporter.objects.count() == 0
    client.post(url("run", checked), {"typed": 2})
    assert worked(checked).state == "done"
    assert active() == ["ana@example.org", "bob@example.org"]
    report = b"".join(client.get(url("report", checked)).streaming_content).decode()
    assert '"1","2","imported with proof","","A",""' in report
    assert "example.org" not in report
    client.post(url("undo", checked))
    assert worked(checked).state == "undone"
    assert Supporter.objects.count() == 0
    actions = set(ModelLogEntry.objects.values_list("action", flat=True))
    assert {"upload", "check", "run", "undo"} <= {
        action.removeprefix("hustings_signup.import_") for action in actions
    }


@pytest.mark.parametrize("typed", ["", "3", "two", "-1"])
def test_r10_without_the_right_number_nothing_starts(client, checked, typed):
    answer = client.post(url("run", checked), {"typed": typed})
    assert answer.status_code == 200
    checked.refresh_from_db()
    assert checked.state == "checked"


@pytest.mark.parametrize(("rows", "is_said"), [(5000, False), (5001, True)])
def test_a_large_import_says_on_sqlite_that_forms_will_wait(client, checked, rows, is_said):
    ImportBatch.objects.filter(pk=checked.pk).update(rows_count=rows)
    page = client.get(url("batch", checked)).content.decode()
    assert ("forms of visitors wait" in page) == (is_said and connection.vendor == "sqlite")


def test_nothing_changes_on_get(client, checked):
    for name in ("run", "release", "discard", "undo", "report", "batch", "columns", "tags"):
        client.get(url(name, checked))
    checked.refresh_from_db()
    assert checked.state == "checked"
    assert not ConsentRecord.objects.exists()


def test_two_clicks_run_one_import(client, checked):
    for _click in range(2):
        client.post(url("run", checked), {"typed": 2})
    worked(checked)
    worked(checked)
    assert ConsentRecord.objects.count() == 2


def archive(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name in names:
            packed.writestr(name, "email;prénom\nlea@example.org;Léa\n")
    return file.getvalue()


ODD = [
    (archive("people.csv"), "zip archive under another name", "archive zip sous un autre nom"),
    (archive("[Content_Types].xml"), "This is a spreadsheet", "classeur de tableur"),
    (b"PK\x03\x04rest", "zip archive", "archive zip"),
    (b"%PDF-1.4", "PDF", "PDF"),
    (b"a;b\n\0", "NUL", "NUL"),
    (b"", "is empty", "est vide"),
    (b"ana@example.org;Ana\n", "first line", "première ligne"),
    (b"email;name\n", "nothing below", "rien dessous"),
    (b"email;name\nana@example.org;" + b"x" * 5_000_000, "131,072", "131 072"),
    (b"email;" + b"x" * 5_000_000 + b"\nana@example.org;Ana\n", "131,072", "131 072"),
    (b'email;name\nana@example.org;Ana\nbob@example.org;"Bob\n', "line 3", "ligne 3"),
    (";".join(["email", *"x" * 500]).encode(), "too many columns", "trop de colonnes"),
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("data", "english", "french"), ODD, ids=[case[1] for case in ODD])
def test_a_file_that_is_none_is_refused_in_the_language_of_the_page_and_leaves_nothing(
    client, officer, language, data, english, french
):
    profile = UserProfile.get_for_user(officer)
    profile.preferred_language = language
    profile.save()
    answer = send_file(client, data)
    assert answer.status_code == 200
    said = {"en": english, "fr": french}[language]
    page = unescape(answer.content.decode()).replace("\xa0", " ").replace("\u202f", " ")
    assert f'lang="{language}"' in page
    assert said in page
    assert not ImportBatch.objects.exists()
    assert not ImportRow.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        "e-mail;prénom\nlea@example.org;Léa\n".encode("utf-16"),
        "e-mail;prénom\nlea@example.org;Léa\n".encode("cp1252"),
        "e-mail;prénom\nlea@example.org;Léa\n".encode("utf-8-sig"),
    ],
    ids=["UTF-16", "Windows-1252", "UTF-8 with its mark"],
)
def test_the_encodings_of_spreadsheets_come_out_right(client, data):
    send_file(client, data)
    batch = ImportBatch.objects.get()
    assert "Léa" in client.get(url("columns", batch)).content.decode()


def test_a_file_too_large_for_memory_is_read_from_disk_and_leaves_none(client, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    rows = "".join(f"p{i}@example.org;{'x' * 60}\n" for i in range(40_000))
    send_file(client, "email;town\n" + rows)
    assert ImportBatch.objects.get().rows_count == 40_000
    assert list(tmp_path.iterdir()) == []


def test_300_columns_can_be_assigned(client):
    names = ["email", "note", "note", *(f"c{i}" for i in range(297))]
    send_file(client, f"{';'.join(names)}\nlea@example.org{';x' * 299}\n")
    batch = ImportBatch.objects.get()
    assert client.get(url("columns", batch)).status_code == 200
    assert choose(client, batch, notes_read="on").status_code == 302
    assert worked(batch).state == "checked"


def test_the_columns_are_shown_with_what_was_proposed_and_refused(client):
    send_file(client, NATIONBUILDER)
    page = client.get(url("columns", ImportBatch.objects.get())).content.decode()
    assert "religion" in page
    assert "catholic" not in page
    assert "ana@example.org" in page


def test_words_need_a_place_and_a_copy(client):
    send_file(client, BARE)
    batch = ImportBatch.objects.get()
    assert choose(client, batch, words=WORDS).status_code == 200
    assert choose(client, batch, words=WORDS, words_source=WHERE).status_code == 200
    batch.refresh_from_db()
    assert batch.words == ""
    answer = choose(client, batch, words=WORDS, words_source=WHERE, is_known="on")
    assert answer.status_code == 302
    batch.refresh_from_db()
    assert batch.words == WORDS


def test_columns_stand_in_the_order_of_the_file(client):
    send_file(client, PROVED)
    assert ImportBatch.objects.get().columns == PROVED.splitlines()[0].split(";")


def test_columns_without_an_address_or_with_two_are_not_taken(client):
    send_file(client, PROVED)
    batch = ImportBatch.objects.get()
    assert "must be the e-mail" in choose(client, batch, column_0="").content.decode()
    assert "cannot be the same" in choose(client, batch, column_1="email").content.decode()


def test_r10_with_a_colleague_whoever_imported_cannot_let_people_be_asked(client, officer, signup):
    send_file(client, BARE)
    batch = ImportBatch.objects.get()
    choose(client, batch)
    worked(batch)
    client.post(url("run", batch), {"typed": 1})
    worked(batch)
    second = make_user("second", sites=[signup.campaign.site], permissions=PeoplePermission.values)
    assert "whoever imported cannot" in client.get(url("batch", batch)).content.decode()
    assert client.get(url("release", batch)).status_code == 302
    client.post(url("release", batch), {"password": PASSWORD})
    batch.refresh_from_db()
    assert batch.released_at is None
    for wrong in ({}, {"password": "wrong"}):
        assert enter(second).post(url("release", batch), wrong).status_code == 200
    batch.refresh_from_db()
    assert batch.released_at is None
    enter(second).post(url("release", batch), {"password": PASSWORD})
    batch.refresh_from_db()
    assert batch.released_by_name == "second"


def test_r17_alone_one_releases_with_the_password_what_one_imported(client, officer):
    send_file(client, BARE)
    batch = ImportBatch.objects.get()
    choose(client, batch)
    worked(batch)
    assert client.get(url("release", batch))["Location"] == url("batch", batch)
    client.post(url("run", batch), {"typed": 1})
    worked(batch)
    assert url("release", batch) in client.get(url("batch", batch)).content.decode()
    page = client.get(url("release", batch)).content.decode()
    assert "1 person gets an e-mail." in page
    client.post(url("release", batch), {"password": PASSWORD})
    batch.refresh_from_db()
    assert batch.released_by_name == officer.username


def test_a_file_can_be_thrown_away_before_but_not_after(client, checked):
    client.post(url("discard", checked))
    checked.refresh_from_db()
    assert checked.state == "discarded"
    client.post(url("run", checked), {"typed": 2})
    worked(checked)
    assert checked.state == "discarded"


def test_while_it_is_under_way_the_page_comes_back_by_itself(client, checked):
    client.post(url("run", checked), {"typed": 2})
    answer = client.get(url("batch", checked))
    assert answer["Refresh"] == "3"
    assert client.get(url("columns", checked)).status_code == 302


TAGGED = (
    "email;date consentement;texte consentement;source;étiquettes;remarque\n"
    f"ana@example.org;03/05/2022;{WORDS};{WHERE};Driver,rsvp-1,catholique;Has a van.\n"
    f"bob@example.org;03/05/2022;{WORDS};{WHERE};driver;{'x' * 2001}\n"
)


@pytest.fixture
def tagged(client):
    send_file(client, TAGGED)
    batch = ImportBatch.objects.get()
    assert choose(client, batch, notes_read="on")["Location"] == url("tags", batch)
    return batch


def test_notes_that_nobody_read_do_not_come_in(client):
    send_file(client, TAGGED)
    batch = ImportBatch.objects.get()
    answer = choose(client, batch)
    assert answer.status_code == 200
    assert "each person may read theirs" in answer.content.decode()
    batch.refresh_from_db()
    assert (batch.state, batch.counts) == ("read", {})
    # Left out, nothing is asked.
    number = batch.columns.index("remarque")
    assert choose(client, batch, **{f"column_{number}": ""}).status_code == 302


def test_tags_are_offered_with_their_counts_and_none_is_ticked(client, tagged):
    page = client.get(url("tags", tagged)).content.decode()
    assert "Driver (2)" in page
    assert "rsvp-1 (1)" in page
    assert page.index("Never taken") < page.index("catholique (1)")
    assert 'value="catholique"' not in page
    assert "checked" not in page


def test_only_the_tags_ticked_come_in(client, tagged):
    client.post(url("tags", tagged), {"words": ["Driver"]})
    worked(tagged)
    page = client.get(url("batch", tagged)).content.decode()
    assert "2 tags put on people" in page
    assert "1 note, which its person may read" in page
    assert "more than 2,000 characters" in page
    client.post(url("run", tagged), {"typed": 2})
    worked(tagged)
    person = Supporter.objects.get(email_canonical="ana@example.org")
    assert [str(row.tag) for row in person.taggings.all()] == ["Driver"]
    note = person.notes.get()
    assert (note.text, note.author_name) == ("Has a van.", "officer")
    report = b"".join(client.get(url("report", tagged)).streaming_content).decode()
    assert "more than 2,000 characters" in report.splitlines()[2]
    client.post(url("undo", tagged))
    worked(tagged)
    assert not Supporter.objects.exists()


def test_r10_a_tag_that_was_not_offered_is_refused(client, tagged):
    answer = client.post(url("tags", tagged), {"words": ["catholique"]})
    assert answer.status_code == 200
    tagged.refresh_from_db()
    assert tagged.tags_taken == []


def test_one_tick_takes_the_first_list_and_not_the_second(client, tagged):
    client.post(url("tags", tagged), {"all_words": "on"})
    tagged.refresh_from_db()
    assert tagged.tags_taken == ["Driver"]
    assert tagged.state == "checking"


def test_a_file_without_tags_has_no_step_for_them(client, checked):
    assert client.get(url("tags", checked))["Location"] == url("batch", checked)
