"""ISO 8601 durations as people say them."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_PARTS = re.compile(r"(\d+)([YMWD])")


def in_words(duration: str) -> str:
    """`P6M` as "6 months"; what is no duration of years, months, weeks or days as it stands."""
    if not re.fullmatch(r"P(\d+[YMWD])+", duration):
        return duration
    return ", ".join(_part(int(number), unit) for number, unit in _PARTS.findall(duration))


def kept(duration: str) -> str:
    """What the retention of a notice means: it runs from the end of what was agreed to."""
    words = in_words(duration)
    if words == duration:
        return duration
    return _(
        "at most %(period)s after the end: the closing, the event, the vote or the last contact"
    ) % {"period": words}


def _part(number: int, unit: str) -> str:
    words = {
        "Y": ngettext("%(count)d year", "%(count)d years", number),
        "M": ngettext("%(count)d month", "%(count)d months", number),
        "W": ngettext("%(count)d week", "%(count)d weeks", number),
        "D": ngettext("%(count)d day", "%(count)d days", number),
    }
    return words[unit] % {"count": number}
