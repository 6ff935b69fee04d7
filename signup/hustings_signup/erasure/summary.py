"""What an erasure takes and what it leaves, in words, said before it is done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hustings_signup import personal_data
from hustings_signup.models import Supporter

#: Told under what stays: records point to nobody, entries of the log hold a number.
STAYS = {"signup.consents", "signup.access"}


def goes(supporter: Supporter) -> list[tuple[str, int]]:
    """Each kind of thing that is held, and how many of it."""
    found = [
        (str(holding.label), sum(1 for _item in holding.held(supporter)))
        for holding in personal_data.registered()
        if holding.key not in STAYS
    ]
    return [(label, count) for label, count in found if count]


def stays() -> list[str]:
    """The same for everybody."""
    return [
        _("The number of signatures of a petition and of guests of a past event, without a name."),
        _("The records that somebody agreed and left: a random number that points to nobody."),
        _("A code computed from the address, so that no file brings it back. Only the person's "
          "own new form ends it."),
        _("The dates on which our team opened the record, with its number and nothing else."),
    ]  # fmt: skip
