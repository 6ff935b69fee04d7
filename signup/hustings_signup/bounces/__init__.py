"""Mails that come back: whose they were, what was reported, and what follows.

Two doors bring reports: a mailbox that `reading` reads, and the webhook of a mail provider
(`webhook`). Only a Message-ID that we sent counts, found by whoever wrote the mail: the outbox
here, other plugins by `register_finder`. It is a random number that only the recipient and the
servers on the way have seen, so nobody can end another person's consent by a forged report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hustings_signup.models import Outbox, Supporter
from hustings_signup.services import bouncing


@dataclass(frozen=True)
class Report:
    """What another server says about one mail. `kind`: hard, soft, complaint, or nothing (a mail
    that is only late). `recipients`: the addresses it names, lower case."""

    kind: str
    message_id: str
    status: str = ""
    recipients: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """A mail of ours: to whom (None: not to a supporter) and when it was written. `mark` notes
    the report in the plugin's own row."""

    supporter: Supporter | None
    sent_at: datetime
    mark: Callable[[str], None] | None = None


Finder = Callable[[str], Found | None]
_finders: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Let a plugin recognise the Message-IDs it has sent (given without angle brackets); it
    answers None for others."""
    if finder not in _finders:
        _finders.append(finder)


def find(message_id: str) -> Found | None:
    """The mail of ours with this Message-ID, with or without angle brackets."""
    bare = message_id.strip().strip("<>")
    for finder in [_of_outbox, *_finders]:
        if bare and (found := finder(bare)) is not None:
            return found
    return None


@transaction.atomic
def apply(report: Report, *, at: datetime | None = None) -> bool:
    """Do what a report asks for; whether it speaks of a mail of ours. Repeating it is harmless."""
    found = find(report.message_id)
    if found is None:
        return False
    if not report.kind:
        return True
    if found.mark:
        found.mark(report.kind)
    if found.supporter is None:
        return True
    if report.kind == "complaint":
        bouncing.complained(supporter=found.supporter, at=at)
        return True
    bouncing.bounced(
        supporter=found.supporter,
        is_hard=report.kind == "hard" and _is_about(found.supporter, report),
        sent_at=found.sent_at,
        status=report.status,
        at=at,
    )
    return True


def _is_about(supporter: Supporter, report: Report) -> bool:
    """A mailbox that our reader forwards to may be gone; theirs is not."""
    own = {supporter.email.lower(), supporter.email_canonical.lower()}
    return not report.recipients or bool(own & report.recipients)


def uuid_of(message_id: str) -> UUID | None:
    """The row a Message-ID of ours names (`uuid@host`, without brackets)."""
    match = re.fullmatch(r"([0-9a-f-]{36})@[^@\s]+", message_id.lower())
    try:
        return UUID(match.group(1)) if match else None
    except ValueError:
        return None


def _of_outbox(message_id: str) -> Found | None:
    key = uuid_of(message_id)
    if key is None:
        return None
    row = Outbox.objects.select_related("supporter").filter(uuid=key, attempts__gt=0).first()
    return Found(row.supporter, row.created_at) if row else None
