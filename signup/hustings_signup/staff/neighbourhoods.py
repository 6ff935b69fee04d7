"""The neighbourhoods of a site: how many chose each, and the form that defines one."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log
from wagtail.models import Site

from hustings_home.languages import translated_name
from hustings_signup import neighbourhoods, services
from hustings_signup.forms import clean_postcode
from hustings_signup.models import Neighbourhood, Notice, Subscription
from hustings_signup.models.neighbourhoods import MAX_NAME
from hustings_signup.staff import access, columns
from hustings_signup.staff.sites import name_of
from hustings_signup.staff.views import PeopleMixin

#: Defining one publishes words: whoever may publish notices may do it.
PUBLISH = "hustings_signup.publish_noticetext"
FIELDS = ("key", "postcodes", "sort_order", "is_open")


class NeighbourhoodIndexView(PeopleMixin, BaseListingView):
    """Each with how many people are on its list; no person, so whoever works for the site may
    look."""

    model = Neighbourhood
    page_title = _("Neighbourhoods")
    header_icon = "site"
    index_url_name = "hustings_neighbourhoods:index"
    template_name = "hustings_signup/admin/listing.html"
    results_template_name = "hustings_signup/admin/plain_results.html"
    table_classname = "listing hustings-listing"
    paginate_by = 100

    @cached_property
    def publishing(self) -> frozenset[int]:
        """The sites whose neighbourhoods the user may define."""
        return access.site_ids_for(self.request.user, PUBLISH)

    @cached_property
    def columns(self) -> list[Any]:
        """Names lead to the form for those who may use it."""
        return [
            TitleColumn("name", label=_("Name"), accessor=str, get_url=self.edit_url),
            columns.Cell("key", label=_("Key")),
            columns.Cell("is_open", label=_("Offered"), accessor=_offered),
            columns.Number("chosen", label=_("On the list")),
            columns.Number("waiting", label=_("Waiting for confirmation")),
            columns.Cell("postcodes", label=_("Postcodes")),
            columns.Cell("site", label=_("Site"), accessor=columns.site_name),
        ]

    def edit_url(self, row: Neighbourhood) -> str | None:
        """None where the user may only look."""
        if row.site_id not in self.publishing:
            return None
        return reverse("hustings_neighbourhoods:edit", args=[row.pk])

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """A new one, for each site."""
        sites = [site for site in self.sites if site.pk in self.publishing]
        return [
            HeaderButton(
                _("New neighbourhood")
                if len(sites) == 1
                else gettext("New neighbourhood: %(site)s") % {"site": name_of(site)},
                url=reverse("hustings_neighbourhoods:add", args=[site.pk]),
                icon_name="plus",
            )
            for site in sites
        ]

    def get_base_queryset(self) -> QuerySet[Neighbourhood]:
        """Of the user's sites, in their order."""
        found = Neighbourhood.objects.filter(site__in=self.site_ids).select_related("site")
        return found.order_by("site", "sort_order", "key")

    def get_table(self, object_list: Any) -> Any:
        """One query counts for each site."""
        rows = list(object_list)
        people = {site_id: neighbourhoods.people(site_id) for site_id in {r.site_id for r in rows}}
        for row in rows:
            counted = people[row.site_id]
            row.chosen = counted.get((row.purpose, Subscription.State.ACTIVE), 0)
            row.waiting = counted.get((row.purpose, Subscription.State.PENDING), 0)
        return super().get_table(rows)


class NeighbourhoodForm(forms.Form):
    """A name in each language; the key only of a new one."""

    def __init__(self, *args: Any, neighbourhood: Neighbourhood, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.neighbourhood = neighbourhood
        for code, _language in settings.LANGUAGES:
            self.fields[name_field(code)] = forms.CharField(
                label=gettext("Name (%(language)s)") % {"language": translated_name(code)},
                max_length=MAX_NAME,
                required=code == settings.LANGUAGES[0][0],
                initial=neighbourhood.names.get(code, "") if neighbourhood.names else "",
            )
        for name in FIELDS:
            column = cast(models.Field, Neighbourhood._meta.get_field(name))
            self.fields[name] = cast(
                forms.Field, column.formfield(initial=getattr(neighbourhood, name))
            )
        if neighbourhood.pk:
            del self.fields["key"]

    def clean_postcodes(self) -> list[str]:
        """Each one, a space inside dropped."""
        return [clean_postcode(code) for code in re.split("[,;]", self.cleaned_data["postcodes"])]

    def clean_key(self) -> str:
        """One that the site has not used: it names a list for ever."""
        key: str = self.cleaned_data["key"]
        if Neighbourhood.objects.filter(site=self.neighbourhood.site, key=key).exists():
            raise ValidationError(_("Another neighbourhood has this key."))
        return key

    @property
    def names(self) -> dict[str, str]:
        """By language."""
        return {code: self.cleaned_data[name_field(code)] for code, _name in settings.LANGUAGES}


def name_field(code: str) -> str:
    """The field with the name in a language."""
    return f"name_{code}"


class NeighbourhoodEditView(PeopleMixin, FormView):
    """Makes one, or changes it. None is ever deleted: it can be closed."""

    form_class = NeighbourhoodForm
    template_name = "hustings_signup/admin/neighbourhood.html"
    header_icon = "site"
    kwargs: dict[str, Any]

    @cached_property
    def site_ids(self) -> list[int]:
        """Where the user may publish notices."""
        return sorted(access.site_ids_for(self.request.user, PUBLISH))

    @cached_property
    def neighbourhood(self) -> Neighbourhood:
        """The one of the address, or a new one for the site of the address."""
        if "pk" in self.kwargs:
            mine = Neighbourhood.objects.filter(site__in=self.site_ids).select_related("site")
            return get_object_or_404(mine, pk=self.kwargs["pk"])
        site = get_object_or_404(Site, pk=self.kwargs["site_id"], pk__in=self.site_ids)
        return Neighbourhood(site=site, names={})

    def get_page_title(self) -> str:
        """Its name."""
        return self.neighbourhood.name() or gettext("New neighbourhood")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        return [
            *self.breadcrumbs_items,
            {"url": self.get_success_url(), "label": gettext("Neighbourhoods")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form knows which."""
        return super().get_form_kwargs() | {"neighbourhood": self.neighbourhood}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The key of one that exists, and whether any form has words for it."""
        return super().get_context_data(**kwargs) | {
            "neighbourhood": self.neighbourhood,
            "has_words": has_words(self.neighbourhood.site),
            "notices_url": reverse("wagtailsnippets_hustings_signup_noticetext:list"),
        }

    def get_success_url(self) -> str:
        """Back to the list."""
        return reverse("hustings_neighbourhoods:index")

    def form_valid(self, form: NeighbourhoodForm) -> HttpResponse:
        """Saved and, where a notice offers neighbourhoods, published; logged."""
        cleaned = form.cleaned_data
        try:
            with transaction.atomic():
                saved = services.save_neighbourhood(
                    site=self.neighbourhood.site,
                    key=self.neighbourhood.key or cleaned["key"],
                    names=form.names,
                    postcodes=cleaned["postcodes"],
                    sort_order=cleaned["sort_order"],
                    is_open=cleaned["is_open"],
                )
                log(
                    instance=saved,
                    action="hustings_signup.save_neighbourhood",
                    user=self.request.user,
                    data={"key": saved.key, "is_open": saved.is_open},
                )
        except ValidationError as error:
            for name, found in error.message_dict.items():
                first = name_field(settings.LANGUAGES[0][0])
                form.add_error(name if name in form.fields else first, found)
            return self.form_invalid(form)
        messages.success(self.request, gettext("Neighbourhood saved."))
        return redirect(self.get_success_url())


def has_words(site: Site) -> bool:
    """Whether a notice in force says what the box of a neighbourhood means."""
    notices = Notice.objects.filter(site=site).in_force()
    return any(notice.content.get("neighbourhood_label") for notice in notices)


def _offered(row: Neighbourhood) -> str:
    return gettext("yes") if row.is_open else gettext("closed")
