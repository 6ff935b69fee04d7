"""The list of petition pages with their counts: numbers, never people (consent.md R17)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.models import PageQuerySet

from hustings_petitions.models import PetitionPage, Signature, Tally
from hustings_petitions.models.terms import Phase
from hustings_signup.staff.columns import Moment

State = Signature.State


def _signatures_in(state: str) -> models.Expression:
    """How many signatures of the page's petition are in a state."""
    found = (
        Signature.objects.filter(
            petition__translation_key=models.OuterRef("translation_key"), state=state
        )
        .order_by()
        .values("state")
        .annotate(number=models.Count("pk"))
        .values("number")
    )
    return Coalesce(models.Subquery(found, output_field=models.IntegerField()), 0)


def _verified() -> models.Expression:
    """What its tally says."""
    tally = Tally.objects.filter(petition__translation_key=models.OuterRef("translation_key"))
    return Coalesce(models.Subquery(tally.values("confirmed")[:1]), 0)


def _phase(page: PetitionPage) -> str:
    return str(Phase(page.phase()).label)


class PetitionListView(IndexView):
    """Pages the user may edit, with the counts all languages share."""

    base_columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn(
            "title", label=_("Title"), sort_key="title", classname="title", width="28%"
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
        Column("phase", label=_("State"), accessor=_phase),
        Column("verified", label=_("Verified")),
        Column("goal", label=_("Goal")),
        Column("waiting", label=_("Waiting")),
        Column("held", label=_("Held")),
        Column("withdrawn", label=_("Withdrawn")),
        Moment("closes_at", label=_("Closes")),
    ]

    def annotate_queryset(self, pages: PageQuerySet) -> Any:
        """One query for the counts of all rows."""
        return (
            super()
            .annotate_queryset(pages)
            .annotate(
                verified=_verified(),
                waiting=_signatures_in(State.PENDING),
                held=_signatures_in(State.HELD),
                withdrawn=_signatures_in(State.WITHDRAWN),
            )
        )
