"""Whose registrations a person of staff may see or cancel (consent.md R17)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from hustings_events.models import Event, EventPage, Registration
from hustings_signup.models import PeoplePermission
from hustings_signup.staff import access
from hustings_signup.staff.access import User

#: Permissions of organisers; they count for the events whose page the organiser made.
SEE = "hustings_events.view_registration"
CANCEL = "hustings_events.change_registration"


def site_ids(user: User) -> frozenset[int]:
    """The sites of which the user may see at least some registrations."""
    officer = access.site_ids_for(user, PeoplePermission.LIST.full_name)
    return officer | access.site_ids_for(user, SEE)


def events(user: User) -> QuerySet[Event]:
    """The events whose registrations the user may see."""
    return _events(user, everywhere=PeoplePermission.LIST, own=SEE)


def registrations(user: User) -> QuerySet[Registration]:
    """The registrations the user may see."""
    return Registration.objects.filter(event__in=events(user).order_by().values("pk"))


def cancellable(user: User) -> QuerySet[Registration]:
    """The registrations the user may cancel for a person who asks."""
    allowed = _events(user, everywhere=PeoplePermission.REDUCE, own=CANCEL)
    return registrations(user).filter(event__in=allowed.order_by().values("pk"))


def _events(user: User, *, everywhere: PeoplePermission, own: str) -> QuerySet[Event]:
    officer = access.sites_for(user, everywhere.full_name)
    organiser = access.sites_for(user, own)
    mine = EventPage.objects.filter(owner_id=user.pk).order_by()
    return Event.objects.filter(
        Q(site__in=officer.values("pk"))
        | Q(site__in=organiser.values("pk"), translation_key__in=mine.values("translation_key"))
    )
