"""Writes down what calls did. `changed` is never touched: who marks a row meanwhile is not lost."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.utils import timezone

from hustings_mailchimp.api import Json
from hustings_mailchimp.calls import Errand, Outcome, Result, last_changed
from hustings_mailchimp.models import Audience, Contact
from hustings_mailchimp.services.reducing import reduce
from hustings_signup.failures import Failure, Kind

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
#: Mailchimp works on a request for two minutes: what was not answered may still happen, and what
#: follows must come after it.
IN_DOUBT = timedelta(seconds=130)
State = Contact.State


def wait_before(attempts: int) -> timedelta:
    """Doubling from 30 seconds to an hour, with up to a quarter of jitter."""
    wait = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
    return wait * (1 + random.random() / 4)  # noqa: S311 - jitter, not a secret


def start(errands: list[Errand]) -> list[Errand]:
    """Note, before the call, that these may be there from now on; those still to be called for.

    Whoever is erased from this commit on leaves a row that owes an erasure there; whoever was
    erased before it is left out.
    """
    pks = [errand.pk for errand in errands]
    Contact.objects.filter(pk__in=pks, is_tried=False).update(is_tried=True)
    alive = set(
        Contact.objects.filter(pk__in=pks, supporter__isnull=False).values_list("pk", flat=True)
    )
    return [errand for errand in errands if errand.pk in alive]


def settle(audience: Audience, outcomes: Iterable[Outcome]) -> None:
    """Each row after its call."""
    told: list[tuple[Outcome, Json, str]] = []
    unchanged: dict[int, list[int]] = defaultdict(list)
    for outcome in outcomes:
        errand, there = outcome.errand, outcome.there
        match outcome.result:
            case Result.SUBSCRIBED | Result.ENDED if there is not None:
                is_in = outcome.result is Result.SUBSCRIBED and errand.wish is not None
                told.append((outcome, there, errand.wish.code if is_in and errand.wish else ""))
            case Result.SUBSCRIBED:
                unchanged[errand.seen].append(errand.pk)
            case Result.ENDED:
                _update(errand, pushed="", status_there="", seen=errand.seen)
            case Result.ARCHIVED:
                archived = {"status_there": "archived", "to_archive": False, "pushed": ""}
                _update(errand, seen=errand.seen, **archived)
            case Result.ERASED:
                Contact.objects.filter(pk=errand.pk, supporter=None).delete()
            case Result.ASKED:
                assert there is not None  # noqa: S101
                _update(
                    errand,
                    **_of(there),
                    seen=errand.seen,
                    pushed="",
                    asked_at=timezone.now(),
                    state=State.BLOCKED,
                    failure="asked_by_mailchimp",
                )
            case Result.AGAINST:
                assert there is not None  # noqa: S101
                _update(
                    errand,
                    **_of(there),
                    seen=errand.seen,
                    pushed="",
                    state=State.BLOCKED,
                    failure="compliance_state",
                )
            case Result.FAILED:
                assert outcome.failure is not None  # noqa: S101
                _fail(outcome, outcome.failure)
    for seen, pks in unchanged.items():
        Contact.objects.filter(pk__in=pks).update(
            seen=seen, attempts=0, failure="", state=State.OPEN
        )
    if told:
        _write(told)


def looked_up(audience: Audience, row: Contact, there: Json | None) -> None:
    """After reading a contact again: their word is honoured here, and what differs from the wish
    is marked for the push that follows."""
    if there is not None:
        reduce(audience, row, there)
    known = _of(there) if there else {"status_there": "", "changed_there": None}
    is_as_left = there is not None and there["status"] == row.status_there
    Contact.objects.filter(pk=row.pk).update(
        **known,
        to_reread=False,
        pushed=row.pushed if is_as_left else "",
        changed=F("changed") + 1,
    )


def _of(there: Json) -> dict[str, Any]:
    return {
        "contact_id": str(there.get("contact_id", ""))[:40],
        "status_there": str(there["status"])[:15],
        "changed_there": last_changed(there),
    }


def _update(errand: Errand, **values: Any) -> None:
    defaults = {"attempts": 0, "failure": "", "state": State.OPEN}
    Contact.objects.filter(pk=errand.pk).update(**{**defaults, **values})


def _fail(outcome: Outcome, failure: Failure) -> None:
    """Passing and configuration failures try again; a refusal of the person waits for them or for
    staff. What is to end or to be erased is never given up."""
    errand = outcome.errand
    row = Contact.objects.filter(pk=errand.pk)
    is_final = failure.kind in (Kind.PERMANENT, Kind.COMPLIANCE, Kind.FORGOTTEN)
    if is_final and errand.wish is not None:
        state = State.DEAD if failure.kind is Kind.PERMANENT else State.BLOCKED
        row.update(state=state, failure=failure.code, seen=errand.seen, pushed="")
        return
    attempts = row.values_list("attempts", flat=True).first() or 0
    wait = max(wait_before(attempts), IN_DOUBT if outcome.may_have_worked else timedelta(0))
    row.update(
        attempts=F("attempts") + 1,
        failure=failure.code,
        due_at=timezone.now() + wait,
        pushed="",  # nobody knows what they are told there now
    )


def _write(told: list[tuple[Outcome, Json, str]]) -> None:
    """Five hundred rows in one statement, alike on both engines."""
    adapt = connection.ops.adapt_datetimefield_value
    values: list[Any] = []
    for outcome, there, code in told:
        known = _of(there)
        changed = known["changed_there"]
        values += [
            outcome.errand.pk,
            outcome.errand.seen,
            known["contact_id"],
            known["status_there"],
            adapt(changed) if changed else None,
            code,
        ]
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(told))
    with connection.cursor() as cursor:
        cursor.execute(SETTLE.replace("@rows", rows), values)


#: Whoever was erased meanwhile keeps no code of their address.
SETTLE = """
    WITH told (id, seen, contact_id, status_there, changed_there, code) AS (VALUES @rows)
    UPDATE hustings_mailchimp_contact SET
        seen = told.seen, contact_id = told.contact_id, status_there = told.status_there,
        changed_there = told.changed_there, attempts = 0, failure = '', state = '',
        pushed = CASE WHEN supporter_id IS NULL THEN '' ELSE told.code END
    FROM told WHERE hustings_mailchimp_contact.id = told.id
"""


def note_run(audience: Audience, failure: Failure | None) -> None:
    """The service answered, or is left alone for a while: an open circuit closes by itself."""
    now = timezone.now()
    rows = Audience.objects.filter(pk=audience.pk)
    if failure is None:
        rows.update(attempts=0, failure="", failure_kind="", paused_until=None, pushed_at=now)
        return
    wait = LONGEST_WAIT if failure.kind is Kind.CONFIGURATION else wait_before(audience.attempts)
    rows.update(
        attempts=F("attempts") + 1,
        failure=failure.code,
        failure_kind=str(failure.kind),
        paused_until=now + wait,
    )
