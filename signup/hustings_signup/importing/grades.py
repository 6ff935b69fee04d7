"""Grades the proof of one row (consent.md R10): nothing here knows a database."""

from datetime import datetime
from enum import StrEnum

from hustings_signup.importing.names import listed


class Grade(StrEnum):
    """A is a consent with proof; B and C are asked once; D is refused and listed."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Answer(StrEnum):
    """What a row says: yes, nothing clear, no statement at all, or something against."""

    YES = "yes"
    UNCLEAR = "unclear"
    NONE = "none"
    REFUSED = "refused"
    BOUNCED = "bounced"


AGAINST = frozenset({Answer.REFUSED, Answer.BOUNCED})
#: Words other tools write for the state of an address.
STATUS = {
    **dict.fromkeys(("subscribed", "abonne", "inscrit", "active", "actif"), Answer.YES),
    **dict.fromkeys(
        listed(
            "unsubscribed spam_complaint spam_complaints complained spam desabonne desinscrit "
            "refused opted_out banned suppressed"
        ),
        Answer.REFUSED,
    ),
    **dict.fromkeys(listed("bouncing bounced bounce cleaned invalid"), Answer.BOUNCED),
    **dict.fromkeys(
        listed(
            "never never_subscribed not_subscribed nonsubscribed non_subscribed pending "
            "transactional archived unconfirmed"
        ),
        Answer.NONE,
    ),
}


def grade(
    *, answer: Answer, at: datetime | None, has_words: bool, has_source: bool, has_ip: bool
) -> Grade:
    """Text, time and source: A. Time or network address: B. A bare yes: C. Nothing: D.

    A blank beside a column of yes and no is no yes, whatever else the row holds: never A.
    """
    if answer is Answer.NONE:
        return Grade.D
    if answer is Answer.YES and at and has_words and has_source:
        return Grade.A
    if at or has_ip:
        return Grade.B
    return Grade.C if answer is Answer.YES else Grade.D
