"""What lies beside people: addresses of machines, old links, sent mails, old refusals."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.models import ConsentEvidence, Link, Outbox, Suppression
from hustings_signup.retention import periods
from hustings_signup.retention.rules import Basis, Rows, Rule

BATCH = 500


def _delete(rows: Rows, at: datetime) -> int:
    """By key: what the rows point to or cascade to is not counted."""
    keys = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=keys).delete()
    return len(keys)


def due_evidence(site: Site | None, at: datetime) -> QuerySet[ConsentEvidence]:
    """IP addresses and browsers; the record keeps its commitment and stays verifiable."""
    return ConsentEvidence.objects.filter(
        kind=ConsentEvidence.Kind.NETWORK, created_at__lte=at - periods.NETWORK_EVIDENCE
    )


def due_links(site: Site | None, at: datetime) -> QuerySet[Link]:
    """For thirty days an old link can still say that it has expired."""
    return Link.objects.filter(expires_at__lte=at - periods.EXPIRED_LINKS)


def due_mails(site: Site | None, at: datetime) -> QuerySet[Outbox]:
    """Sent, no longer wanted, or given up."""
    over = (Outbox.State.DONE, Outbox.State.UNWANTED, Outbox.State.DEAD)
    return Outbox.objects.filter(
        site=site, state__in=over, finished_at__lte=at - periods.FINISHED_MAILS
    )


def due_suppressions(site: Site | None, at: datetime) -> QuerySet[Suppression]:
    """Keyed hashes of mailboxes to be left alone."""
    before = periods.months_before(at, periods.SUPPRESSION_MONTHS)
    return Suppression.objects.filter(site=site, created_at__lte=before)


RULES = [
    Rule(
        key="network",
        label=_("Addresses of machines and browsers behind a form"),
        period=_("30 days"),
        basis=Basis.CHOICE,
        due=due_evidence,
        apply=_delete,
        is_exempt_from_brake=True,
        is_for_install=True,
        batch=BATCH,
    ),
    Rule(
        key="links",
        label=_("Personal links after they expired"),
        period=_("30 days"),
        basis=Basis.CHOICE,
        due=due_links,
        apply=_delete,
        is_exempt_from_brake=True,
        is_for_install=True,
        batch=BATCH,
    ),
    Rule(
        key="mails",
        label=_("The list of mails that were sent"),
        period=_("90 days"),
        basis=Basis.CHOICE,
        due=due_mails,
        apply=_delete,
        is_exempt_from_brake=True,
        batch=BATCH,
    ),
    Rule(
        key="suppressions",
        label=_("Coded mailboxes to be left alone"),
        period=_("36 months"),
        basis=Basis.CHOICE,
        due=due_suppressions,
        apply=_delete,
        is_exempt_from_brake=True,
        batch=BATCH,
    ),
]
