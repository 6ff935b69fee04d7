"""Who the database knows before the file comes: erased, complained, refused, signed up."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from wagtail.models import Site

from benchmarks.importing import mixture
from hustings_signup import keys
from hustings_signup.importing.known import bar_hash
from hustings_signup.models import (
    ImportBar,
    SubjectLink,
    Submission,
    Subscription,
    Supporter,
    Suppression,
)


def make(site: Site, rows: int) -> None:
    """Fill the tables an import looks at."""
    now = timezone.now()
    for reason, mailboxes in (
        (Suppression.Reason.ERASED, mixture.erased(rows)),
        (Suppression.Reason.COMPLAINT, mixture.complained(rows)),
    ):
        Suppression.objects.bulk_create(
            Suppression(
                site=site,
                mailbox_hash=keys.keyed_hash(address, context="suppression"),
                reason=reason,
                created_at=now,
            )
            for address in mailboxes
        )
    ImportBar.objects.bulk_create(
        ImportBar(
            site=site,
            mailbox_hash=bar_hash(address),
            reason=ImportBar.Reason.REFUSED,
            created_at=now,
        )
        for address in mixture.refused(rows)
    )
    _people(site, mixture.told_us(rows))


def _people(site: Site, mailboxes: Iterable[str]) -> None:
    """They signed up for the news by a form; of the ledger the import asks nothing."""
    now = timezone.now()
    people = Supporter.objects.bulk_create(
        Supporter(
            site=site,
            email=address,
            email_canonical=address,
            given_name="Anatole",
            locale="fr",
            created_at=now,
            email_verified_at=now,
        )
        for address in mailboxes
    )
    SubjectLink.objects.bulk_create(SubjectLink(supporter=person) for person in people)
    Submission.objects.bulk_create(
        Submission(
            site=site,
            supporter=person,
            act="updates.campaign",
            act_ref="page:1",
            locale="fr",
            folded_hash="",
            created_at=now,
            expires_at=now,
            confirmed_at=now,
        )
        for person in people
    )
    Subscription.objects.bulk_create(
        Subscription(supporter=person, purpose="updates.campaign", state="active", since=now)
        for person in people
    )
