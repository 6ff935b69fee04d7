"""What lies beside people: addresses of machines, links, mails, coded mailboxes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hustings_signup import ledger, links
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    Link,
    Outbox,
    Submission,
    Suppression,
)
from hustings_signup.retention import periods
from tests.signup.retention.conftest import SECOND, run

NOW = timezone.now()
MONTH = timedelta(days=30)


@pytest.mark.parametrize(("age", "left"), [(MONTH - SECOND, 1), (MONTH, 0)])
def test_r14_addresses_of_machines_go_after_thirty_days(people, age, left):
    people.join(at=NOW - age)
    run(NOW)
    assert ConsentEvidence.objects.filter(kind="network").count() == left


def test_r14_what_was_typed_stays_and_the_records_still_verify(people):
    people.join(at=NOW - MONTH)
    before = list(ConsentRecord.objects.values_list("record_hash", flat=True))
    run(NOW)
    kept = ConsentEvidence.objects.get()
    assert kept.kind == "submission"
    assert ledger.commitment(kept.salt, kept.content) == kept.commitment
    assert [ledger.record_hash(record) for record in ConsentRecord.objects.all()] == before


@pytest.mark.parametrize(("age", "left"), [(MONTH - SECOND, 1), (MONTH, 0)])
def test_r14_a_link_goes_thirty_days_after_it_expired(people, age, left):
    lea = people.join()
    sent = Submission.objects.get(supporter=lea)
    links.make(kind="confirm", supporter=lea, submission=sent, expires_at=NOW - age)
    run(NOW)
    assert Link.objects.filter(kind="confirm").count() == left
    assert Link.objects.filter(kind="unsubscribe").exists()


@pytest.mark.parametrize(("age", "left"), [(90, 0), (89, 1)])
def test_r14_the_list_of_sent_mails_goes_after_ninety_days(people, age, left):
    people.join()
    at = NOW - timedelta(days=age)
    Outbox.objects.filter(kind="confirmed").update(state="done", finished_at=at)
    Outbox.objects.exclude(kind="confirmed").update(state="retry", finished_at=None)
    run(NOW)
    assert Outbox.objects.filter(kind="confirmed").count() == left
    assert Outbox.objects.filter(state="retry").exists()


@pytest.mark.parametrize(("late", "left"), [(-SECOND, 1), (timedelta(0), 0)])
def test_r14_a_suppression_has_a_period_of_its_own(campaign, late, left):
    made = datetime(2023, 5, 1, 9, 0, tzinfo=UTC)
    Suppression.objects.create(
        site=campaign.site, mailbox_hash="1:ab", reason="erased", created_at=made
    )
    run(periods.months_after(made, 36) + late)
    assert Suppression.objects.count() == left


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),
    st.integers(0, 60),
)
def test_months_are_those_of_the_calendar(moment, months):
    later = timezone.localtime(periods.months_after(moment, months))
    start = timezone.localtime(moment)
    assert (later.year * 12 + later.month) - (start.year * 12 + start.month) == months
    assert later.day <= start.day
    assert later.day == start.day or (later + timedelta(days=1)).day == 1


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))
def test_more_months_are_never_less_time(moment):
    ends = [periods.months_after(moment, months) for months in range(14)]
    assert ends == sorted(ends)
