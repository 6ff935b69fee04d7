"""Keeps the count without a row that every signature would queue for.

Confirming or withdrawing changes one `Signature` and nothing else. What the tally owes is
`weight - tallied` of each signature; `fold` adds it every few seconds and marks it as held, in one
transaction. So `Tally.confirmed` is always the sum of `tallied`, whatever commits late, and
`recount` proves it every night.
"""

import logging
from collections import Counter

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils import timezone

from hustings_petitions.models import Petition, Signature, Tally

logger = logging.getLogger(__name__)

#: Signatures added in one transaction; keeps the write lock of SQLite short.
BATCH = 2000
OWED = ~Q(weight=F("tallied"))


def fold() -> int:
    """Add what is owed to the tallies; returns how many signatures changed the count."""
    changed = 0
    while Signature.objects.filter(OWED).exists():  # outside: takes no write lock when idle
        done = _fold_batch()
        changed += done
        if done < BATCH:
            break
    return changed


@transaction.atomic
def _fold_batch() -> int:
    # Rows locked by somebody (PostgreSQL) wait for the next run; SQLite has one writer anyway.
    owed = list(
        Signature.objects.select_for_update(skip_locked=True)
        .filter(OWED)
        .order_by()  # by key it would read the whole table instead of the short index
        .values_list("pk", "petition_id", "weight", "tallied")[:BATCH]
    )
    owing: Counter[int] = Counter()
    for _pk, petition_id, weight, tallied in owed:
        owing[petition_id] += weight - tallied
    Signature.objects.filter(pk__in=[row[0] for row in owed]).update(tallied=F("weight"))
    now = timezone.now()
    for petition_id in sorted(owing):  # in one order everywhere: no deadlock
        Tally.objects.filter(petition_id=petition_id).update(
            confirmed=F("confirmed") + owing[petition_id], counted_at=now
        )
    return len(owed)


def recount() -> int:
    """Compare every tally with its signatures, repair and log; returns how many were wrong."""
    wrong = 0
    for pk in Tally.objects.order_by("petition_id").values_list("pk", flat=True):
        wrong += _recount_one(pk)
    return wrong


@transaction.atomic
def _recount_one(pk: int) -> bool:
    # `tallied` and the tally change together, behind this lock: late signatures do not disturb.
    tally = Tally.objects.select_for_update().get(pk=pk)
    signatures = Signature.objects.filter(petition_id=tally.petition_id)
    found = signatures.aggregate(total=Sum("tallied", default=0))["total"]
    is_wrong = tally.confirmed != found
    if is_wrong:
        logger.warning(
            "Petition %s: the tally said %s, the signatures say %s; repaired.",
            tally.petition_id,
            tally.confirmed,
            found,
        )
        tally.confirmed = found
    tally.recounted_at = timezone.now()
    tally.save(update_fields=["confirmed", "recounted_at"])
    return is_wrong


def next_number(petition: Petition) -> int:
    """What a signature confirmed now may say of itself: the verified count, itself included.

    Two people confirming in the same instant may both be told the same number.
    """
    owed = petition.signatures.filter(OWED).aggregate(total=Sum(F("weight") - F("tallied")))
    return petition.tally.confirmed + (owed["total"] or 0) + 1
