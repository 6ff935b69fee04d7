"""Since when a person's consent to a list has been in force without a break."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from hustings_signup.models import ConsentRecord, SubjectLink


def in_force_since(supporter_ids: Collection[int], purpose: str) -> dict[int, datetime]:
    """By person, the first yes to a list after the last end of it; nobody whose consent is not in
    force. A second yes or a renewal begins nothing, and what a merge repeats was said when it
    was said first. Two queries, and one for each yes that a merge carried over."""
    from hustings_signup.services.statements import first_said

    links = SubjectLink.objects.filter(supporter__in=supporter_ids)
    people = dict(links.values_list("subject", "supporter_id"))
    said = ConsentRecord.objects.filter(
        subject__in=list(people),
        purpose=purpose,
        type__in=[*ConsentRecord.YES, *ConsentRecord.ENDS],
    ).order_by("occurred_at", "pk")
    yes: dict[int, dict[UUID | None, datetime]] = {}
    for record in said:
        given = yes.setdefault(people[record.subject], {})
        if record.type in ConsentRecord.YES:
            given.setdefault(record.submission, first_said(record))
        elif record.type == ConsentRecord.Type.EXPIRED and record.submission:
            # One form ran out, not what another said.
            given.pop(record.submission, None)
        else:
            given.clear()
    return {person: min(given.values()) for person, given in yes.items() if given}
