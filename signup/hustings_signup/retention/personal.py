"""What retention holds about a person: that they were told of an end, and whether they answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_signup.models import EndWarning, Supporter
from hustings_signup.personal_data import Fact, Held, Holding


def held(supporter: Supporter) -> Iterator[Held]:
    """One item per mail that warned of an end."""
    for row in supporter.end_warnings.order_by("-told_at"):
        yield Held(
            str(row.get_kind_display()),
            [
                Fact("told_at", _("told"), row.told_at),
                Fact("answered_at", _("answered"), row.answered_at),
            ],
        )


def erase(supporter: Supporter, at: datetime) -> None:
    """Goes with the supporter's row."""


def merge(kept: Supporter, gone: Supporter) -> None:
    """Answers move; what waits for one goes with the person who goes, whose links stop."""
    EndWarning.objects.filter(supporter=gone, answered_at__isnull=False).update(supporter=kept)


HOLDING = Holding("signup.end_warnings", gettext_lazy("Ends announced before"), held, erase, merge)
