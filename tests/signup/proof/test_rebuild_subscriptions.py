"""The list is a cache: whatever happened, the ledger alone gives the same rows."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_signup import services, upkeep
from hustings_signup.models import ConsentRecord, Submission, Subscription, Supporter
from hustings_signup.proof.rebuilding import differences
from hustings_signup.visits import Visit
from tests.signup.conftest import Signup
from tests.signup.histories import BOXES, BY_PEOPLE, HOURS, play


def rows() -> list[tuple]:
    columns = ("supporter", "purpose", "state", "since", "notice_sha256")
    return sorted(Subscription.objects.values_list(*columns))


def rebuild(**options: object) -> str:
    out = StringIO()
    call_command("rebuild_subscriptions", stdout=out, **options)
    return out.getvalue()


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(st.tuples(st.one_of(*BY_PEOPLE), HOURS), max_size=14),
)
def test_whatever_was_done_the_records_give_the_rows_that_are_stored(
    signup: Signup, steps: list[tuple]
) -> None:
    at = timezone.now() - timedelta(days=200)
    with transaction.atomic():
        for step, hours in steps:
            at += timedelta(hours=hours, seconds=1)
            play(signup, step, at)
        stored = rows()
        assert list(map(str, differences(dry_run=True))) == []
        Subscription.objects.all().delete()
        list(differences(dry_run=False))
        assert rows() == stored
        transaction.set_rollback(True)


def test_a_form_that_ran_out_before_staff_released_it_put_nobody_on_a_list(
    signup: Signup,
) -> None:
    sent = timezone.now() - timedelta(days=8)
    held = signup.submit(visit=Visit(held_reason="no_origin"), at=sent)
    signup.submit(at=timezone.now() - timedelta(days=5))
    before = rows()
    play(signup, ("tidy",), timezone.now())
    assert not Submission.objects.filter(pk=held.pk).exists()
    assert rows() == before
    assert rebuild() == "Every subscription is what the ledger says.\n"


@pytest.fixture
def lea(signup: Signup) -> Supporter:
    services.confirm(submission=signup.submit(ticked=BOXES))
    return Supporter.objects.get()


def test_r2_an_empty_box_takes_nothing_away_when_the_list_is_made_anew(
    signup: Signup, lea: Supporter
) -> None:
    services.confirm(submission=signup.submit())  # both boxes empty this time
    before = rows()
    Subscription.objects.all().delete()
    rebuild()
    assert rows() == before
    assert {state for _who, _purpose, state, *_rest in before} == {"active"}


def test_nothing_to_do_is_said(lea: Supporter) -> None:
    assert rebuild() == "Every subscription is what the ledger says.\n"


def test_a_dry_run_lists_and_writes_nothing(lea: Supporter) -> None:
    Subscription.objects.filter(purpose="updates.beyond").update(state="withdrawn")
    before = rows()
    said = rebuild(dry_run=True)
    assert f"Supporter {lea.pk}, updates.beyond: stored withdrawn" in said
    assert "1 would change; nothing was written." in said
    assert "example.org" not in said
    assert rows() == before


def test_a_row_slipped_in_by_sql_goes_and_a_lost_one_comes_back(lea: Supporter) -> None:
    before = rows()
    now = timezone.now()
    Subscription.objects.filter(purpose="updates.campaign").delete()
    Subscription.objects.create(
        supporter=lea, purpose="sms.campaign", state="active", since=now, notice_sha256=""
    )
    assert "2 put right." in rebuild()
    assert rows() == before


def test_rebuilding_writes_no_record(lea: Supporter) -> None:
    Subscription.objects.all().delete()
    records = ConsentRecord.objects.count()
    rebuild()
    assert ConsentRecord.objects.count() == records


def test_a_released_submission_waits_seven_days_from_its_release(signup: Signup) -> None:
    sent = timezone.now() - timedelta(days=6)
    submission = signup.submit(visit=Visit(held_reason="no_origin"), at=sent)
    assert not Subscription.objects.exists()
    released = timezone.now()
    services.release(submission=submission, at=released)
    row = Subscription.objects.get()
    assert (row.state, row.since) == ("pending", released)
    assert upkeep.expire_unconfirmed(at=released + timedelta(days=6)) == 0
    assert upkeep.expire_unconfirmed(at=released + timedelta(days=7)) == 1
