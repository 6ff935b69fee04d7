"""People of some age, a day of the vote, and the run that `tick` makes once a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from hustings_home.models import IdentitySettings
from hustings_signup import ledger, services
from hustings_signup.models import (
    ConsentRecord,
    Notice,
    RetentionRun,
    SubjectLink,
    Subscription,
    Supporter,
)
from hustings_signup.retention import running
from tests.signup.conftest import Signup, make_notice

SECOND = timedelta(seconds=1)
CAMPAIGN, BEYOND, VOLUNTEER = "updates.campaign", "updates.beyond", "volunteer.contact"
LAST_ROUND = date(2027, 4, 25)
#: Thirty days after the last round, 00:00 at the clocks of the campaign.
END = timezone.make_aware(datetime.combine(LAST_ROUND + timedelta(days=30), time.min))


def run(at: datetime, **options: object) -> dict[str, RetentionRun]:
    """One complete pass at a moment, by rule."""
    return {found.rule: found for found in running.run(at=at, **options)}


@dataclass
class People:
    """Makes supporters of the site through the services."""

    signup: Signup

    def ask(self, email: str, *, at: datetime, ticked: tuple[str, ...] = ()):
        """A form nobody confirmed yet."""
        return self.signup.submit(email, at=at, ticked=ticked, send_mail=False)

    def join(
        self,
        email: str = "lea@example.org",
        *,
        at: datetime | None = None,
        ticked: tuple[str, ...] = (),
    ) -> Supporter:
        """Somebody who confirmed their sign-up to the news."""
        at = at or timezone.now()
        submission = self.ask(email, at=at, ticked=ticked)
        services.confirm(submission=submission, at=at, send_mail=False)
        return Supporter.objects.get(pk=submission.supporter_id)

    def crowd(self, count: int, *, at: datetime, prefix: str = "p") -> list[Supporter]:
        """So many of them, written at once with what `join` leaves of each that matters here."""
        notice = self.signup.notice_fr
        found = Supporter.objects.bulk_create(
            Supporter(
                site=notice.site,
                email=f"{prefix}{number}@example.org",
                email_canonical=f"{prefix}{number}@example.org",
                locale="fr",
                created_at=at,
                email_verified_at=at,
            )
            for number in range(count)
        )
        owners = SubjectLink.objects.bulk_create(SubjectLink(supporter=one) for one in found)
        words = {"purpose": CAMPAIGN, "notice_sha256": notice.sha256}
        Subscription.objects.bulk_create(
            Subscription(supporter=one, state="active", since=at, **words) for one in found
        )
        ConsentRecord.objects.bulk_create(
            ledger.sealed_record(
                **words,
                site=notice.site,
                site_name="localhost:80",
                subject=owner.subject,
                type="given",
                occurred_at=at,
                actor="data_subject",
                channel="email_link",
            )
            for owner in owners
        )
        return found


@pytest.fixture
def people(signup: Signup) -> People:
    return People(signup)


@pytest.fixture
def vote(signup: Signup) -> IdentitySettings:
    """The two rounds of April 2027."""
    identity = IdentitySettings.objects.get(site=signup.campaign.site)
    identity.election_date, identity.second_round_date = date(2027, 4, 11), LAST_ROUND
    identity.save()
    return identity


@pytest.fixture
def question(signup: Signup) -> Notice:
    """The published words of the question after the vote."""
    make_notice(signup.campaign.site, "after_vote", "en")
    return make_notice(signup.campaign.site, "after_vote", "fr")


@pytest.fixture
def states() -> Callable[[Supporter], dict[str, str]]:
    """Where a person stands, by purpose."""
    return lambda person: dict(person.subscriptions.values_list("purpose", "state"))


@pytest.fixture
def freezer_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock of the process to a moment, where no service takes one."""

    def freeze(at: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at)

    return freeze
