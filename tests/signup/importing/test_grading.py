"""R10: what a row proves, and what becomes of each. Nothing but grade A makes a consent (R9)."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_signup.importing.grades import Answer, Grade, grade
from hustings_signup.importing.targets import Target
from hustings_signup.importing.values import boolean, moment
from hustings_signup.models import ConsentRecord, ImportAsk, Subscription, Supporter
from tests.signup.importing.conftest import WHERE, WORDS, active, outcomes, supporters

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answer", "at", "words", "source", "ip", "expected"),
    [
        (Answer.YES, NOW, True, True, True, Grade.A),
        (Answer.YES, NOW, True, True, False, Grade.A),
        (Answer.YES, NOW, False, True, True, Grade.B),
        (Answer.YES, NOW, True, False, True, Grade.B),
        (Answer.YES, None, True, True, True, Grade.B),
        (Answer.YES, None, True, True, False, Grade.C),
        (Answer.YES, None, False, False, False, Grade.C),
        (Answer.UNCLEAR, NOW, True, True, True, Grade.B),
        (Answer.UNCLEAR, None, True, True, False, Grade.D),
        (Answer.NONE, NOW, True, True, True, Grade.D),
    ],
)
def test_r10_text_time_and_source_are_proof_and_nothing_less_is(
    answer, at, words, source, ip, expected
):
    found = grade(answer=answer, at=at, has_words=words, has_source=source, has_ip=ip)
    assert found is expected


HEADER = "email;consentement;date consentement;texte consentement;source;ip;désinscrit\n"
ROWS = {
    "A": f"a@example.org;oui;03/05/2022;{WORDS};{WHERE};;",
    "B, time": "b@example.org;oui;03/05/2022;;;;",
    "B, address": "c@example.org;oui;;;;192.0.2.1;",
    "C": "d@example.org;oui;;;;;",
    "D": "e@example.org;;;;;;",
    "no": "f@example.org;non;03/05/2022;x;y;192.0.2.1;",
    "left": f"g@example.org;oui;03/05/2022;{WORDS};{WHERE};;oui",
}


def test_r10_each_grade_goes_its_own_way(importer):
    batch = importer.run(HEADER + "\n".join(ROWS.values()) + "\n")
    assert outcomes(batch) == {
        2: "consent",
        3: "ask",
        4: "ask",
        5: "ask",
        6: "refused.no_proof",
        7: "refusal.refused",
        8: "refusal.refused",
    }
    assert batch.counts["grades"] == {"A": 1, "B": 2, "C": 1, "D": 1}
    assert supporters() == active() == ["a@example.org"]
    asked = sorted(ImportAsk.objects.values_list("email_canonical", flat=True))
    assert asked == ["b@example.org", "c@example.org", "d@example.org"]


def test_r9_a_proved_row_leaves_a_record_with_words_and_evidence(importer):
    batch = importer.run(HEADER + ROWS["A"] + "\n")
    record = ConsentRecord.objects.get()
    assert (record.type, record.channel, record.actor) == ("imported", "import", "staff")
    assert record.source == batch.source
    assert record.occurred_at.date().isoformat() == "2022-05-02"  # midnight in Paris
    from hustings_signup.models import ConsentEvidence, Notice

    notice = Notice.objects.get(sha256=record.notice_sha256)
    assert notice.label_for("updates.campaign") == WORDS
    evidence = ConsentEvidence.objects.get(commitment=record.submission_commitment)
    assert evidence.content["file_sha256"] == batch.file_sha256
    assert evidence.content["row"] == 2
    assert evidence.content["stated_where"] == WHERE


def test_r9_long_words_stand_whole_in_the_proof(importer, client):
    from hustings_signup import links
    from hustings_signup.models import Notice
    from hustings_signup.proof.words import Words

    long = "Oui, écrivez-moi. " * 20 + "Fin"
    importer.run(HEADER + ROWS["A"].replace(WORDS, long) + "\n")
    client.post(links.path_to_stop(Supporter.objects.get()), {"List-Unsubscribe": "One-Click"})
    assert (
        Notice.objects.get(sha256=ConsentRecord.objects.first().notice_sha256).label_for(
            "updates.campaign"
        )
        == long
    )
    assert list(Words().faults()) == []


def test_r8_whoever_was_imported_has_a_way_to_stop(importer, client):
    from hustings_signup import links

    importer.run(HEADER + ROWS["A"] + "\n")
    path = links.path_to_stop(Supporter.objects.get())
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert active() == []


def test_a_file_may_hold_only_a_few_different_words(importer):
    from hustings_signup.importing import checking, running
    from hustings_signup.importing.counts import people

    rows = "".join(f"p{i}@example.org;oui;03/05/2022;text {i};{WHERE};;\n" for i in range(25))
    batch = importer.check(HEADER + rows)
    running.start(batch=batch, typed=people(batch))
    assert running.run(batch.pk) == "checked"
    batch.refresh_from_db()
    assert batch.failure == "TooManyWordings"
    assert supporters() == []
    assert checking.OPEN


@pytest.mark.parametrize("words", ["Moi, Ana Dupont, je veux", "oui: ana@example.org"])
def test_words_that_name_the_person_are_set_aside(importer, words):
    header = HEADER.strip() + ";nom\n"
    batch = importer.check(f"{header}ana@example.org;oui;03/05/2022;{words};{WHERE};;;Dupont\n")
    assert outcomes(batch) == {2: "quarantine.words"}


@pytest.mark.parametrize(
    ("cell", "month_first", "expected"),
    [
        ("2022-05-03", False, "2022-05-02T22:00:00+00:00"),
        ("2022-05-03 10:30:00", False, "2022-05-03T08:30:00+00:00"),
        ("2022-05-03T10:30:00-05:00", False, "2022-05-03T15:30:00+00:00"),
        ("2023-04-05 10:11:12 UTC", False, "2023-04-05T10:11:12+00:00"),
        ("03/05/2022", False, "2022-05-02T22:00:00+00:00"),
        ("03/05/2022", True, "2022-03-04T23:00:00+00:00"),
        ("02/03/2024 9:15 AM", True, "2024-02-03T08:15:00+00:00"),
        ("31/31/2022", False, None),
        ("1970-01-01", False, None),
        ("2031-01-01", False, None),
        ("yesterday", False, None),
        ("", False, None),
    ],
)
def test_moments_are_read_and_impossible_ones_are_none(cell, month_first, expected):
    found = moment(cell, month_first=month_first, now=NOW)
    assert (found.astimezone(UTC).isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("Yes", True), ("1", True), ("OUI", True), ("n", False), ("False", False), ("", None),
     ("maybe", None)],
)  # fmt: skip
def test_r10_blank_is_unknown_and_not_yes(cell, expected):
    assert boolean(cell) is expected


MAILBOXES = st.sampled_from([f"p{i}@example.org" for i in range(4)])
ANSWERS = st.sampled_from(["oui", "non", "", "peut-être"])
TIMES = st.sampled_from(["", "03/05/2022", "not a date"])
IPS = st.sampled_from(["", "192.0.2.1"])
GONE = st.sampled_from(["", "oui", "non"])
WITHOUT_WORDS = st.lists(
    st.tuples(MAILBOXES, ANSWERS, TIMES, st.just(""), st.just(WHERE), IPS, GONE), max_size=12
)
ANY = st.lists(
    st.tuples(MAILBOXES, ANSWERS, TIMES, st.sampled_from(["", WORDS]), st.just(WHERE), IPS, GONE),
    max_size=12,
)


def table(rows):
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(rows)
    return HEADER + file.getvalue()


def forget_people():
    """Each example starts with nobody; the ledger stays, as it must."""
    Supporter.objects.all().delete()
    from hustings_signup.models import ImportBar

    ImportAsk.objects.all().delete()
    ImportBar.objects.all().delete()


FEW = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(files=st.lists(WITHOUT_WORDS.filter(bool), min_size=1, max_size=3))
def test_r9_no_sequence_of_rows_without_proof_makes_a_consent(importer, files):
    forget_people()
    before = ConsentRecord.objects.count()
    for rows in files:
        importer.run(table(rows))
    assert not Subscription.objects.exists()
    assert not Supporter.objects.exists()
    assert ConsentRecord.objects.count() == before


@FEW
@given(files=st.lists(ANY.filter(bool), min_size=1, max_size=3))
def test_r10_a_refusal_wins_over_every_yes_wherever_it_stands(importer, files):
    forget_people()
    refused = set()
    for rows in files:
        batch = importer.run(table(rows))
        assert sum(batch.counts["outcomes"].values()) == len(rows) == batch.rows_count
        assert sum(batch.counts["reasons"].values()) == len(rows)
        refused |= {row[0] for row in rows if row[1] == "non" or row[6] == "oui"}
        assert not set(active()) & refused
        assert not ImportAsk.objects.filter(email_canonical__in=refused).exists()


def test_the_targets_and_the_header_of_these_tests_match(importer):
    batch = importer.upload(HEADER + ROWS["A"] + "\n")
    assert set(batch.mapping.values()) == {
        Target.EMAIL, Target.YES, Target.YES_AT, Target.WORDS, Target.SOURCE, Target.IP, Target.NO
    }  # fmt: skip
