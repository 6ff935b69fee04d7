"""People on a list, and a mailing to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from hustings_blog.models import BlogPage
from hustings_mailings import services
from hustings_mailings.models import Mailing
from hustings_mailings.services.starting import start
from hustings_signup import links
from hustings_signup import services as signup_services
from hustings_signup.models import ConsentRecord, SubjectLink, Subscription, Supporter
from tests.signup.conftest import Signup

NEWS = "updates.campaign"


@dataclass
class Mailroom:
    """A site with a sign-up page, a post, and two members of staff."""

    signup: Signup
    post: BlogPage
    writer: User
    second: User

    @property
    def site(self) -> Any:
        return self.signup.campaign.site

    def join(self, name: str, **options: Any) -> Supporter:
        """On the list, confirmed."""
        submission = self.signup.submit(f"{name}@example.org", **options)
        return signup_services.confirm(submission=submission).supporter

    def crowd(self, count: int) -> list[Supporter]:
        """So many on the list at once, as `join` leaves each of them; their hashes verify
        nothing."""
        now = timezone.now()
        people = Supporter.objects.bulk_create(
            Supporter(
                site=self.site,
                email=f"reader{number}@example.org",
                email_canonical=f"reader{number}@example.org",
                locale="fr",
                created_at=now,
                email_verified_at=now,
            )
            for number in range(count)
        )
        subjects = SubjectLink.objects.bulk_create(SubjectLink(supporter=one) for one in people)
        Subscription.objects.bulk_create(
            Subscription(supporter=one, purpose=NEWS, state=Subscription.State.ACTIVE, since=now)
            for one in people
        )
        ConsentRecord.objects.bulk_create(
            ConsentRecord(
                site=self.site,
                site_name="Essai",
                subject=link.subject,
                purpose=NEWS,
                type=ConsentRecord.Type.GIVEN,
                occurred_at=now,
                actor="data_subject",
                channel="email_link",
                hash_version=1,
                record_hash=f"{number:064}",
            )
            for number, link in enumerate(subjects)
        )
        for one in people:
            links.make(kind="unsubscribe", supporter=one)
        return people

    def prepare(self, **options: Any) -> Mailing:
        """A draft of the post to the news."""
        options = {
            "site": self.site,
            "page": self.post,
            "purpose": NEWS,
            "user": self.writer,
        } | options
        return services.prepare(**options)

    def release(self, mailing: Mailing, typed: int, **options: Any) -> Mailing:
        """By whoever wrote it."""
        return services.release(mailing=mailing, user=self.writer, typed=typed, **options)

    def begin(self, mailing: Mailing, *, at: datetime | None = None) -> bool:
        """As the clock and the worker do once the ten minutes are over."""
        return start(mailing.pk, at=at or timezone.now() + timedelta(minutes=11))

    def begun(self, typed: int, **options: Any) -> Mailing:
        """Prepared, released and begun; its deliveries are due now."""
        mailing = self.release(self.prepare(**options), typed)
        assert self.begin(mailing)
        mailing.deliveries.update(due_at=timezone.now())
        mailing.refresh_from_db()
        return mailing
