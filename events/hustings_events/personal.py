"""What events hold about a person: registrations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_events import seats
from hustings_events.models import Registration
from hustings_events.services.queueing import promote
from hustings_signup import links
from hustings_signup.models import Link, Supporter
from hustings_signup.personal_data import Fact, Held, Holding

State = Registration.State
#: The link to see and cancel a registration, as the mail has it (`acts.LINK_KIND`).
LINK_KIND = "registration"
FACTS = ("party_size", "note", "created_at", "confirmed_at", "ended_at")


def held(supporter: Supporter) -> Iterator[Held]:
    """One item per registration, with the link to cancel one that counts."""
    meta = Registration._meta
    found = Registration.objects.filter(supporter=supporter).select_related("event")
    for registration in found:
        facts = [
            Fact("state", _("state"), str(registration.get_state_display())),
            Fact("starts_at", _("start"), registration.event.starts_at),
        ]
        facts += [
            Fact(name, str(meta.get_field(name).verbose_name), getattr(registration, name))  # type: ignore[union-attr]
            for name in FACTS
        ]
        yield Held(registration.event.title, facts, _links(registration))


def _links(registration: Registration) -> list[tuple[str, str]]:
    link = (
        Link.objects.filter(kind=LINK_KIND, submission=registration.submission_id).first()
        if registration.is_live
        else None
    )
    return [(_("See or cancel my registration"), links.path(link))] if link else []


def erase(supporter: Supporter, at: datetime) -> None:
    """The seats of what is to come go to the next; who came stays counted, without a person."""
    mine = Registration.objects.filter(supporter=supporter)
    for event_id in sorted(set(mine.values_list("event", flat=True))):  # one order: no deadlock
        event = seats.lock(event_id)
        here = mine.filter(event=event)
        if event.ends_at <= at:
            here.filter(state=State.REGISTERED).update(
                state=State.ANONYMISED, supporter=None, submission=None, folded_hash="", note=""
            )
            here = Registration.objects.filter(supporter=supporter, event=event)
        held_now = sum(here.values_list("seats_held", flat=True))
        here.delete()
        seats.give_back(event, held_now)
        promote(event=event, at=at)


def merge(kept: Supporter, gone: Supporter) -> None:
    """Each registration stays what it is, under the person who is kept."""
    Registration.objects.filter(supporter=gone).update(supporter=kept)


HOLDING = Holding(
    "events.registrations", gettext_lazy("Registrations for events"), held, erase, merge
)
