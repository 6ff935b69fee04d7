"""What the screens about the guards of one site share."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.models import Site

from hustings_signup.models import PeoplePermission
from hustings_signup.staff.sites import name_of
from hustings_signup.staff.views import PeopleMixin

INDEX = "hustings_guards:index"


class GuardMixin(PeopleMixin):
    """One site, by `site_id` of the address; below the lists."""

    permission = PeoplePermission.GUARD
    kwargs: dict[str, Any]

    @cached_property
    def site(self) -> Site:
        """404 for a site the user does not guard."""
        return get_object_or_404(Site, pk=self.kwargs["site_id"], pk__in=self.site_ids)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, the lists, this screen and its site."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(INDEX), "label": gettext("Guards of the forms")},
            {"url": "", "label": f"{self.get_page_title()} – {name_of(self.site)}"},
        ]
