"""Writes the log of access: which member of staff looked at whom (consent.md R17).

Screens need do nothing: `PeopleMixin` notes lists, searches and opened records, and the receivers
below note what is done for a person (from Wagtail's log) and what is exported.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.signals import post_save
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hustings_signup import keys
from hustings_signup.models import AccessEntry, ExportRecord, Supporter

#: A year: long enough to look into a leak that comes to light late (our choice, within what the
#: French authority recommends for logs: six months to a year).
KEPT = timedelta(days=365)
CONTEXT = "staff-search"
Action = AccessEntry.Action
User = AbstractBaseUser | AnonymousUser


def record(
    *,
    user: User | None,
    site_ids: Iterable[int],
    action: str,
    detail: str = "",
    supporter_number: int | None = None,
    term: str = "",
    people: int | None = None,
) -> None:
    """One entry for each site whose people were in view."""
    term = folded(term)
    told = {
        "user_id": user.pk if user else None,
        "user_name": user.get_username() if user else "",
        "at": timezone.now(),
        "action": action,
        "detail": detail[:120],
        "supporter_number": supporter_number,
        "search": kind_of(term),
        "term_hash": keys.keyed_hash(term, context=CONTEXT) if term else "",
        "people": people,
    }
    entries = [AccessEntry(site_id=site_id, **told) for site_id in site_ids]
    if len(entries) == 1:  # the usual case, in one statement instead of three
        entries[0].save(force_insert=True)
    else:
        AccessEntry.objects.bulk_create(entries)


def folded(term: str) -> str:
    """A search in the form that is hashed: case and outer spaces make no difference."""
    return " ".join(term.casefold().split())


def kind_of(term: str) -> str:
    """What a search looked for; "" for none."""
    if not term:
        return ""
    if "@" in term:
        return AccessEntry.Search.EMAIL
    return AccessEntry.Search.POSTCODE if term.isdigit() else AccessEntry.Search.WORDS


def searched_for(term: str) -> models.Q:
    """Entries of searches for this very term, under any key still known."""
    return models.Q(term_hash__in=keys.keyed_hashes(folded(term), context=CONTEXT))


def shows_people(model: Any) -> bool:
    """Whether rows of a model are people, or say something of one."""
    if model is Supporter:
        return True
    fields = model._meta.get_fields() if model is not None else []
    return any(field.name == "supporter" and field.related_model is Supporter for field in fields)


def prune() -> int:
    """Forget entries older than a year; returns how many."""
    return AccessEntry.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


def connect() -> None:
    """Listen to Wagtail's log and to exports."""
    post_save.connect(_note_act, sender=ModelLogEntry, dispatch_uid="hustings_signup_note_act")
    post_save.connect(_note_export, sender=ExportRecord, dispatch_uid="hustings_signup_note_export")


def _note_act(instance: ModelLogEntry, created: bool, **kwargs: Any) -> None:
    model = instance.content_type.model_class() if instance.content_type else None
    # An opened record is noted by its screen.
    if not created or not shows_people(model) or instance.action == "hustings_signup.open":
        return
    number, site_id = _whom(model, instance.object_id)
    if number and site_id:
        record(
            user=instance.user,
            site_ids=[site_id],
            action=Action.ACT,
            detail=instance.action,
            supporter_number=number,
        )


def _whom(model: Any, object_id: str) -> tuple[int | None, int | None]:
    """Number and site of the person an object is about. One who is erased by now has left the
    site in the entry of the screen from which it was done."""
    number: int | None = int(object_id) if object_id.isdigit() else None
    if model is not Supporter:
        number = model.objects.filter(pk=object_id).values_list("supporter_id", flat=True).first()
    if number is None:
        return None, None
    site_id = Supporter.objects.filter(pk=number).values_list("site_id", flat=True).first()
    if site_id is None:
        past = AccessEntry.objects.filter(supporter_number=number).order_by("-pk")
        site_id = past.values_list("site_id", flat=True).first()
    return number, site_id


def _note_export(instance: ExportRecord, created: bool, **kwargs: Any) -> None:
    if created:
        record(
            user=instance.user,
            site_ids=[instance.site_id],
            action=Action.EXPORT,
            detail=str(instance),
            people=instance.rows,
        )
