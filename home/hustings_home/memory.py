"""What every page asks and seldom changes, remembered for a few seconds.

Saving a page or a setting forgets everything at once in a shared cache, and in the process that
saved when each process has a cache of its own; the others follow within `SECONDS`. Only for what
visitors are shown: whatever is written down (notices, mails) is read from the database.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import models, transaction
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Locale, Page, Site

T = TypeVar("T")

SECONDS = 10
GENERATION = "hustings_home.memory"
SHOWN_EVERYWHERE = (BaseSiteSetting, Page, Site, Locale)
_ABSENT = object()


def remember(key: str, make: Callable[[], T], *, seconds: int | None = None) -> T:
    """The value under `key`, made by `make` when nobody asked in the last `seconds` (default:
    SECONDS); it must be picklable."""
    full_key = f"{GENERATION}.{cache.get_or_set(GENERATION, 1, None)}.{key}"
    found: Any = cache.get(full_key, _ABSENT)
    if found is _ABSENT:
        found = make()
        cache.set(full_key, found, SECONDS if seconds is None else seconds)
    return found


def forget() -> None:
    """Begin again: what was remembered is asked once more."""
    try:
        cache.incr(GENERATION)
    except ValueError:  # nothing was remembered yet, or the cache was emptied
        cache.set(GENERATION, 1, None)


def forget_when_shown(sender: type[models.Model], instance: models.Model, **kwargs: object) -> None:
    """Signal receiver: now for who asks within this transaction, then for everybody."""
    if isinstance(instance, SHOWN_EVERYWHERE):
        forget()
        transaction.on_commit(forget)
