"""What one submission writes, and what it leaves alone (consent.md R1, R2, R3)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_signup import ledger
from hustings_signup.mailbox import parse
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    Outbox,
    SubjectLink,
    Subscription,
    Supporter,
)
from hustings_signup.people import Person
from tests.signup.conftest import Signup


def types(submission) -> dict[str, str]:
    return dict(
        ConsentRecord.objects.filter(submission=submission.uuid).values_list("purpose", "type")
    )


def test_r2_every_purpose_offered_leaves_one_record(signup: Signup) -> None:
    submission = signup.submit(ticked=("updates.beyond",))
    assert types(submission) == {
        "updates.campaign": "requested",
        "updates.beyond": "requested",
        "volunteer.contact": "not_given",
    }


def test_r2_an_empty_box_never_withdraws_an_earlier_yes(signup: Signup) -> None:
    from hustings_signup import services

    services.confirm(submission=signup.submit(ticked=("updates.beyond",)))
    signup.submit()
    state = Subscription.objects.get(purpose="updates.beyond").state
    assert state == Subscription.State.ACTIVE


def test_r3_nobody_is_subscribed_before_confirming(signup: Signup) -> None:
    signup.submit(ticked=("updates.beyond",))
    assert set(Subscription.objects.values_list("state", flat=True)) == {"pending"}
    assert Supporter.objects.get().email_verified_at is None


def test_a_record_holds_the_words_the_page_and_a_valid_hash_but_no_person(signup: Signup) -> None:
    submission = signup.submit()
    record = ConsentRecord.objects.get(submission=submission.uuid, purpose="updates.campaign")
    assert record.notice_sha256 == signup.notice_fr.sha256
    assert record.label_sha256 == ledger.sha256("Je m’inscris")
    assert record.record_hash == ledger.record_hash(record)
    assert record.subject == SubjectLink.objects.get().subject
    stored = ledger.record_bytes(record).decode()
    assert "Léa" not in stored
    assert "example.org" not in stored


def test_r6_a_box_keeps_the_hash_of_its_own_words(signup: Signup) -> None:
    submission = signup.submit()
    record = ConsentRecord.objects.get(submission=submission.uuid, purpose="updates.beyond")
    assert record.label_sha256 == ledger.sha256("Oui, écrivez-moi aussi après le vote.")
    assert record.control == "unticked_box"


def test_the_hash_survives_the_way_through_the_database(signup: Signup) -> None:
    signup.submit(ticked=("updates.beyond",))
    for record in ConsentRecord.objects.all():
        assert record.record_hash == ledger.record_hash(record)


def test_evidence_matches_its_commitment_and_can_be_destroyed(signup: Signup) -> None:
    submission = signup.submit()
    record = ConsentRecord.objects.filter(submission=submission.uuid).first()
    network = ConsentEvidence.objects.get(kind="network")
    assert network.content["ip"] == "192.0.2.7"
    assert record.network_commitment == network.commitment
    assert network.commitment == ledger.commitment(network.salt, network.content)
    ConsentEvidence.objects.all().delete()
    record.refresh_from_db()
    assert record.record_hash == ledger.record_hash(record)


def test_the_same_mailbox_is_one_person(signup: Signup) -> None:
    signup.submit("Lea@Example.org")
    signup.submit("lea@example.ORG")
    assert Supporter.objects.count() == 1


def test_r15_a_stranger_cannot_rename_a_verified_person(signup: Signup) -> None:
    from hustings_signup import services

    services.confirm(submission=signup.submit())
    box = parse("lea@example.org")
    signup.submit(person=Person(mailbox=box, given_name="Mallory"))
    assert Supporter.objects.get().given_name == "Léa"


def test_the_mail_is_queued_in_the_same_transaction(signup: Signup) -> None:
    submission = signup.submit()
    row = Outbox.objects.get()
    assert (row.kind, row.submission, row.state) == ("confirm", submission, "queued")


def test_a_person_is_never_named_where_the_log_keeps_it(signup: Signup) -> None:
    submission = signup.submit()
    for thing in (submission, submission.supporter, Subscription.objects.first()):
        assert "lea" not in str(thing).lower()
        assert "Léa" not in str(thing)


def test_the_cost_of_one_submission_is_bounded(signup: Signup) -> None:
    signup.submit("first@example.org")
    with CaptureQueriesContext(connection) as captured:
        signup.submit("second@example.org", ticked=("updates.beyond",))
    statements = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]
    assert len(statements) <= 16


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a@example.org", "b@example.org"]),
            st.sets(st.sampled_from(["updates.beyond", "volunteer.contact"])),
            st.booleans(),
        ),
        max_size=6,
    )
)
@pytest.mark.django_db
def test_nobody_is_active_without_a_given_record(signup: Signup, story) -> None:
    """Whatever people send, active means: a `given` record for that person and purpose."""
    from hustings_signup import services

    for email, ticked, confirms in story:
        submission = signup.submit(email, ticked=tuple(ticked))
        if confirms:
            services.confirm(submission=submission)
    given = set(ConsentRecord.objects.filter(type="given").values_list("subject", "purpose"))
    for row in Subscription.objects.select_related("supporter__subject_link"):
        has_given = (row.supporter.subject_link.subject, row.purpose) in given
        assert (row.state == "active") == has_given
