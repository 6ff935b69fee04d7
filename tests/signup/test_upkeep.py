"""What the clock keeps in order."""

from datetime import timedelta

from django.utils import timezone

from hustings_home import jobs
from hustings_signup import ledger, services, upkeep
from hustings_signup.models import ConsentRecord, Subscription
from tests.signup.conftest import Signup


def test_what_nobody_confirmed_in_seven_days_expires_and_is_recorded(signup: Signup) -> None:
    signup.submit(at=timezone.now() - timedelta(days=8))
    assert upkeep.expire_unconfirmed() == 1
    assert Subscription.objects.get().state == "expired"
    record = ConsentRecord.objects.get(type="expired")
    assert (record.actor, record.channel) == ("system", "retention")
    assert record.record_hash == ledger.record_hash(record)


def test_running_it_again_changes_nothing(signup: Signup) -> None:
    signup.submit(at=timezone.now() - timedelta(days=8))
    upkeep.expire_unconfirmed()
    assert upkeep.expire_unconfirmed() == 0
    assert ConsentRecord.objects.filter(type="expired").count() == 1


def test_what_is_younger_or_confirmed_stays(signup: Signup) -> None:
    signup.submit("young@example.org", at=timezone.now() - timedelta(days=6))
    week_ago = timezone.now() - timedelta(days=8)
    services.confirm(submission=signup.submit("old@example.org", at=week_ago), at=week_ago)
    assert upkeep.expire_unconfirmed() == 0


def test_tick_knows_these_jobs() -> None:
    names = {job.name for job in jobs.registered()}
    assert {"requeue-mails", "expire-unconfirmed", "prune-limits"} <= names
