"""The list is a cache: whatever happened, the ledger alone gives the same rows."""

import contextlib
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
from hustings_signup.retention import unconfirmed
from hustings_signup.services.confirming import NotConfirmable
from hustings_signup.visits import Visit
from tests.signup.conftest import Signup

BOXES = ("updates.beyond", "volunteer.contact")
PURPOSES = ("updates.campaign", *BOXES)


def rows() -> list[tuple]:
    columns = ("supporter", "purpose", "state", "since", "notice_sha256")
    return sorted(Subscription.objects.values_list(*columns))


def rebuild(**options: object) -> str:
    out = StringIO()
    call_command("rebuild_subscriptions", stdout=out, **options)
    return out.getvalue()


STEPS = st.one_of(
    st.tuples(
        st.just("submit"),
        st.sampled_from(["lea", "tom"]),
        st.sets(st.sampled_from(BOXES)),
        st.booleans(),
    ),
    st.tuples(st.just("confirm"), st.integers(0, 5), st.booleans()),
    st.tuples(
        st.just("withdraw"), st.integers(0, 1), st.none() | st.sets(st.sampled_from(PURPOSES))
    ),
    st.tuples(st.just("disown"), st.integers(0, 5)),
    st.tuples(st.just("release"), st.integers(0, 5)),
    st.tuples(st.just("expire")),
    st.tuples(st.just("tidy")),
)


def play(signup: Signup, step: tuple, at) -> None:
    """One step; those that do not apply (nothing sent yet, too late) change nothing."""
    what, *rest = step
    if what == "submit":
        name, ticked, is_held = rest
        visit = Visit(held_reason="no_origin" if is_held else "")
        signup.submit(f"{name}@example.org", ticked=tuple(ticked), visit=visit, at=at)
    elif what == "expire":
        upkeep.expire_unconfirmed(at=at)
    elif what == "tidy":
        unconfirmed.end_submissions(unconfirmed.due_submissions(signup.campaign.site, at), at)
    elif what == "withdraw":
        supporters = list(Supporter.objects.order_by("pk"))
        if rest[0] < len(supporters):
            services.withdraw(supporter=supporters[rest[0]], purpose_keys=rest[1], at=at)
    else:
        submissions = list(Submission.objects.order_by("pk"))
        if rest[0] >= len(submissions):
            return
        submission = submissions[rest[0]]
        if what == "disown":
            services.disown(submission=submission, at=at)
        elif what == "release":
            services.release(submission=submission, at=at)
        else:
            with contextlib.suppress(NotConfirmable):
                services.confirm(submission=submission, only_act=rest[1], at=at)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(st.tuples(STEPS, st.sampled_from([0, 1, 20, 80, 170])), max_size=14),
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
