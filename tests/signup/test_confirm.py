"""One press, and exactly what was asked for (consent.md R2, R3, R4)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_signup import ledger, services
from hustings_signup.models import ConsentRecord, Outbox, Subscription, Supporter
from hustings_signup.services.confirming import NotConfirmable
from tests.signup.conftest import Signup


def states() -> dict[str, str]:
    return dict(Subscription.objects.values_list("purpose", "state"))


def test_r3_one_press_gives_all_that_was_ticked_and_nothing_else(signup: Signup) -> None:
    submission = signup.submit(ticked=("updates.beyond",))
    services.confirm(submission=submission)
    given = ConsentRecord.objects.filter(submission=submission.uuid, type="given")
    assert set(given.values_list("purpose", flat=True)) == {"updates.campaign", "updates.beyond"}
    assert states() == {"updates.campaign": "active", "updates.beyond": "active"}


def test_each_given_record_names_the_request_it_confirms(signup: Signup) -> None:
    submission = signup.submit()
    services.confirm(submission=submission)
    requested = ConsentRecord.objects.get(type="requested")
    given = ConsentRecord.objects.get(type="given")
    assert given.confirms == requested.uuid
    assert given.notice_sha256 == requested.notice_sha256
    assert given.label_sha256 == requested.label_sha256
    assert given.record_hash == ledger.record_hash(given)


def test_r3_the_smaller_button_confirms_the_act_alone(signup: Signup) -> None:
    submission = signup.submit(ticked=("updates.beyond",))
    services.confirm(submission=submission, only_act=True)
    assert states() == {"updates.campaign": "active", "updates.beyond": "expired"}
    left_out = ConsentRecord.objects.get(purpose="updates.beyond", confirms__isnull=False)
    assert left_out.type == "not_given"


def test_r3_the_smaller_button_leaves_an_earlier_yes_alone(signup: Signup) -> None:
    services.confirm(submission=signup.submit(ticked=("updates.beyond",)))
    services.confirm(submission=signup.submit(ticked=("updates.beyond",)), only_act=True)
    assert states()["updates.beyond"] == "active"


def test_confirming_twice_changes_nothing_the_date_included(signup: Signup) -> None:
    submission = signup.submit()
    first = services.confirm(submission=submission).confirmed_at
    records = ConsentRecord.objects.count()
    since = Subscription.objects.get().since
    again = services.confirm(submission=submission, at=timezone.now() + timedelta(days=1))
    assert again.confirmed_at == first
    assert ConsentRecord.objects.count() == records
    assert Subscription.objects.get().since == since
    assert Outbox.objects.filter(kind="confirmed").count() == 1


def test_r3_confirming_verifies_the_mailbox_and_takes_over_the_name(signup: Signup) -> None:
    services.confirm(submission=signup.submit())
    person = Supporter.objects.get()
    assert person.email_verified_at is not None
    assert person.given_name == "Léa"


def test_r3_a_verified_mailbox_does_not_confirm_a_new_act_by_itself(signup: Signup) -> None:
    services.confirm(submission=signup.submit())
    second = signup.submit(ticked=("volunteer.contact",))
    assert second.confirmed_at is None
    assert states()["volunteer.contact"] == "pending"


def test_r3_a_press_confirms_no_other_form_that_waits(signup: Signup) -> None:
    other = signup.submit(ticked=("volunteer.contact",))
    services.confirm(submission=signup.submit(ticked=("updates.beyond",)))
    given = ConsentRecord.objects.filter(type="given").values_list("purpose", flat=True)
    assert set(given) == {"updates.campaign", "updates.beyond"}
    assert states()["volunteer.contact"] == "pending"
    other.refresh_from_db()
    assert other.confirmed_at is None


def test_after_seven_days_it_is_too_late(signup: Signup) -> None:
    submission = signup.submit(at=timezone.now() - timedelta(days=7, minutes=1))
    with pytest.raises(NotConfirmable, match="expired"):
        services.confirm(submission=submission)
    assert not ConsentRecord.objects.filter(type="given").exists()


def test_the_old_link_stays_valid_when_the_form_is_sent_again(signup: Signup) -> None:
    first = signup.submit()
    signup.submit()
    services.confirm(submission=first)
    assert states() == {"updates.campaign": "active"}


def test_a_held_submission_cannot_be_confirmed_until_released(signup: Signup) -> None:
    from hustings_signup.visits import Visit

    submission = signup.submit(visit=Visit(held_reason="no_origin"))
    with pytest.raises(NotConfirmable, match="held"):
        services.confirm(submission=submission)
    assert Outbox.objects.count() == 0
    assert services.release(submission=submission)
    assert Outbox.objects.get().kind == "confirm"
    services.confirm(submission=submission)
    assert states() == {"updates.campaign": "active"}


def test_releasing_twice_sends_one_mail(signup: Signup) -> None:
    from hustings_signup.visits import Visit

    submission = signup.submit(visit=Visit(held_reason="no_origin"))
    assert services.release(submission=submission)
    assert not services.release(submission=submission)
    assert Outbox.objects.count() == 1
