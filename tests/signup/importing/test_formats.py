"""Exports of other tools are recognised by their header, and each row comes out as it should."""

import io
import zipfile

import pytest

from hustings_signup.importing import formats, names
from hustings_signup.importing.errors import Unreadable
from hustings_signup.models import ImportRow
from tests.signup.importing.conftest import (
    ACTION_NETWORK,
    CONSENTS,
    MAILCHIMP,
    NATIONBUILDER,
    PROVED,
    WHERE,
    WORDS,
    active,
    outcomes,
)


def test_a_nationbuilder_export_gives_bare_yeses_and_refusals(importer):
    batch = importer.check(NATIONBUILDER)
    assert batch.format == "nationbuilder"
    assert outcomes(batch) == {
        2: "ask",  # email_opt_in: true when nobody ever said anything, so a bare yes
        3: "refusal.refused",
        4: "refusal.bounced",
        5: "refusal.refused",
        6: "refused.no_proof",
        7: "refusal.refused",
    }
    assert batch.counts["grades"] == {"C": 1, "D": 1}


def test_the_created_date_of_nationbuilder_is_no_date_of_consent(importer):
    batch = importer.check(NATIONBUILDER, words=WORDS, words_source=WHERE)
    assert "A" not in batch.counts["grades"]


def test_an_action_network_report_is_of_grade_b_without_words_and_a_with_them(importer):
    batch = importer.check(ACTION_NETWORK)
    assert batch.format == "action_network"
    assert outcomes(batch) == {
        2: "ask",
        3: "refusal.refused",
        4: "refusal.bounced",
        5: "refusal.refused",
        6: "refused.no_proof",
    }
    assert batch.counts["grades"] == {"B": 1, "D": 1}
    proved = importer.check(ACTION_NETWORK, words=WORDS, words_source=WHERE)
    assert outcomes(proved)[2] == "consent"


def test_the_three_files_of_mailchimp_come_together_and_the_refusal_wins(importer):
    batch = importer.check(MAILCHIMP)
    assert batch.format == "mailchimp"
    assert [section["name"] for section in batch.sections] == [
        "subscribed",
        "unsubscribed",
        "cleaned",
    ]
    found = [
        (row.section, row.number, row.outcome, row.reason, row.grade)
        for row in batch.results.order_by("section", "number")
    ]
    assert found == [
        (0, 2, "ask", "", "B"),
        (0, 3, "ask", "", "C"),
        (0, 4, "kept_out", "refused_here", ""),
        (1, 2, "refusal", "refused", ""),
        (2, 2, "refusal", "bounced", ""),
    ]


def test_the_zip_of_mailchimp_is_the_same_as_its_files(importer):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in MAILCHIMP.items():
            archive.writestr(f"audience/{name}", text)
        archive.writestr("__MACOSX/._x.csv", "x")
    zipped = importer.check({"audience.zip": file.getvalue()})
    assert zipped.counts == importer.check(MAILCHIMP).counts


def test_two_files_that_are_not_of_one_mailchimp_export_are_refused(importer):
    with pytest.raises(Unreadable) as caught:
        importer.upload({"a.csv": PROVED, "b.csv": PROVED})
    assert caught.value.code == "several"
    assert not ImportRow.objects.exists()


def test_r9_accepts_and_refuse_columns_count_for_their_own_channel(importer):
    batch = importer.check(CONSENTS)
    assert batch.format == "consents"
    assert outcomes(batch) == {2: "ask", 3: "refusal.refused", 4: "refused.no_proof"}


def test_a_table_with_words_time_and_source_is_proof(importer):
    batch = importer.run(PROVED)
    assert batch.format == "generic"
    assert active() == ["ana@example.org", "bob@example.org"]


def test_r10_refused_columns_are_named_and_nothing_of_them_is_stored(importer):
    batch = importer.upload(NATIONBUILDER)
    assert batch.refused_columns == [
        "facebook_username",
        "inferred_support_level",
        "party",
        "religion",
        "state_file_id",
        "support_level",
        "twitter_login",
    ]
    stored = " ".join(ImportRow.objects.values_list("cells", flat=True))
    assert "ana@example.org" in stored
    assert "catholic" not in stored
    assert "ana.un" not in stored
    assert not set(batch.mapping) & set(batch.refused_columns)


@pytest.mark.parametrize(
    "name",
    [
        "religion", "Église", "ethnicity", "party", "Parti politique", "support_level",
        "inferred_party", "inferred support level", "priority_score", "state_voter_id",
        "county_file_id", "dwid", "VANID", "facebook_username", "twitter_login", "linkedin_id",
        "MEMBER_RATING", "capital", "date de naissance", "DOB", "sex", "Bureau de vote", "profile",
    ],
)  # fmt: skip
def test_r10_columns_nobody_should_hold_are_refused_by_name(name):
    assert names.is_refused(name)


@pytest.mark.parametrize("name", ["email", "Nom", "ville", "note", "tag_list", "source", "zip"])
def test_ordinary_columns_are_not(name):
    assert not names.is_refused(name)


def test_no_proposal_gives_one_thing_to_two_columns():
    proposed = formats.propose("nationbuilder", ["email", "email1", "language", "locale"])
    assert proposed == {"email": "email", "email1": "", "language": "language", "locale": ""}
