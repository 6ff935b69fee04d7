"""What a person's record tells of their signatures."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from hustings_petitions.models import Signature
from hustings_petitions.wording import grouped
from hustings_signup.models import Supporter
from hustings_signup.staff.timeline import LIMIT, Entry


def signatures(supporter: Supporter) -> Iterator[Entry]:
    """Which number each one got, and when it was withdrawn; its form is told by signup."""
    found = Signature.objects.filter(supporter=supporter).select_related("petition")
    for signature in found[:LIMIT]:
        title = signature.petition.title
        if signature.withdrawn_at:
            yield Entry(signature.withdrawn_at, _("Signature withdrawn"), title, "edit")
        elif signature.confirmed_at and signature.number:
            words = _("Signature no. %(number)s") % {"number": grouped(signature.number)}
            yield Entry(signature.confirmed_at, words, title, "edit")
