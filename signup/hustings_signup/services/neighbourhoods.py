"""Defines the neighbourhoods of a site; what forms offer follows, in words published anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from wagtail.models import Site

from hustings_home.memory import forget
from hustings_signup.models import Neighbourhood
from hustings_signup.services.notices import publish_neighbourhoods


@transaction.atomic
def save_neighbourhood(
    *,
    site: Site,
    key: str,
    names: Mapping[str, str],
    postcodes: Iterable[str] = (),
    sort_order: int = 0,
    is_open: bool = True,
    at: datetime | None = None,
) -> Neighbourhood:
    """Make the neighbourhood of this key, or change it; ValidationError by field.

    The notices in force that offer neighbourhoods get a new version when the boxes change: a
    box is always the one of published words. Who agreed before need not be asked again.
    """
    # One change of a site after the other, so that no version is numbered twice.
    Site.objects.select_for_update().get(pk=site.pk)
    found = Neighbourhood.objects.filter(site=site, key=key).first()
    saved = found or Neighbourhood(site=site, key=key)
    saved.names = {code: " ".join(name.split()) for code, name in names.items() if name.strip()}
    saved.postcodes = ", ".join(dict.fromkeys(code.strip() for code in postcodes if code.strip()))
    saved.sort_order, saved.is_open = sort_order, is_open
    saved.full_clean()
    saved.save()
    publish_neighbourhoods(site=site, at=at)
    forget()
    transaction.on_commit(forget)
    return saved
