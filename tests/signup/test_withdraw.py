"""Leaving is as easy as coming (consent.md R4, R8), and "this was not me"."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_signup import ledger, outbox, services
from hustings_signup.models import ConsentRecord, Outbox, Subscription, Supporter, Suppression
from hustings_signup.services.confirming import NotConfirmable
from tests.signup.conftest import Signup


@pytest.fixture
def lea(signup: Signup) -> Supporter:
    services.confirm(submission=signup.submit(ticked=("updates.beyond",)))
    return Supporter.objects.get()


def states() -> dict[str, str]:
    return dict(Subscription.objects.values_list("purpose", "state"))


def test_r8_withdrawing_one_purpose_leaves_the_other(lea: Supporter) -> None:
    assert services.withdraw(supporter=lea, purpose_keys=["updates.beyond"]) == ["updates.beyond"]
    assert states() == {"updates.campaign": "active", "updates.beyond": "withdrawn"}


def test_r8_withdrawing_all_writes_one_record_each(lea: Supporter) -> None:
    services.withdraw(supporter=lea)
    withdrawn = ConsentRecord.objects.filter(type="withdrawn")
    assert set(withdrawn.values_list("purpose", flat=True)) == set(states())
    for record in withdrawn:
        assert record.record_hash == ledger.record_hash(record)
        assert record.subject == lea.subject_link.subject


def test_withdrawing_twice_changes_nothing(lea: Supporter) -> None:
    services.withdraw(supporter=lea)
    records = ConsentRecord.objects.count()
    assert services.withdraw(supporter=lea, at=timezone.now() + timedelta(days=1)) == []
    assert ConsentRecord.objects.count() == records


def test_who_withdrew_can_come_back_by_a_new_confirmed_request(
    signup: Signup, lea: Supporter
) -> None:
    services.withdraw(supporter=lea)
    again = signup.submit()
    assert states()["updates.campaign"] == "pending"
    services.confirm(submission=again)
    assert states() == {"updates.campaign": "active", "updates.beyond": "withdrawn"}


def test_r8_the_mail_queued_earlier_no_longer_lists_what_was_withdrawn(
    lea: Supporter, mailoutbox
) -> None:
    row = Outbox.objects.get(kind="confirmed")
    services.withdraw(supporter=lea)
    assert outbox.send_one(row.pk) == "done"
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers


def test_r19_not_me_voids_what_waits_and_silences_the_mailbox(signup: Signup, mailoutbox) -> None:
    submission = signup.submit()
    services.disown(submission=submission)
    assert states() == {"updates.campaign": "suppressed"}
    submission.refresh_from_db()
    with pytest.raises(NotConfirmable):
        services.confirm(submission=submission)
    signup.submit()
    rows = [outbox.send_one(row.pk) for row in Outbox.objects.all()]
    assert rows == ["unwanted"]
    assert mailoutbox == []


def test_r2_this_was_not_me_is_a_refusal_of_each_thing_asked_for(signup: Signup) -> None:
    submission = signup.submit(ticked=("updates.beyond",))
    services.disown(submission=submission)
    refused = ConsentRecord.objects.filter(type="refused", actor="data_subject")
    assert set(refused.values_list("purpose", flat=True)) == {"updates.campaign", "updates.beyond"}


def test_not_me_does_not_touch_what_was_confirmed_before(signup: Signup, lea: Supporter) -> None:
    services.disown(submission=signup.submit(ticked=("volunteer.contact",)))
    assert states()["updates.campaign"] == "active"
    assert states()["volunteer.contact"] == "suppressed"


def test_after_thirty_days_the_holder_may_ask_again_and_confirming_ends_the_suppression(
    signup: Signup,
) -> None:
    long_ago = timezone.now() - timedelta(days=31)
    services.disown(submission=signup.submit(at=long_ago), at=long_ago)
    again = signup.submit()
    assert Outbox.objects.filter(submission=again, kind="confirm").exists()
    services.confirm(submission=again)
    assert states() == {"updates.campaign": "active"}
    assert not Suppression.objects.exists()


def test_the_suppression_holds_no_address(signup: Signup) -> None:
    services.disown(submission=signup.submit())
    assert "example" not in Suppression.objects.get().mailbox_hash
