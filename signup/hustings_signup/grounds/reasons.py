"""Why a person is written to: the act by which they said yes, from the ledger (R18)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from hustings_signup import acts
from hustings_signup.models import ConsentRecord, SubjectLink, Submission


@dataclass(frozen=True)
class Reason:
    """The last yes of one person to one purpose: when, and in which form (None: by none of ours,
    or it is not kept any more)."""

    at: datetime
    submission: UUID | None


class Reasons:
    """For many people at once, in three queries; titles of acts are looked up once per act."""

    def __init__(self) -> None:
        self._titles: dict[tuple[str, str, str], str] = {}

    def of(self, supporter_ids: Collection[int], purpose: str) -> dict[int, Reason]:
        """By person; nobody without a yes. Whether it still stands is not asked here."""
        links = SubjectLink.objects.filter(supporter__in=supporter_ids)
        people = dict(links.values_list("subject", "supporter_id"))
        said = ConsentRecord.objects.filter(
            subject__in=list(people), purpose=purpose, type__in=ConsentRecord.YES
        ).order_by("occurred_at", "pk")
        rows = said.values_list("subject", "occurred_at", "submission")
        return {people[subject]: Reason(at, form) for subject, at, form in rows}

    def titles(self, reasons: Collection[Reason]) -> dict[UUID, str]:
        """What was acted on, by form, each in the language it was sent in."""
        wanted = [reason.submission for reason in reasons if reason.submission]
        forms = Submission.objects.filter(uuid__in=wanted)
        rows = list(forms.values_list("uuid", "act", "act_ref", "locale"))
        # A form with its page is a large object: one for each act.
        new = {(act, ref, locale): uuid for uuid, act, ref, locale in rows}
        asked = [uuid for key, uuid in new.items() if key not in self._titles]
        for form in Submission.objects.filter(uuid__in=asked).select_related("page"):
            key = (form.act, form.act_ref, form.locale)
            try:
                self._titles[key] = acts.get(form.act).title(form)
            except (KeyError, ObjectDoesNotExist):  # its plugin, or what was acted on, is gone
                self._titles[key] = ""
        return {
            uuid: self._titles[act, ref, locale]
            for uuid, act, ref, locale in rows
            if (act, ref, locale) in self._titles
        }


def sentence(reason: Reason | None, title: str, *, sender: str) -> str:
    """ "X writes because you asked on 3 May 2026 when acting on “...”", in the active language."""
    if reason is None:
        return _("%(sender)s writes because you are on this list.") % {"sender": sender}
    day = formats.date_format(timezone.localtime(reason.at), "DATE_FORMAT")
    if not title:
        return _("%(sender)s writes because you asked for it on %(day)s.") % {
            "sender": sender,
            "day": day,
        }
    return _("%(sender)s writes because you asked for it on %(day)s: “%(title)s”.") % {
        "sender": sender,
        "day": day,
        "title": title,
    }
