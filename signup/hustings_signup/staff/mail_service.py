"""How sending is as a whole: the worker, the mail server's circuit, what waits and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext, ngettext

from hustings_home import heartbeat
from hustings_signup import outbox
from hustings_signup.models import Circuit, Outbox, ReportReading
from hustings_signup.staff.failure_words import what_failed, what_to_do

#: Seconds without a sign of life of the worker after which staff are warned.
SILENCE = 600
State = Outbox.State


@dataclass(frozen=True)
class Reason:
    """Mails in one state for one reason."""

    code: str
    count: int
    words: str
    advice: str


def reasons(rows: QuerySet[Outbox]) -> dict[str, list[Reason]]:
    """By state, the most frequent first."""
    found = (
        rows.filter(state__in=[State.BLOCKED, State.DEAD])
        .order_by()
        .values_list("state", "failure")
        .annotate(mails=Count("pk"))
        .order_by("-mails", "failure")
    )
    by_state: dict[str, list[Reason]] = {State.BLOCKED: [], State.DEAD: []}
    for state, code, count in found:
        words = what_failed(code) or gettext("no reason noted")
        by_state[state].append(Reason(code, count, words, what_to_do(code)))
    return by_state


def report(rows: QuerySet[Outbox]) -> dict[str, Any]:
    """For the top of the screen; `rows` are those of the user's sites."""
    circuit = Circuit.objects.filter(name=outbox.SERVICE, open_until__isnull=False).first()
    age = heartbeat.age("worker")
    by_state = reasons(rows)
    return {
        "worker_words": _ago(age),
        "worker_is_late": age is None or age > SILENCE,
        "circuit": circuit,
        "circuit_words": what_failed(circuit.code) if circuit else "",
        "circuit_advice": what_to_do(circuit.code) if circuit else "",
        "blocked": by_state[State.BLOCKED],
        "dead": by_state[State.DEAD],
        "reading": ReportReading.objects.first(),
    }


def _ago(age: float | None) -> str:
    if age is None:
        return gettext("The worker that sends mails has never run.")
    if age < 120:
        text = ngettext(
            "The worker that sends mails last worked %(count)d second ago.",
            "The worker that sends mails last worked %(count)d seconds ago.",
            int(age),
        )
        return text % {"count": int(age)}
    minutes = int(age // 60)
    text = ngettext(
        "The worker that sends mails last worked %(count)d minute ago.",
        "The worker that sends mails last worked %(count)d minutes ago.",
        minutes,
    )
    return text % {"count": minutes}
