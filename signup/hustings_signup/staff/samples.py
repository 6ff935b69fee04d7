"""Every mail as it would arrive, to look at and to have sent to oneself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.models import Site

from hustings_signup import outbox, rehearsing
from hustings_signup.models import Outbox, PeoplePermission
from hustings_signup.staff.views import PeopleMixin

#: Samples that may wait for one account: a second press brings no second mail.
OPEN = (Outbox.State.QUEUED, Outbox.State.RUNNING, Outbox.State.RETRY)


class SampleMixin(PeopleMixin):
    """One of the user's sites and one of its languages, by the address or else the first."""

    permission = PeoplePermission.MAIL
    header_icon = "mail"
    kwargs: dict[str, Any]

    @cached_property
    def site(self) -> Site:
        """Of the user's sites, or 404."""
        wanted = self.kwargs.get("site_id") or self.request.GET.get("site") or self.site_ids[0]
        found = [site for site in self.sites if str(site.pk) == str(wanted)]
        if not found:
            raise Http404
        return found[0]

    @cached_property
    def language(self) -> str:
        """A language of the installation, or 404."""
        wanted = (
            self.kwargs.get("language") or self.request.GET.get("language") or get_language() or ""
        )
        known = [code for code, _name in settings.LANGUAGES]
        if "language" in self.kwargs and wanted not in known:
            raise Http404
        return wanted if wanted in known else known[0]


class SampleIndexView(SampleMixin, TemplateView):
    """What can be looked at."""

    template_name = "hustings_signup/admin/samples.html"
    page_title = _("What our mails look like")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the outbox."""
        return [*self.breadcrumbs_items, _outbox(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The scenes, and the choice of site and language."""
        return super().get_context_data(**kwargs) | {
            "scenes": rehearsing.registered(),
            "site": self.site,
            "sites": self.sites,
            "language": self.language,
            "languages": settings.LANGUAGES,
        }


class SampleView(SampleMixin, TemplateView):
    """One mail: its head, both its parts, its size. POST has it sent to the account."""

    template_name = "hustings_signup/admin/sample.html"

    @cached_property
    def scene(self) -> rehearsing.Scene:
        """The scene, or 404."""
        found = rehearsing.get(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        """What the mail is for."""
        return str(self.scene.label)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        chosen = f"?site={self.site.pk}&language={self.language}"
        return [
            *self.breadcrumbs_items,
            _outbox(),
            {
                "url": f"{reverse('hustings_mails:samples')}{chosen}",
                "label": gettext("What our mails look like"),
            },
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The mail, or why there is none."""
        user: Any = self.request.user
        context = super().get_context_data(**kwargs) | {
            "site": self.site,
            "language": self.language,
            "account": user,
        }
        try:
            return context | {
                "sample": rehearsing.rehearse(
                    self.scene, site=self.site, locale=self.language, account=user
                )
            }
        except rehearsing.NotPlayable as missing:
            return context | {"missing": str(missing)}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """To the account's own address and nobody else's."""
        kind = rehearsing.sample_kind(self.scene.key, self.language)
        user: Any = request.user
        if not user.email:
            messages.error(request, gettext("Your account has no e-mail address."))
            return redirect(request.path)
        with transaction.atomic():
            waiting = Outbox.objects.filter(kind=kind, account=user, site=self.site, state__in=OPEN)
            if not waiting.exists():
                outbox.queue_for_staff(kind, site_id=self.site.pk, account=user)
        messages.success(request, gettext("The sample is on its way to %(address)s.") % {
            "address": user.email
        })  # fmt: skip
        return redirect(request.path)


def _outbox() -> dict[str, Any]:
    return {"url": reverse("hustings_mails:index"), "label": gettext("Mails")}
