"""The sites of an installation as staff read them."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from wagtail.models import Site


def name_of(site: Site) -> str:
    """Its name, or its host; never Wagtail's "[default]", which speaks to administrators."""
    return site.site_name or site.hostname


class SiteField(forms.ModelChoiceField):
    """One of the sites, by its name."""

    def label_from_instance(self, obj: Site) -> str:
        """How an option reads."""
        return name_of(obj)

    def offer(self, sites: Sequence[Site]) -> None:
        """These are the choice; the one site needs none."""
        self.queryset = Site.objects.filter(pk__in=[site.pk for site in sites])
        if len(sites) == 1:
            self.initial, self.widget = sites[0], forms.HiddenInput()
