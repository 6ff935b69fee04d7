"""What ends soon: planned ends, every rule with its last run, and whether the brake holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.models import Site

from hustings_signup.models import PlannedEnd, RetentionRun
from hustings_signup.retention import rules, running
from hustings_signup.staff.views import PeopleMixin

#: How long before its date an end stands on the dashboard.
SOON = timedelta(days=8)


@dataclass(frozen=True)
class End:
    """A planned end as staff read it."""

    what: str
    title: str
    row: PlannedEnd


@dataclass(frozen=True)
class Line:
    """One rule and its last run."""

    rule: rules.Rule
    run: RetentionRun | None


def ends(site_ids: Iterable[int], *, soon: bool = False) -> list[End]:
    """Planned ends of some sites, the nearest first; on the dashboard only those that are near."""
    found: QuerySet[PlannedEnd] = PlannedEnd.objects.filter(site__in=list(site_ids))
    if soon:
        found = found.filter(ends_at__lte=timezone.now() + SOON)
    labels = {rule.key: str(rule.label) for rule in rules.registered()}
    return [
        End(labels[row.rule], row.title, row)
        for row in found.select_related("site").order_by("ends_at", "pk")
        if row.rule in labels
    ]


def stopped(site_ids: Iterable[int]) -> QuerySet[RetentionRun]:
    """Rules that the brake stopped the last time they ran."""
    braked = [rule.key for rule in rules.registered() if not rule.is_exempt_from_brake]
    runs = RetentionRun.objects.filter(site__in=list(site_ids), rule__in=braked).order_by()
    newest = runs.values("site", "rule").annotate(last=Max("pk")).values("last")
    return RetentionRun.objects.filter(pk__in=newest, stopped_by_brake=True)


class RetentionView(PeopleMixin, TemplateView):
    """Counts and dates of one site; no person, so whoever works for the site may look."""

    template_name = "hustings_signup/admin/retention.html"
    page_title = _("What ends soon")
    header_icon = "history"

    @cached_property
    def site(self) -> Site:
        """The one chosen, when it is the user's; else their first."""
        chosen = self.request.GET.get("site", "")
        return next((site for site in self.sites if str(site.pk) == chosen), self.sites[0])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What is on the screen; rules for the whole install only for its administrators."""
        latest = running.latest_runs()
        shows_install = getattr(self.request.user, "is_superuser", False)
        return super().get_context_data(**kwargs) | {
            "site": self.site,
            "sites": self.sites,
            "ends": ends([self.site.pk]),
            "stopped": stopped([self.site.pk]).exists(),
            "lines": [
                Line(rule, latest.get((rule.key, None if rule.is_for_install else self.site.pk)))
                for rule in rules.registered()
                if shows_install or not rule.is_for_install
            ],
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the dashboard."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
