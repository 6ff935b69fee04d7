"""Everything that happened between a person and the campaign, in one order.

A plugin adds its own rows: `timeline.register(source)` in AppConfig.ready(), where
`source(supporter)` yields entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from wagtail.log_actions import registry as log_registry

from hustings_home.wording import labelled
from hustings_signup import acts, purposes
from hustings_signup.models import ConsentRecord, Outbox, Submission, Supporter
from hustings_signup.staff.labels import held_label, mail_label
from hustings_signup.staff.proof import ConsentProof

#: Entries of each kind; older ones are in the list of consents and in the database.
LIMIT = 100


@dataclass(frozen=True)
class Entry:
    """One line: when, what, a detail, and the icon of Wagtail's set that stands before it."""

    at: datetime
    text: str
    detail: str = ""
    icon: str = "info-circle"


Source = Callable[[Supporter], Iterable[Entry]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source; the same one twice counts once."""
    if source not in _sources:
        _sources.append(source)


def entries(supporter: Supporter, proofs: list[ConsentProof]) -> list[Entry]:
    """All entries, newest first."""
    found = [*_submissions(supporter), *_statements(proofs), *_mails(supporter), *_staff(supporter)]
    for source in _sources:
        found += source(supporter)
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _submissions(supporter: Supporter) -> Iterator[Entry]:
    rows = Submission.objects.filter(supporter=supporter).select_related("page")[:LIMIT]
    for row in rows:
        what = purposes.label_of(row.act)
        yield Entry(
            row.created_at,
            _("Form sent: %(what)s") % {"what": what},
            " · ".join(filter(None, (title_of(row) or row.act_ref, _held(row)))),
            "form",
        )
        if row.confirmed_at:
            yield Entry(
                row.confirmed_at,
                _("Confirmed: %(what)s") % {"what": what},
                title_of(row),
                "circle-check",
            )


def title_of(submission: Submission) -> str:
    """What was acted on; "" when its plugin or page is gone."""
    try:
        return acts.get(submission.act).title(submission)
    except KeyError:
        return submission.page.title if submission.page else ""


def _held(submission: Submission) -> str:
    if not submission.is_held:
        return ""
    return _("held: %(reason)s") % {"reason": held_label(submission.held_reason)}


def _statements(proofs: list[ConsentProof]) -> Iterator[Entry]:
    """Confirmed consents and ends; what was merely asked stands under "form sent"."""
    for proof in proofs:
        record = proof.record
        if record.type in {ConsentRecord.Type.REQUESTED, ConsentRecord.Type.NOT_GIVEN}:
            continue
        yield Entry(
            record.occurred_at,
            labelled(proof.purpose, record.get_type_display()),
            f"{record.get_channel_display()} · {record.get_actor_display()}",
            "cross" if proof.is_against else "tick-inverse",
        )


def _mails(supporter: Supporter) -> Iterator[Entry]:
    for row in Outbox.objects.filter(supporter=supporter)[:LIMIT]:
        yield Entry(
            row.finished_at or row.created_at,
            _("Mail “%(kind)s”: %(state)s")
            % {"kind": mail_label(row.kind), "state": row.get_state_display()},
            row.failure,
            "mail",
        )


def _staff(supporter: Supporter) -> Iterator[Entry]:
    """What staff did with this record, themselves included."""
    logs = log_registry.get_logs_for_instance(supporter).select_related("user")
    for log in logs.order_by("-timestamp")[:LIMIT]:
        yield Entry(log.timestamp, str(log.message), log.user_display_name, "user")
