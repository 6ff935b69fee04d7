"""Tags, notes and numbers of a file: chosen, with proof only, never cut, undone exactly."""

import pytest
from django.contrib.auth import get_user_model

from hustings_signup import my_data, phones, services
from hustings_signup.importing import answering, asking, checking, tagwords
from hustings_signup.importing.tagwords import Kind
from hustings_signup.models import (
    ImportAsk,
    ImportBatch,
    Note,
    Supporter,
    Tag,
    Tagging,
    VolunteerPhone,
)
from hustings_signup.services.withdrawing import withdraw
from tests.signup.conftest import make_notice
from tests.signup.importing.conftest import (
    ACTION_NETWORK,
    MAILCHIMP,
    NATIONBUILDER,
    WHERE,
    WORDS,
    outcomes,
)

HEADER = (
    "email;identifiant;date consentement;texte consentement;source;étiquettes;remarque;téléphone;"
    "ne pas appeler\n"
)


def row(name="ana", *, tags="", note="", phone="", no_call="", day="03/05/2022"):
    cells = (f"{name}@example.org", name, day, WORDS, WHERE, tags, note, phone, no_call)
    return ";".join(f'"{cell}"' for cell in cells) + "\n"


@pytest.fixture
def officer_of_imports(db):
    return get_user_model().objects.create_user(username="zoe", email="zoe@example.org")


def person(name="ana"):
    return Supporter.objects.get(email_canonical=f"{name}@example.org")


def tags_of(name="ana"):
    return sorted(person(name).taggings.values_list("tag__name", flat=True))


def notes_of(name="ana"):
    return sorted(person(name).notes.values_list("text", flat=True))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("driver, stall", ["driver", "stall"]),  # NationBuilder, Action Network
        ('"driver","stall, market"', ["driver", "stall, market"]),  # Mailchimp
        ("driver;stall|driver", ["driver", "stall"]),
        (" driver ,, ", ["driver"]),
        ("", []),
    ],
)
def test_the_tags_of_a_cell_are_read_as_each_tool_writes_them(cell, expected):
    assert tagwords.split(cell) == expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("driver", Kind.WORD),
        ("Tractage marché", Kind.WORD),
        ("rsvp-2022-05-03", Kind.CARE),
        ("attended_meeting", Kind.CARE),
        ("canvass-lyon", Kind.CARE),
        ("signup-website-event", Kind.CARE),
        ("2", Kind.CARE),
        ("comité santé", Kind.CARE),
        ("catholique", Kind.NEVER),
        ("Paroisse-Église", Kind.NEVER),
        ("support_level_5", Kind.NEVER),
        ("soutien 3", Kind.NEVER),
        ("score: 80", Kind.NEVER),
        ("Party", Kind.NEVER),
        ("member RN", Kind.NEVER),
        ("voted 2022", Kind.NEVER),
        ("inferred_party_x", Kind.NEVER),
        ("https://example.org", Kind.UNUSABLE),
        ("x" * 41, Kind.UNUSABLE),
        ("!!!", Kind.UNUSABLE),
    ],
)
def test_r10_what_may_not_be_held_does_not_come_in_as_a_tag(name, kind):
    assert tagwords.kind_of(name) is kind


@pytest.mark.parametrize(
    ("files", "tags", "note", "phone"),
    [
        (NATIONBUILDER, "tag_list", "note", None),
        (ACTION_NETWORK, "can2_user_tags", None, "can2_phone"),
        (MAILCHIMP, "TAGS", "NOTES", None),
        (HEADER + row(), "étiquettes", "remarque", "téléphone"),
    ],
)
def test_each_tool_has_its_columns_proposed(importer, files, tags, note, phone):
    proposed = {to: column for column, to in importer.upload(files).mapping.items() if to}
    assert proposed["tags"] == tags
    assert proposed.get("note") == note
    assert proposed.get("phone") == phone


def test_without_a_choice_no_tag_comes_in(importer):
    batch = importer.run(HEADER + row(tags="driver,stall"))
    assert batch.counts["added"] == {}
    assert not Tag.objects.exists()


def test_the_tags_chosen_come_in_and_no_other(importer):
    batch = importer.run(HEADER + row(tags="Driver,rsvp-1,stall") + row("bob", tags="driver"),
                         tags=["Driver"])  # fmt: skip
    assert tags_of() == tags_of("bob") == ["Driver"]
    assert batch.counts["added"] == {"tags": 2}
    assert batch.tags_taken == ["Driver"]


def test_r10_a_tag_that_may_not_be_taken_cannot_be_chosen(importer):
    importer.run(HEADER + row(tags="catholique,driver"), tags=["catholique", "driver"])
    assert tags_of() == ["driver"]


def test_all_words_are_neither_facts_nor_doubtful_ones(importer):
    batch = importer.upload(HEADER + row(tags="driver,rsvp-1,comité santé,catholique"))
    checking.assign(batch=batch, mapping=batch.mapping, words="", source="")
    batch.refresh_from_db()
    checking.choose_tags(batch=batch, names=[], all_words=True)
    batch.refresh_from_db()
    assert batch.tags_taken == ["driver"]


def test_a_column_of_thousands_of_different_words_is_no_column_of_tags(importer, monkeypatch):
    monkeypatch.setattr(tagwords, "MOST", 3)
    batch = importer.upload(HEADER + row(tags="a,b,c,d"))
    with pytest.raises(checking.WrongMapping, match="tags"):
        checking.assign(batch=batch, mapping=batch.mapping, words="", source="")


def test_the_words_found_are_forgotten_when_the_batch_ends(importer):
    batch = importer.run(HEADER + row(tags="driver,friend of Ana Un"), tags=["driver"])
    assert batch.tags_found is None
    assert batch.tags_taken == ["driver"]


def test_the_dry_run_counts_what_the_run_then_adds(importer):
    importer.run(HEADER + row(tags="driver", note="Has a van."), tags=["driver"])
    text = (
        HEADER
        + row(tags="driver,stall", note="Has a van.")
        + row("bob", tags="stall", note="x" * 2001, phone="04 78 00 00 00")
        + row("dan", phone="ask her")
    )
    batch = importer.check(text, tags=["driver", "stall"])
    expected = {"tags": 2}
    left = {"note_long": 1, "phone_unproved": 1, "phone_bad": 1}
    assert batch.counts["added"] == expected
    assert batch.counts["left_out"] == left
    done = importer.run(batch)
    assert done.counts["added"] == expected
    assert done.counts["left_out"] == left
    assert tags_of() == ["driver", "stall"]
    assert tags_of("bob") == ["stall"]


def test_a_second_import_doubles_neither_tags_nor_notes_nor_numbers(importer):
    text = HEADER + row(tags="driver", note="Has a van.", phone="04 78 00 00 00")
    importer.run(text, tags=["driver"], purpose="volunteer.contact")
    again = importer.run(
        HEADER + row(tags="driver,stall", note="Has a van.", phone="0478000000"),
        tags=["driver", "stall"],
        purpose="volunteer.contact",
    )
    assert outcomes(again) == {2: "known.updated"}
    assert again.counts["added"] == {"tags": 1}
    assert tags_of() == ["driver", "stall"]
    assert notes_of() == ["Has a van."]
    assert VolunteerPhone.objects.count() == 1


def test_a_note_that_changed_there_comes_as_one_more(importer):
    importer.run(HEADER + row(note="Has a van."))
    importer.run(HEADER + row(note="Sold the van."))
    assert notes_of() == ["Has a van.", "Sold the van."]


def test_a_note_keeps_its_lines_and_loses_control_characters(importer):
    importer.run(HEADER + row(note="One\r\ntwo\u202e\x07"))
    assert notes_of() == ["One\ntwo"]


def test_a_note_that_is_too_long_is_named_and_never_cut(importer):
    batch = importer.run(HEADER + row(note="é" * 2001) + row("bob", note="é" * 2000))
    assert not person().notes.exists()
    assert [len(text) for text in notes_of("bob")] == [2000]
    assert list(batch.results.values_list("number", "left_out")) == [(2, "note_long"), (3, "")]


def test_the_person_reads_tag_and_note_and_where_they_came_from(importer):
    importer.run(HEADER + row(tags="driver", note="Has a van."), tags=["driver"])
    shown = str(my_data.sections(person()))
    for word in ("driver", "Has a van.", "liste de l’ancien outil"):
        assert word in shown


def test_r9_a_number_comes_only_with_a_proved_consent_to_be_called(importer):
    text = HEADER + row(phone="04 78 00 00 00") + row("bob", day="", phone="04 78 00 00 01")
    news = importer.run(text)
    assert news.counts["left_out"] == {"phone_unproved": 1}  # bob is no consent at all
    assert not VolunteerPhone.objects.exists()
    calls = importer.run(text, purpose="volunteer.contact")
    assert calls.counts["added"] == {"phones": 1}
    assert [row.supporter for row in VolunteerPhone.objects.all()] == [person()]


def test_r9_whoever_is_not_to_be_called_has_no_number(importer):
    batch = importer.run(HEADER + row(phone="04 78 00 00 00", no_call="oui"),
                         purpose="volunteer.contact")  # fmt: skip
    assert batch.counts["left_out"] == {"phone_refused": 1}
    assert not VolunteerPhone.objects.exists()


def test_an_imported_volunteer_stands_on_the_call_list_until_they_withdraw(importer):
    importer.run(HEADER + row(phone="04 78 00 00 00"), purpose="volunteer.contact")
    assert [callee.number for callee in phones.callees(site=importer.site)] == ["04 78 00 00 00"]
    withdraw(supporter=person())
    assert phones.callees(site=importer.site) == []
    assert not VolunteerPhone.objects.exists()


def test_whoever_told_us_themselves_gets_nothing_added(importer, signup):
    services.confirm(submission=signup.submit("ana@example.org"))
    batch = importer.run(HEADER + row(tags="driver", note="Has a van."), tags=["driver"])
    assert outcomes(batch) == {2: "known.told_us"}
    assert batch.counts["added"] == {}
    assert tags_of() == notes_of() == []


def test_tags_wait_with_whoever_is_asked_and_come_with_their_yes(importer, signup):
    text = HEADER + row(day="", tags="driver", note="Has a van.")
    text = text.replace("identifiant", "consentement").replace('"ana"', '"oui"')
    batch = importer.run(text, tags=["driver"])
    assert outcomes(batch) == {2: "ask"}
    assert batch.counts["added"] == {"waiting": 1}
    assert batch.counts["left_out"] == {"note_unproved": 1}
    assert not Note.objects.exists()
    assert not Tag.objects.exists()
    ask = ImportAsk.objects.get()
    asking.release(batch=batch, user=None, user_name="second")
    answering.say_yes(ask=ask, ticked=())
    assert tags_of() == ["driver"]
    importer.undo(batch)
    assert tags_of() == []


def test_undoing_takes_back_exactly_what_the_import_added(importer, officer_of_imports):
    importer.user = officer_of_imports
    site = importer.site
    importer.run(HEADER + row(tags="driver", note="Has a van."), tags=["driver"])
    services.tag(site=site, people=[person()], name="stall", user=None)
    services.write_note(supporter=person(), text="Called back.", author=officer_of_imports)
    second = importer.run(
        HEADER
        + row(tags="driver,stall,poster", note="Sold the van.", phone="04 78 00 00 00")
        + row("bob", tags="poster", note="Has a ladder."),
        tags=["driver", "stall", "poster"],
    )
    importer.undo(second)
    assert tags_of() == ["driver", "stall"]
    assert notes_of() == ["Called back.", "Has a van."]
    assert not Tag.objects.filter(name="poster").exists()
    assert not Supporter.objects.filter(email_canonical="bob@example.org").exists()
    second.refresh_from_db()
    assert second.counts["undone"]["tags"] == 2
    assert second.counts["undone"]["notes"] == 2


def test_what_the_team_added_since_stays_with_whoever_stays(importer, officer_of_imports):
    batch = importer.run(HEADER + row(tags="driver", note="Has a van."), tags=["driver"])
    importer.run(HEADER + row())
    services.tag(site=importer.site, people=[person()], name="stall", user=None)
    services.write_note(supporter=person(), text="Called back.", author=officer_of_imports)
    importer.undo(batch)
    assert tags_of() == ["stall"]
    assert notes_of() == ["Called back."]


def test_a_note_changed_here_stays_when_the_import_is_undone(importer, officer_of_imports):
    importer.user = officer_of_imports
    batch = importer.run(HEADER + row(note="Has a van."))
    importer.run(HEADER + row())  # so that she stays
    note = Note.objects.get()
    assert services.change_note(note=note, text="Has a big van.", author=officer_of_imports)
    importer.undo(batch)
    assert notes_of() == ["Has a big van."]


def test_a_merge_keeps_each_tag_once_and_undo_still_finds_it(importer):
    batch = importer.run(HEADER + row(tags="driver") + row("bob", tags="driver,stall"),
                         tags=["driver", "stall"])  # fmt: skip
    services.merge(kept=person(), gone=person("bob"))
    assert tags_of() == ["driver", "stall"]
    importer.undo(batch)
    assert not Tagging.objects.exists()


def test_after_30_days_nothing_can_be_undone(importer):
    from datetime import timedelta

    from hustings_signup.importing import undoing, upkeep

    batch = importer.run(HEADER + row(tags="driver"), tags=["driver"])
    ImportBatch.objects.update(finished_at=batch.finished_at - upkeep.KEEP - timedelta(seconds=1))
    batch.refresh_from_db()
    assert not undoing.is_undoable(batch)
    assert not undoing.start_undo(batch=batch)
    assert tags_of() == ["driver"]


def test_volunteers_are_asked_with_their_own_notice(importer, signup):
    make_notice(importer.site, "volunteer", "fr")
    batch = importer.run(
        HEADER.replace("identifiant", "consentement")
        + row(day="", phone="04 78 00 00 00").replace('"ana"', '"oui"'),
        purpose="volunteer.contact",
    )
    assert outcomes(batch) == {2: "ask"}
    assert batch.counts["left_out"] == {"phone_unproved": 1}
