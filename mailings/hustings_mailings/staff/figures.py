"""The counts of a mailing as staff read them: who gets it, who does not and why, how it went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from hustings_mailings import audience
from hustings_mailings.models import Delivery, Mailing
from hustings_signup.models import Submission, Subscription


@dataclass(frozen=True)
class Readers:
    """People who read one language; `edition` is the language of what they get."""

    language: str
    count: int
    edition: str
    is_own: bool


def language_name(code: str) -> str:
    """How a language is called in the language of staff; the code of one Django does not know."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code or _("unknown")


def readers(found: audience.Audience, editions: list[str]) -> list[Readers]:
    """How many read what; whoever reads a language without an edition gets the first one."""
    return [
        Readers(
            language_name(code),
            count,
            language_name(code if code in editions else editions[0]),
            code in editions,
        )
        for code, count in sorted(found.by_locale.items(), key=lambda item: -item[1])
        if editions
    ]


def reasons(left_out: dict[str, int]) -> list[tuple[str, int]]:
    """Why people of the list are left out, in words, the largest number first."""
    ordered = sorted(left_out.items(), key=lambda item: -item[1])
    return [(str(audience.REASONS.get(code, code)), count) for code, count in ordered]


def results(mailing: Mailing) -> dict[str, Any]:
    """How it went: `skipped` and `refused` as (words, count), `left_list` since it began,
    `acts` done by its links."""
    by_reason = (
        mailing.deliveries.filter(state__in=[Delivery.State.SKIPPED, Delivery.State.REFUSED])
        .order_by()
        .values_list("state", "reason")
        .annotate(count=Count("pk"))
    )
    words = dict(Delivery.Reason.choices)
    found: dict[str, list[tuple[str, int]]] = {"skipped": [], "refused": []}
    for state, reason, count in sorted(by_reason, key=lambda row: -row[2]):
        found[state].append((str(words.get(reason, reason or _("unknown"))), count))
    acts = Submission.objects.filter(site=mailing.site_id, visit_source=mailing.source)
    return {
        **found,
        "left_list": _left_list(mailing),
        "acts": acts.aggregate(
            all=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_at__isnull=False))
        ),
    }


def _left_list(mailing: Mailing) -> int:
    if mailing.started_at is None:
        return 0
    got_it = mailing.deliveries.filter(state=Delivery.State.SENT).order_by()
    return Subscription.objects.filter(
        purpose=mailing.purpose,
        state=Subscription.State.WITHDRAWN,
        since__gte=mailing.started_at,
        supporter__in=got_it.values("supporter"),
    ).count()
