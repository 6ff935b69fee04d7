"""What must be so before Mailchimp may be switched on, and whom it would concern."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count
from wagtail.models import Site

from hustings_mailchimp import wishes
from hustings_mailchimp.keys_of_sites import key_of
from hustings_mailchimp.models import PROCESSOR, Audience
from hustings_signup import processors, purposes
from hustings_signup.models import Notice, Subscription


class Missing(StrEnum):
    """One thing that is not there yet."""

    KEY = "key"
    AUDIENCE = "audience"
    PROCESSOR = "processor"
    NOTICE = "notice"


@dataclass(frozen=True)
class Concerned:
    """How many people: whose consent allows it, and how many do not for which reason."""

    allowed: int
    older_words: int
    not_confirmed: int
    ended: int


def missing(site: Site) -> list[Missing]:
    """In the order in which they are mended."""
    found = []
    if not key_of(site):
        found.append(Missing.KEY)
    if not Audience.objects.filter(site=site).exists():
        found.append(Missing.AUDIENCE)
    if not processors.is_declared(site.pk, PROCESSOR):
        found.append(Missing.PROCESSOR)
    in_force = Notice.objects.filter(site=site).in_force()
    if not any(wishes.names_mailchimp(notice.content) for notice in in_force):
        found.append(Missing.NOTICE)
    return found


def concerned(site: Site, chosen: list[str]) -> Concerned:
    """People, not subscriptions; each counted once, by the best of their lists."""
    audience = Audience(site=site, purposes=chosen)
    rows = Subscription.objects.filter(supporter__site=site, purpose__in=chosen)
    allowed = wishes.in_force(audience)
    state = Subscription.State
    active = rows.filter(state=state.ACTIVE).exclude(supporter__in=allowed.values("supporter"))
    pending = rows.filter(state=state.PENDING).exclude(
        supporter__in=rows.filter(state=state.ACTIVE).values("supporter")
    )
    ended = rows.exclude(state__in=[state.ACTIVE, state.PENDING]).exclude(
        supporter__in=rows.filter(state__in=[state.ACTIVE, state.PENDING]).values("supporter")
    )
    return Concerned(*(_people(found) for found in (allowed, active, pending, ended)))


def _people(rows: object) -> int:
    return int(rows.aggregate(n=Count("supporter", distinct=True))["n"])  # type: ignore[attr-defined]


def choices(site: Site) -> list[tuple[str, str]]:
    """The lists that may leave: news, never who helps (they are called, not written to)."""
    return [
        (purpose.key, purposes.label_of(purpose.key, site.pk))
        for purpose in purposes.list_purposes([site.pk])
        if purpose.key.startswith("updates.")
    ]
