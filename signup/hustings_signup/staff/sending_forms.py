"""Send a person the form: at a stall, on the phone. Nothing enters the list by it (R9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Page, Site, get_page_models

from hustings_signup import sent_forms, services
from hustings_signup.forms import MailboxField
from hustings_signup.models import FormPageMixin, PeoplePermission
from hustings_signup.staff.views import PeopleMixin

#: Forms of each kind that are offered, newest first.
OFFERED = 50


class SendForm(forms.Form):
    """One address and one form."""

    page = forms.ChoiceField(label=_("Form"))
    email = MailboxField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        help_text=_("As the person tells it; read it back to them. It is forgotten once sent."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].choices = choices  # type: ignore[attr-defined]


def open_forms(sites: list[Site]) -> Iterator[tuple[str, list[Any]]]:
    """Kind of page, and those with an open form on these sites: the reader's language first."""
    for model in get_page_models():
        if not issubclass(model, FormPageMixin):
            continue
        found: list[Any] = []
        for site in sites:
            pages = model.objects.live().public().descendant_of(site.root_page.get_parent())
            pages = pages.select_related("locale").order_by("-pk")[:OFFERED]
            found += [p for p in pages if p.get_site() == site and sent_forms.is_open(p)]
        if found:
            found.sort(key=lambda page: page.locale.language_code != get_language())
            yield str(model._meta.verbose_name_plural), found


class SendFormView(PeopleMixin, FormView):
    """The answer never tells whether the address is known, refused or over its limit (R5)."""

    permission = PeoplePermission.SEND_FORM
    form_class = SendForm
    template_name = "hustings_signup/admin/send_form.html"
    page_title = _("Send a form")
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Home, this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def pages(self) -> dict[str, list[Page]]:
        """What can be sent."""
        return dict(open_forms(self.sites))

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form offers open forms of the user's sites only."""
        choices = [
            (kind, [(str(p.pk), f"{p.title} ({p.locale})") for p in pages])
            for kind, pages in self.pages.items()
        ]
        return super().get_form_kwargs() | {"choices": choices}

    def get_initial(self) -> dict[str, Any]:
        """The form sent last: at a stall it is the same all day."""
        return {"page": self.request.GET.get("page", "")}

    def form_valid(self, form: SendForm) -> HttpResponse:
        """Logged with the page; the address stands in no log."""
        pk = int(form.cleaned_data["page"])
        page = next(p for pages in self.pages.values() for p in pages if p.pk == pk)
        services.send_form(page=page, mailbox=form.cleaned_data["email"])
        log(instance=page, action="hustings_signup.send_form", user=self.request.user)
        messages.success(
            self.request,
            gettext(
                "If this mailbox may be written to, the form is on its way. Nothing was added to "
                "the list."
            ),
        )
        return redirect(f"{reverse('hustings_send_form:index')}?page={pk}")
