"""The base of our per-site settings: reading one never writes."""

from __future__ import annotations

from typing import Self

from django.http import HttpRequest
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Site

from hustings_home.memory import remember
from hustings_home.own_choices import OwnChoicesForm


class SiteSetting(BaseSiteSetting):
    """A Wagtail site setting that a visitor's GET can read without creating its row."""

    base_form_class = OwnChoicesForm

    class Meta:
        abstract = True

    @classmethod
    def read(cls, site: Site | None) -> Self:
        """The row of this site, or an unsaved one with the defaults."""
        stored = cls.base_queryset().filter(site=site).first() if site else None
        return stored or cls(site=site)

    @classmethod
    def read_for_request(cls, request: HttpRequest | None) -> Self:
        """As `read`, for the site of the request, remembered: only for what a page shows."""
        if request is None:
            return cls.read(Site.objects.filter(is_default_site=True).first())
        name = cls.get_cache_attr_name()
        if not hasattr(request, name):
            site = Site.find_for_request(request)
            key = f"{cls._meta.label_lower}.{site.pk if site else None}"
            setattr(request, name, remember(key, lambda: cls.read(site)))
        return getattr(request, name)
