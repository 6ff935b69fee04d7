"""Names under a petition go six months after it closed; the count stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_petitions import services, tally
from hustings_petitions.models import Petition, Signature
from hustings_signup import services as signup
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    PlannedEnd,
    RetentionRun,
    Submission,
    Supporter,
)
from hustings_signup.retention import periods, running
from tests.petitions.conftest import sign
from tests.signup.retention.conftest import SECOND

SIGNED = timezone.now() - timedelta(days=100)
CLOSED = SIGNED + timedelta(days=10)
END = periods.months_after(CLOSED, 6)
WEEK = timedelta(days=7)


def run(at) -> dict[str, RetentionRun]:
    return {found.rule: found for found in running.run(at=at)}


def signed(page, address="marie@example.org", *, news=False, at=SIGNED) -> Signature:
    """A signature that counts, of a hundred days ago."""
    submission = sign(page, address, at=at, news=news)
    signup.confirm(submission=submission, at=at, send_mail=False)
    return services.signature_of(submission)


@pytest.fixture
def closed(petitions):
    """A petition with three signatures and one taken back, closed ninety days ago."""
    for name in ("a", "b", "c"):
        signed(petitions.fr, f"{name}@example.org")
    services.withdraw(signature=signed(petitions.fr, "d@example.org"), at=SIGNED + SECOND)
    tally.fold()
    Petition.objects.update(closes_at=CLOSED)
    run(END - WEEK)
    return petitions


def names() -> set[str]:
    return set(Signature.objects.values_list("given_name", flat=True))


@pytest.mark.parametrize(("late", "left"), [(-SECOND, {"Marie", ""}), (timedelta(0), {""})])
def test_r14_petition_names_go_six_months_after_closing(closed, late, left):
    run(END + late)
    assert names() == left


def test_r14_the_count_stays_when_the_names_go(closed):
    before = closed.row.count
    run(END)
    tally.fold()
    tally.recount()
    assert closed.row.count == before == 3
    states = sorted(Signature.objects.values_list("state", flat=True))
    assert states == ["anonymised"] * 3 + ["withdrawn"]
    assert not Signature.objects.exclude(supporter=None).exists()
    assert not Signature.objects.exclude(mailbox_key=None).exists()


def test_r14_who_came_only_to_sign_goes_with_what_they_typed(closed):
    run(END)
    # Who took the signature back has said no: remembered for a month, then gone too.
    assert not Supporter.objects.exists()
    assert not Submission.objects.exists()
    assert not ConsentEvidence.objects.exists()


def test_r14_the_ledger_says_that_the_agreement_to_sign_expired(closed):
    run(END)
    ended = ConsentRecord.objects.filter(type="expired", purpose="petition.sign")
    assert ended.count() == 3
    assert {(row.actor, row.channel, row.source) for row in ended} == {
        ("system", "retention", closed.row.ref)
    }


def test_r14_who_asked_for_the_news_too_stays_with_the_proof_of_it(petitions):
    signature = signed(petitions.fr, "lea@example.org", news=True)
    Petition.objects.update(closes_at=CLOSED)
    run(END - WEEK)
    run(END)
    signature.refresh_from_db()
    assert (signature.state, signature.given_name, signature.supporter) == ("anonymised", "", None)
    lea = Supporter.objects.get()
    assert lea.subscriptions.get().state == "active"
    assert lea.submissions.filter(act="petition.sign").exists()


def test_r14_an_open_petition_keeps_its_names(petitions):
    signed(petitions.fr)
    run(END + timedelta(days=200))
    assert names() == {"Marie"}


def test_r14_a_petition_opened_again_is_planned_no_more(closed):
    assert PlannedEnd.objects.get(rule="petitions.names").people == 4
    Petition.objects.update(closes_at=None)
    run(END)
    assert not PlannedEnd.objects.exists()
    assert "Marie" in names()


def test_r14_a_closed_petition_is_exempt_from_the_brake(petitions):
    for number in range(101):
        signed(petitions.fr, f"p{number}@example.org")
    Petition.objects.update(closes_at=CLOSED)
    run(END - WEEK)
    assert run(END)["petitions.names"].applied == 101
    assert not Supporter.objects.exists()


def test_r14_a_signature_nobody_confirmed_goes_after_seven_days(petitions):
    sign(petitions.fr, at=SIGNED)
    run(SIGNED + WEEK - SECOND)
    assert names() == {"Marie"}
    run(SIGNED + WEEK)
    assert names() == {""}
    assert not Supporter.objects.exists()
    assert ConsentRecord.objects.filter(type="expired", purpose="petition.sign").exists()


def test_r14_a_petition_does_not_end_twice(closed):
    run(END)
    records = ConsentRecord.objects.count()
    assert run(END + timedelta(days=1))["petitions.names"].counted == 0
    assert ConsentRecord.objects.count() == records
