"""What the person asked about their data by letter, mail or phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_signup.models import DataRequest, Supporter
from hustings_signup.personal_data import Fact, Held, Holding, day_fact


def held(supporter: Supporter) -> Iterator[Held]:
    """One item per request."""
    for row in DataRequest.objects.filter(supporter=supporter):
        yield Held(
            str(row.get_kind_display()),
            [
                Fact("kind", _("asks for"), str(row.get_kind_display()), shown=""),
                Fact("channel", _("came by"), str(row.get_channel_display())),
                day_fact("received_on", _("received on"), row.received_on),
                day_fact("due_on", _("answer due on"), row.due_on),
                Fact("state", _("state"), str(row.get_state_display())),
                Fact("note", _("note"), row.note),
                *_extension(row),
            ],
        )


def _extension(row: DataRequest) -> list[Fact]:
    if row.extended_at is None:
        return []
    return [
        Fact("extended_at", _("extended"), row.extended_at),
        Fact("extension_reason", _("reason of the delay"), row.extension_reason),
        Fact("extension_told", _("told of the delay"), str(row.get_extension_told_display())),
    ]


def erase(supporter: Supporter, at: datetime) -> None:
    """A request to be erased is answered by that; the others stay, without words or a person."""
    mine = DataRequest.objects.filter(supporter=supporter)
    mine.filter(kind=DataRequest.Kind.ERASE, state=DataRequest.State.OPEN).update(
        state=DataRequest.State.DONE, closed_at=at
    )
    mine.update(note="", extension_reason="")


def merge(kept: Supporter, gone: Supporter) -> None:
    """They are still due."""
    DataRequest.objects.filter(supporter=gone).update(supporter=kept)


HOLDINGS = [Holding("signup.requests", gettext_lazy("Requests about data"), held, erase, merge)]
