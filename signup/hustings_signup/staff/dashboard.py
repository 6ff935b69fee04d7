"""The dashboard: how many say yes to what, and whether mails and schedules are alive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from hustings_home import heartbeat
from hustings_signup import purposes
from hustings_signup.erasure import recalls
from hustings_signup.models import Outbox, PeoplePermission, Subscription
from hustings_signup.services import requesting
from hustings_signup.staff import access, retention

#: Counting a million rows takes longer than a page should; a minute old is true enough.
COUNTS_CACHED = 60
#: Seconds without a sign of life after which staff are warned (experience.md J4).
SILENCE = 600


@dataclass(frozen=True)
class Life:
    """One background process: what stops when it does, and the minutes since its last sign."""

    name: str
    loss: str
    minutes: int | None
    is_late: bool


class PeoplePanel(Component):
    """Counts for whoever works for a site; never a person."""

    name = "hustings_people"
    template_name = "hustings_signup/admin/dashboard.html"
    order = 100

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Counts, signs of life, mails that were given up, and what ends soon."""
        user = self.request.user
        site_ids = sorted(access.site_ids_for(user))
        mails = access.site_ids_for(user, PeoplePermission.MAIL.full_name)
        may_list = bool(access.site_ids_for(user, PeoplePermission.LIST.full_name))
        return {
            "is_shown": bool(site_ids),
            "counts": live_counts(site_ids),
            "lives": signs_of_life(),
            "dead_mails": Outbox.objects.filter(site__in=mails, state=Outbox.State.DEAD).count(),
            "blocked_mails": Outbox.objects.filter(
                site__in=mails, state=Outbox.State.BLOCKED
            ).count(),
            "list_url": reverse("hustings_people:index") if may_list else "",
            "mails_url": reverse("hustings_mails:index"),
            "ends": retention.ends(site_ids, soon=True),
            "brake_holds": retention.stopped(site_ids).exists(),
            "retention_url": reverse("hustings_retention:index"),
            "several_sites": len(site_ids) > 1,
            **self.duties(),
        }

    def duties(self) -> dict[str, Any]:
        """Answers that are late, and people still to be deleted from exported files."""
        user = self.request.user
        requests = access.site_ids_for(user, PeoplePermission.REQUESTS.full_name)
        exports = sorted(access.site_ids_for(user, PeoplePermission.EXPORT.full_name))
        return {
            "overdue": requesting.overdue(requests, today=timezone.localdate()).count(),
            "requests_url": reverse("hustings_requests:index"),
            "recalls": recalls.open_recalls(exports).count(),
            "recalls_url": reverse("hustings_recalls:index"),
        }


def live_counts(site_ids: list[int]) -> list[dict[str, Any]]:
    """People with a consent in force, per purpose with a list."""
    key = f"hustings_signup.live.{'-'.join(map(str, site_ids))}"
    found = cache.get(key)
    if found is None:
        found = dict(
            Subscription.objects.filter(
                supporter__site__in=site_ids, state=Subscription.State.ACTIVE
            )
            .order_by()
            .values_list("purpose")
            .annotate(people=Count("pk"))
        )
        cache.set(key, found, COUNTS_CACHED)
    return [
        {"key": purpose.key, "label": purpose.label, "people": found.get(purpose.key, 0)}
        for purpose in purposes.list_purposes(site_ids)
    ]


def signs_of_life() -> list[Life]:
    """The worker and the scheduler."""
    ages = heartbeat.ages()
    return [
        _life(_("Sending of mails"), _("No mail leaves until it runs again."), ages.get("worker")),
        _life(
            _("Scheduler"),
            _("Nothing scheduled is published, nothing is tidied until it runs again."),
            ages.get("tick"),
        ),
    ]


def _life(name: str, loss: str, age: float | None) -> Life:
    late = age is None or age > SILENCE
    return Life(name, loss, None if age is None else int(age // 60), late)
