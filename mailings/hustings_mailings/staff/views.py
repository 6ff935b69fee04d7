"""What the screens of the mailings share, and the list of them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from hustings_mailings.models import Mailing
from hustings_signup import purposes
from hustings_signup.staff import access
from hustings_signup.staff.sites import name_of
from hustings_signup.staff.views import PeopleMixin

WRITE = "hustings_mailings.write_mailing"
SEND = "hustings_mailings.send_mailing"
APPROVE = "hustings_mailings.approve_mailing"
PER_PAGE = 30


def site_ids_for(user: access.User, permissions: tuple[str, ...]) -> set[int]:
    """The sites for which somebody has at least one of these permissions."""
    return {pk for name in permissions for pk in access.site_ids_for(user, name)}


class MailingMixin(PeopleMixin):
    """Answers 403 unless the user has one of `needed` for a site; mailings of others do not
    exist."""

    needed: tuple[str, ...] = (WRITE, SEND, APPROVE)
    header_icon = "mail"
    kwargs: dict[str, Any]

    @cached_property
    def site_ids(self) -> list[int]:
        """The sites for which the user may do what the screen is for."""
        return sorted(site_ids_for(self.request.user, self.needed))

    def may(self, permission: str, site_id: int) -> bool:
        """Whether the user has another permission for a site."""
        return site_id in access.site_ids_for(self.request.user, permission)

    def refuse(self) -> HttpResponse:
        """A real 403."""
        return TemplateResponse(
            self.request, "hustings_signup/admin/forbidden.html", self.frame(), status=403
        )

    @cached_property
    def mailing(self) -> Mailing:
        """The one of the address, or 404."""
        mailings = Mailing.objects.select_related("site", "page", "segment")
        return get_object_or_404(mailings, pk=self.kwargs["pk"], site__in=self.site_ids)

    def crumbs(self, *further: dict[str, Any]) -> list[dict[str, Any]]:
        """Home, the list, and what is below it."""
        index = {"url": reverse("hustings_mailings:index"), "label": _("Mailings")}
        return [*self.breadcrumbs_items, index, *further]


class MailingIndexView(MailingMixin, TemplateView):
    """Every mailing of the user's sites, newest first, with how far it has come."""

    template_name = "hustings_mailings/admin/index.html"
    page_title = _("Mailings")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of them."""
        # The steps of welcome series have their own screen, until they are removed.
        shown_here = Q(days_after=None) | Q(state=Mailing.State.CANCELLED)
        mailings = Mailing.objects.filter(shown_here, site__in=self.site_ids)
        mailings = mailings.select_related("site")
        shown = Paginator(mailings, PER_PAGE).get_page(self.request.GET.get("page"))
        rows = [
            {
                "mailing": mailing,
                "list": purposes.label_of(mailing.purpose, mailing.site_id),
                "site": name_of(mailing.site),
                "at": mailing.started_at or mailing.starts_at or mailing.created_at,
            }
            for mailing in shown
        ]
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "shown": shown,
            "has_sites": len(self.site_ids) > 1,
        }
