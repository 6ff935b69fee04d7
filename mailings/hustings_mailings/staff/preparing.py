"""From a page to a mailing: which list, which speed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.log_actions import log
from wagtail.models import Page, Site

from hustings_home.models import BasePage
from hustings_mailings import services
from hustings_mailings.models import Mailing
from hustings_mailings.staff.forms import PrepareForm
from hustings_mailings.staff.views import WRITE, MailingMixin


def is_mail(page_class: type[Page] | None) -> bool:
    """Whether pages of this type can be sent."""
    return (
        page_class is not None
        and issubclass(page_class, BasePage)
        and page_class.mail_parts is not BasePage.mail_parts
    )


class PrepareView(MailingMixin, FormView):
    """The GET shows the form; the POST makes a draft with the words as they are now."""

    needed = (WRITE,)
    form_class = PrepareForm
    template_name = "hustings_mailings/admin/prepare.html"
    page_title = _("Send as a newsletter")

    @cached_property
    def page(self) -> Page:
        """A page that can be sent, or 404."""
        page = get_object_or_404(Page, pk=self.kwargs["page_id"])
        if not is_mail(page.specific_class):
            raise Http404
        return page

    @cached_property
    def site(self) -> Site:
        """The page's, of which the user may write mailings; or 404."""
        found: Site | None = self.page.get_site()
        if found is None or found.pk not in self.site_ids:
            raise Http404
        return found

    def get_page_subtitle(self) -> str:
        """The page's title."""
        return str(self.page.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        return self.crumbs({"url": "", "label": self.get_page_title()})

    def get_form_kwargs(self) -> dict[str, Any]:
        """The lists are those of the page's site."""
        return {**super().get_form_kwargs(), "site": self.site}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Adds the page and the mailings it went out by before."""
        before = Mailing.objects.filter(
            site=self.site, page__translation_key=self.page.translation_key
        ).exclude(state=Mailing.State.CANCELLED)
        return super().get_context_data(**kwargs) | {"page": self.page, "before": before[:5]}

    def form_valid(self, form: PrepareForm) -> HttpResponse:
        """To the draft; a refusal stands above the form."""
        user: Any = self.request.user
        try:
            mailing = self._prepared(form.cleaned_data, user)
        except services.NotReady as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        action = "add_step" if mailing.is_step else "prepare"
        log(instance=mailing, action=f"hustings_mailings.{action}", user=user)
        return redirect("hustings_mailings:mailing", mailing.pk)

    def _prepared(self, data: dict[str, Any], user: Any) -> Mailing:
        common = {
            "site": self.site,
            "page": self.page,
            "purpose": data["purpose"],
            "per_minute": data["per_minute"],
            "user": user,
        }
        if data["kind"] == "step":
            return services.add_step(**common, days_after=data["days_after"])
        return services.prepare(**common, segment=data.get("segment"))
