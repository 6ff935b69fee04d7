"""When staff opened or changed the record of a person (not who: CJEU C-579/21)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import ModelLogEntry

from hustings_signup.models import AccessEntry, Submission, Supporter
from hustings_signup.personal_data import Fact, Held, Holding


def held(supporter: Supporter) -> Iterator[Held]:
    """One item per entry, newest first."""
    for entry in ModelLogEntry.objects.for_instance(supporter).order_by("-timestamp"):
        yield Held(
            str(entry.message),
            [Fact("timestamp", _("when"), entry.timestamp, shown="")],
            at=entry.timestamp,
        )


def erase(supporter: Supporter, at: datetime) -> None:
    """The entries stay, as proof of what staff did, with a number and nothing else."""
    from hustings_signup.staff.access_log import searched_for

    ModelLogEntry.objects.for_instance(supporter).update(label=str(supporter), data={})
    sent = Submission.objects.filter(supporter=supporter)
    called = {(supporter.given_name, supporter.family_name)}
    called |= set(sent.values_list("given_name", "family_name"))
    terms = {supporter.email, supporter.email_canonical}
    for given, family in called:
        terms |= {given, family, f"{given} {family}", f"{family} {given}"}
    for term in terms - {"", " "}:
        AccessEntry.objects.filter(searched_for(term), site=supporter.site_id).update(term_hash="")


HOLDINGS = [Holding("signup.access", gettext_lazy("When our team opened the record"), held, erase)]
