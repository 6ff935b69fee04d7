"""Names under a petition go six months after it closed; the count stays (consent.md R14)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_petitions.models import Petition, PetitionPage, Signature
from hustings_petitions.models.signatures import PERSONAL_TEXTS, WAITING
from hustings_signup.models import ConsentRecord, Submission, Supporter
from hustings_signup.retention import Rule, keep, periods, plans, register, standing
from hustings_signup.retention.rules import Basis, Coming
from hustings_signup.services.expiring import expire_acts

KEY = "petitions.names"
State = Signature.State
NOBODY = {
    **dict.fromkeys(PERSONAL_TEXTS, ""),
    "mailbox_key": None,
    "submission": None,
    "supporter": None,
}


def personal() -> Q:
    """Signatures that still tell, or could tell, who signed."""
    told = Q(supporter__isnull=False) | Q(mailbox_key__isnull=False)
    for name in PERSONAL_TEXTS:
        told |= ~Q(**{name: ""})
    return told


def planned(site: Site, at: datetime) -> Iterator[Coming]:
    """One end per petition that has a closing and names."""
    found = Petition.objects.filter(site=site).annotate(
        left=Count("signatures", filter=_of_a_signature(personal()))
    )
    for petition in found.filter(left__gt=0):
        if petition.ends_at is not None:
            ends_at = periods.months_after(petition.ends_at, periods.PETITION_NAMES_MONTHS)
            yield Coming(petition.ref, petition.title, ends_at, petition.left)


def _of_a_signature(condition: Q) -> Q:
    """The same condition, asked of a petition's signatures."""
    return Q(signatures__in=Signature.objects.filter(condition))


def due(site: Site | None, at: datetime) -> QuerySet[Signature]:
    """The signatures of petitions whose end was shown to staff and has come."""
    assert site is not None  # noqa: S101 - the rule is per site
    numbers = [int(ref.removeprefix("petition:")) for ref in plans.ripe(KEY, site, at)]
    return Signature.objects.filter(personal(), petition__site=site, petition__in=numbers)


def anonymise(rows: QuerySet[Signature], at: datetime) -> int:
    """Nobody's any more, and counted as before; what was typed goes, and whoever came only
    for this."""
    people = set(rows.exclude(supporter=None).values_list("supporter", flat=True))
    standing.lock(people)
    found = list(rows.select_related("petition"))
    refs = {signature.petition.ref for signature in found}
    expire_acts(_given(found, refs), at=at)
    mine = Signature.objects.filter(pk__in=[signature.pk for signature in found])
    mine.filter(state=State.CONFIRMED).update(state=State.ANONYMISED)
    mine.filter(state__in=WAITING).update(state=State.EXPIRED)
    mine.update(**NOBODY)
    sent = Submission.objects.filter(
        supporter__in=people, act=PetitionPage.act, act_ref__in=refs, confirmed_at__isnull=False
    )
    standing.forget_submissions(row for row in sent if not standing.is_proof_of_a_live_consent(row))
    standing.let_go(people, at)
    return len(found)


def _given(found: list[Signature], refs: set[str]) -> Iterator[ConsentRecord]:
    """The agreement behind each signature that counts; the last one where there are several."""
    counted = {
        (signature.supporter_id, signature.petition.ref)
        for signature in found
        if signature.state == State.CONFIRMED and signature.supporter_id
    }
    people = Supporter.objects.filter(pk__in=[pk for pk, _ref in counted])
    owners = dict(people.values_list("subject_link__subject", "pk"))
    records = ConsentRecord.objects.filter(
        subject__in=owners,
        purpose=PetitionPage.act,
        source__in=refs,
        type=ConsentRecord.Type.GIVEN,
    )
    last = {(owners[r.subject], r.source): r for r in records.order_by("pk")}
    return (last[key] for key in sorted(counted & set(last)))


def _signers() -> Exists:
    counted = (*WAITING, State.CONFIRMED, State.INVALIDATED)
    return Exists(Signature.objects.filter(supporter=OuterRef("pk"), state__in=counted))


def connect() -> None:
    """Called once, in AppConfig.ready()."""
    keep("petitions", _signers)
    register(
        Rule(
            key=KEY,
            label=_("Names under petitions; the count stays"),
            period=_("6 months after closing"),
            basis=Basis.PURPOSE,
            due=due,
            apply=anonymise,
            is_exempt_from_brake=True,
            planned=planned,
            batch=50,
        )
    )
