"""Declares the companies that work for a campaign, and ends them. Nothing is ever deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from hustings_signup import processors
from hustings_signup.models import ProcessorEntry


@transaction.atomic
def declare_processor(
    *,
    site: Site,
    name: str,
    country: str,
    is_outside_eu: bool,
    purpose: str,
    safeguard: str,
    since_on: date | None = None,
    key: str = "",
    by: Any = None,
    at: datetime | None = None,
) -> ProcessorEntry:
    """A new live entry; `key` only of a registered service. ValidationError by field."""
    if key and processors.get(key) is None:
        raise ValidationError({"name": _("This service is not part of this installation.")})
    at = at or timezone.now()
    # One declaration of a site after the other: the second of one service says so in words.
    Site.objects.select_for_update().get(pk=site.pk)
    if key and processors.is_declared(site.pk, key):
        raise ValidationError({"name": _("This service is declared already.")})
    entry = ProcessorEntry(site=site, key=key, declared_at=at, declared_by=by)
    return _save(
        entry,
        name=name,
        country=country,
        is_outside_eu=is_outside_eu,
        purpose=purpose,
        safeguard=safeguard,
        since_on=since_on or timezone.localdate(at),
        today=timezone.localdate(at),
    )


@transaction.atomic
def correct_processor(
    *,
    entry: ProcessorEntry,
    name: str,
    country: str,
    is_outside_eu: bool,
    purpose: str,
    safeguard: str,
    since_on: date,
    at: datetime | None = None,
) -> ProcessorEntry:
    """Other words for a live entry; ValidationError by field, also when it has ended."""
    locked = ProcessorEntry.objects.select_for_update().get(pk=entry.pk)
    if locked.ended_on is not None:
        raise ValidationError({"name": _("It has ended: declare it anew.")})
    return _save(
        locked,
        name=name,
        country=country,
        is_outside_eu=is_outside_eu,
        purpose=purpose,
        safeguard=safeguard,
        since_on=since_on,
        today=timezone.localdate(at),
    )


def end_processor(*, entry: ProcessorEntry, on: date | None = None) -> bool:
    """From now on its service counts as not declared; False when it had ended already."""
    on = max(on or timezone.localdate(), entry.since_on)
    return bool(ProcessorEntry.objects.filter(pk=entry.pk, ended_on=None).update(ended_on=on))


def _save(entry: ProcessorEntry, *, today: date, **values: Any) -> ProcessorEntry:
    for column, value in values.items():
        setattr(entry, column, " ".join(value.split()) if isinstance(value, str) else value)
    entry.full_clean()
    if entry.since_on > today:
        raise ValidationError({"since_on": _("Declare it on the day it begins, not before.")})
    entry.save()
    return entry
