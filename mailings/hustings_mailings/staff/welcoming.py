"""The welcome series of each list: its steps in order, with how far each has come."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from hustings_mailings.services import joining
from hustings_mailings.services.welcoming import steps
from hustings_mailings.staff.views import MailingMixin
from hustings_signup import purposes
from hustings_signup.staff.sites import name_of


class WelcomeView(MailingMixin, TemplateView):
    """Counts only; each step is changed on its own page."""

    template_name = "hustings_mailings/admin/welcome.html"
    page_title = _("Welcome series")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list of mailings."""
        return self.crumbs({"url": "", "label": self.get_page_title()})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List by list of the user's sites; at most five steps each."""
        now = timezone.now()
        found = steps(self.site_ids).select_related("site")
        series = [
            {
                "list": purposes.label_of(purpose, site.pk),
                "site": name_of(site),
                "rows": [
                    {"step": step, "waiting": joining.waiting(step, at=now)} for step in group
                ],
            }
            for (site, purpose), group in groupby(found, lambda step: (step.site, step.purpose))
        ]
        return super().get_context_data(**kwargs) | {
            "all_series": series,
            "has_sites": len(self.site_ids) > 1,
        }
