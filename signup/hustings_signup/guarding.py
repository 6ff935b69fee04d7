"""What the staff of a site decided about its forms, as pages and services ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from hustings_home.memory import remember
from hustings_signup.models import ConsentEvidence, ListedPattern, SiteGuard, Submission
from hustings_signup.patterns import Kind, Pattern

LOOKED_BACK = timedelta(days=30)
#: Networks of submissions that a preview compares at most.
COMPARED = 20_000
ALLOW, BLOCK = ListedPattern.Verdict.ALLOW, ListedPattern.Verdict.BLOCK
#: Codes of what holds a submission.
HELD_MAILBOX, HELD_NETWORK = "blocked_mailbox", "blocked_network"
#: What staff change holds in every process within this time (the one that saved: at once).
SECONDS = 1
KEPT_AS = "_hustings_guard"


@dataclass(frozen=True)
class Rules:
    """What a submission is weighed by, besides the limits of mailbox and network."""

    form_limit: int = 0
    allowed: list[Pattern] = field(default_factory=list)
    blocked: list[Pattern] = field(default_factory=list)

    def lets_pass(self, *, mailbox: str, ip: str) -> bool:
        """Whether the allow list names it: then no list and no limit but the mailbox's holds it."""
        return any(one.matches(mailbox=mailbox, ip=ip) for one in self.allowed)

    def held_reason(self, *, mailbox: str, ip: str) -> str:
        """The code of the first pattern of the block list that means it, or ""."""
        for one in self.blocked:
            if one.matches(mailbox=mailbox, ip=ip):
                return HELD_NETWORK if one.kind == Kind.NETWORK else HELD_MAILBOX
        return ""


def of_site(site_id: int | None) -> SiteGuard:
    """The row of a site, or an unsaved one that guards nothing; a second old at most."""
    if site_id is None:
        return SiteGuard()
    return remember(f"guard.{site_id}", lambda: stored(site_id), seconds=SECONDS)


def stored(site_id: int) -> SiteGuard:
    """The same as the database has it now."""
    return SiteGuard.objects.filter(site=site_id).first() or SiteGuard(site_id=site_id)


def for_request(request: HttpRequest) -> SiteGuard:
    """That of the site a request is for."""
    if not hasattr(request, KEPT_AS):
        site = Site.find_for_request(request)
        setattr(request, KEPT_AS, of_site(site.pk if site else None))
    found: SiteGuard = getattr(request, KEPT_AS)
    return found


def of_page(page: Any, site_id: int | None, request: HttpRequest | None = None) -> SiteGuard:
    """That of the site of a page, read once for this object."""
    kept: SiteGuard | None = page.__dict__.get(KEPT_AS)
    if kept is None or kept.site_id != site_id:
        asked = for_request(request) if request is not None else None
        kept = asked if asked is not None and asked.site_id == site_id else of_site(site_id)
        page.__dict__[KEPT_AS] = kept
    return kept


def message(request: HttpRequest) -> str:
    """What staff tell every visitor of the site now, in the active language; "" for nothing."""
    return for_request(request).message_at(timezone.now())


def rules(page: Any, *, site_id: int, at: datetime) -> Rules:
    """What a submission of this page is weighed by; a second old at most."""
    found: dict[str, list[Pattern]] = {ALLOW: [], BLOCK: []}
    for verdict, kind, text, ends_at in remember(
        f"patterns.{site_id}", lambda: _listed(site_id), seconds=SECONDS
    ):
        if ends_at is None or ends_at > at:
            found[verdict].append(Pattern(kind, text))
    return Rules(of_page(page, site_id).form_limit, found[ALLOW], found[BLOCK])


def _listed(site_id: int) -> list[tuple[str, str, str, datetime | None]]:
    rows = ListedPattern.objects.filter(site=site_id)
    return list(rows.values_list("verdict", "kind", "pattern", "ends_at"))


def would_match(site_id: int, pattern: Pattern, *, at: datetime) -> tuple[int, int]:
    """How many submissions of the last 30 days the pattern means, and of how many looked at."""
    recent = Submission.objects.filter(site=site_id, created_at__gt=at - LOOKED_BACK)
    if pattern.kind != Kind.NETWORK:
        same = recent.filter(supporter__email_canonical__regex=pattern.regex)
        return same.count(), recent.count()
    networks = ConsentEvidence.objects.filter(
        kind=ConsentEvidence.Kind.NETWORK,
        created_at__gt=at - LOOKED_BACK,
        submission__in=recent.values("uuid"),
    ).order_by("-pk")[:COMPARED]
    ips = [str(content.get("ip") or "") for content in _contents(networks)]
    return sum(pattern.matches(mailbox="", ip=ip) for ip in ips), len(ips)


def _contents(rows: Any) -> Iterable[dict[str, Any]]:
    return (content for content in rows.values_list("content", flat=True) if content)


def forget_ended(now: datetime) -> int:
    """Delete patterns past their time; returns how many."""
    return ListedPattern.objects.filter(ends_at__lte=now).delete()[0]
