"""What imports hold about a person: where they came from, their number there, rows that wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_signup import keys
from hustings_signup.importing import waiting
from hustings_signup.importing.known import BAR_CONTEXT
from hustings_signup.models import (
    Identifier,
    ImportAsk,
    ImportBar,
    ImportResult,
    ImportRow,
    Supporter,
)
from hustings_signup.personal_data import Fact, Held, Holding


def _bars(supporter: Supporter) -> QuerySet[ImportBar]:
    hashes = keys.keyed_hashes(supporter.email_canonical, context=BAR_CONTEXT)
    return ImportBar.objects.filter(site_id=supporter.site_id, mailbox_hash__in=hashes)


def _asks(supporter: Supporter) -> QuerySet[ImportAsk]:
    return ImportAsk.objects.filter(
        site_id=supporter.site_id, email_canonical=supporter.email_canonical
    )


def held(supporter: Supporter) -> Iterator[Held]:
    """Each import that knows the person, their numbers elsewhere, refusals it brought."""
    for result in ImportResult.objects.filter(supporter=supporter).select_related("batch"):
        batch = result.batch
        yield Held(
            _("Brought along from %(origin)s") % {"origin": batch.origin},
            [
                Fact("imported_at", _("when"), batch.finished_at),
                Fact("row", _("row"), result.number),
                Fact("outcome", _("what became of it"), str(result.get_outcome_display())),
            ],
        )
    for number in Identifier.objects.filter(supporter=supporter).order_by("pk"):
        value = f"{number.system}:{number.key}"
        yield Held(_("Number in another tool"), [Fact("identifier", _("number"), value)])
    for bar in _bars(supporter):
        facts = [
            Fact("reason", _("reason"), str(bar.get_reason_display())),
            Fact("created_at", _("when"), bar.created_at),
        ]
        yield Held(_("Kept out of later imports"), facts)


def erase(supporter: Supporter, at: datetime) -> None:
    """Also from files that were uploaded and not imported yet."""
    _asks(supporter).delete()
    _bars(supporter).delete()
    ImportResult.objects.filter(supporter=supporter).update(supporter=None, tell_at=None)
    ImportRow.objects.filter(pk__in=waiting.rows_about(supporter)).delete()


def merge(kept: Supporter, gone: Supporter) -> None:
    """Numbers and origins move; what was asked of the old address is answered there."""
    Identifier.objects.filter(supporter=gone).update(supporter=kept)
    ImportResult.objects.filter(supporter=gone).update(supporter=kept)


HOLDING = Holding(
    "signup.imports", gettext_lazy("Brought along from elsewhere"), held, erase, merge
)
