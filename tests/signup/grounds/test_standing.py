"""What a person's records amount to."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings_home.inventory import Ground
from hustings_signup.grounds.standing import ENDS, Statement, standing
from hustings_signup.models import ConsentRecord

Type = ConsentRecord.Type
START = datetime(2026, 11, 1, tzinfo=UTC)
NEWS, SIGN = "updates.campaign", "petition.sign"
FORMS = [None, UUID(int=1), UUID(int=2)]


def said(*kinds, purpose=NEWS, submission=None):
    """Statements one minute after another."""
    return [
        Statement(START + timedelta(minutes=number), number, purpose, str(kind), submission)
        for number, kind in enumerate(kinds)
    ]


statements = st.lists(
    st.builds(
        Statement,
        at=st.integers(0, 9).map(lambda minute: START + timedelta(minutes=minute)),
        pk=st.integers(1, 10**6),
        purpose=st.sampled_from([NEWS, SIGN]),
        type=st.sampled_from([str(kind.value) for kind in Type]),
        submission=st.sampled_from(FORMS),
    ),
    unique_by=lambda statement: statement.pk,
    max_size=12,
)


@pytest.mark.parametrize("kind", sorted(ConsentRecord.YES))
def test_a_yes_is_a_ground(kind):
    assert standing(said(kind), is_waiting=False).ground() == Ground.CONSENT


@pytest.mark.parametrize("kind", sorted(ENDS))
def test_after_an_end_no_consent_is_in_force(kind):
    found = standing(said(Type.GIVEN, kind), is_waiting=False)
    assert found.live == set()
    assert found.ground() == Ground.DUTY  # what was, has to be shown


def test_a_request_is_a_ground_only_while_it_waits():
    asked = said(Type.REQUESTED)
    assert standing(asked, is_waiting=True).ground() == Ground.PENDING
    assert standing(asked, is_waiting=False).ground() is None


def test_a_request_that_expired_leaves_no_ground():
    assert standing(said(Type.REQUESTED, Type.EXPIRED), is_waiting=False).ground() is None


def test_r2_an_empty_box_is_no_consent_and_ends_none():
    assert standing(said(Type.NOT_GIVEN), is_waiting=True).ground() is None
    assert standing(said(Type.GIVEN, Type.NOT_GIVEN), is_waiting=False).live == {NEWS}


def test_r3_taking_back_one_signature_leaves_the_other():
    first, second = FORMS[1], FORMS[2]
    found = standing(
        [
            Statement(START, 1, SIGN, Type.GIVEN, first),
            Statement(START, 2, SIGN, Type.GIVEN, second),
            Statement(START + timedelta(minutes=1), 3, SIGN, Type.WITHDRAWN, first),
        ],
        is_waiting=False,
    )
    assert found.live == {SIGN}


def test_r8_leaving_a_list_ends_it_by_whatever_form_it_was_asked_for():
    first, second = FORMS[1], FORMS[2]
    asked = said(Type.GIVEN, submission=first) + said(Type.GIVEN, submission=second)
    left = Statement(START + timedelta(hours=1), 9, NEWS, Type.WITHDRAWN, first)
    assert standing([*asked, left], is_waiting=False).live == set()


def test_r3_a_form_that_ran_out_ends_no_yes_of_another_form():
    given = said(Type.GIVEN, submission=FORMS[1])
    ran_out = [Statement(START + timedelta(hours=1), 9, NEWS, str(Type.EXPIRED), FORMS[2])]
    assert standing([*given, *ran_out], is_waiting=False).live == {NEWS}
    of_its_own = [ran_out[0]._replace(submission=FORMS[1])]
    assert standing([*given, *of_its_own], is_waiting=False).live == set()


def test_one_purpose_says_nothing_about_another():
    found = standing(said(Type.GIVEN, purpose=SIGN), is_waiting=False)
    assert found.ground(NEWS) is None


@given(statements, st.booleans())
def test_a_consent_in_force_always_has_a_yes_behind_it(spoken, waits):
    found = standing(spoken, is_waiting=waits)
    for purpose in found.live:
        assert any(one.purpose == purpose and one.type in ConsentRecord.YES for one in spoken)


@given(statements, st.sampled_from([NEWS, SIGN]), st.sampled_from(sorted(ConsentRecord.NO)))
def test_r8_after_a_last_no_nothing_is_in_force(spoken, purpose, kind):
    last = Statement(START + timedelta(days=1), 10**7, purpose, str(kind), None)
    assert purpose not in standing([*spoken, last], is_waiting=True).live


@given(st.permutations(said(Type.REQUESTED, Type.GIVEN, Type.WITHDRAWN, Type.GIVEN)))
def test_the_order_of_reading_changes_nothing(shuffled):
    assert standing(shuffled, is_waiting=False).live == {NEWS}
