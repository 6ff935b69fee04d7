"""Numbers for the trust page: people erased, and how far the ledger was signed."""

from __future__ import annotations

from django.core.cache import cache
from wagtail.models import Site

from hustings_signup.models import ConsentRecord
from hustings_signup.proof import checkpoints

#: Seconds: the ledger is long, and a number an hour old is true enough.
KEPT = 3600


def erased(site: Site) -> int:
    """How many people were erased, on request or because their time was over."""
    records = ConsentRecord.objects.filter(site=site, type=ConsentRecord.Type.ERASED)
    found: int = cache.get_or_set(  # type: ignore[assignment]
        f"hustings_signup.erased.{site.pk}",
        lambda: records.order_by().values("subject").distinct().count(),
        KEPT,
    )
    return found


def checkpoint() -> checkpoints.Checkpoint | None:
    """The last signed statement of how far the ledger had come; None when none was made."""
    return cache.get_or_set("hustings_signup.checkpoint", checkpoints.last, KEPT)
