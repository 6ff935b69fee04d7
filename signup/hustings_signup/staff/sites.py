"""The sites of an installation as staff read them."""

from __future__ import annotations

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
