"""What a person's record tells of their registrations."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from hustings_events.models import Registration
from hustings_signup.models import Supporter
from hustings_signup.staff.timeline import LIMIT, Entry


def registrations(supporter: Supporter) -> Iterator[Entry]:
    """How each one ended; that it was sent and confirmed is told by the submission."""
    found = Registration.objects.filter(supporter=supporter).select_related("event")
    for registration in found.exclude(ended_at=None)[:LIMIT]:
        if registration.ended_at:
            state = registration.get_state_display()
            words = _("Registration: %(state)s") % {"state": state}
            yield Entry(registration.ended_at, words, registration.event.title, "date")
