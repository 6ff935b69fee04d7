"""What every staff screen about people shares: the permission, the sites, a real 403."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Site

from hustings_signup.models import AccessEntry, PeoplePermission, Supporter
from hustings_signup.staff import access, access_log


class PeopleMixin(WagtailAdminTemplateMixin):
    """Answers 403 unless `permission` (or, without one, any access) holds for at least one
    site; objects of other sites do not exist for the view (404)."""

    permission: PeoplePermission | None = None
    request: HttpRequest

    @cached_property
    def site_ids(self) -> list[int]:
        """The sites for which the user has the permission: the one thing that decides who is let
        in and whom they see. A screen with a rule of its own overrides this and nothing else."""
        needed = self.permission.full_name if self.permission else ""
        return sorted(access.site_ids_for(self.request.user, needed))

    @cached_property
    def sites(self) -> list[Site]:
        """The same as objects, in the order of their names. Not to be overridden."""
        return list(Site.objects.filter(pk__in=self.site_ids))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail would redirect with a message; a refusal should say so in its status."""
        if not self.site_ids:
            return TemplateResponse(
                request, "hustings_signup/admin/forbidden.html", self.frame(), status=403
            )
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "GET" and response.status_code == 200:
            self.note_access()
        return response

    def note_access(self) -> None:
        """Write into the log of access what this screen showed, if that was people (R17)."""
        person = getattr(self, "supporter", None)
        match = self.request.resolver_match
        screen = match.view_name if match else ""
        if isinstance(person, Supporter):
            access_log.record(
                user=self.request.user,
                site_ids=[person.site_id],
                action=AccessEntry.Action.OPEN,
                detail=screen,
                supporter_number=person.pk,
            )
        elif access_log.shows_people(getattr(self, "model", None)):
            term = self.request.GET.get("q", "")[:200]
            keyset = getattr(self, "keyset", None)
            access_log.record(
                user=self.request.user,
                site_ids=self.site_ids,
                action=AccessEntry.Action.SEARCH if term.strip() else AccessEntry.Action.LIST,
                detail=screen,
                term=term,
                people=len(keyset.rows) if keyset else None,
            )

    def frame(self) -> dict[str, Any]:
        """What the frame of an admin page needs when no view has made its context."""
        return {"header_title": "403", "page_title": "403", "breadcrumbs_items": []}

    def allows(self, permission: PeoplePermission, site_id: int | None = None) -> bool:
        """Whether the user has another permission, for a site or for any."""
        allowed = access.site_ids_for(self.request.user, permission.full_name)
        return site_id in allowed if site_id else bool(allowed)
