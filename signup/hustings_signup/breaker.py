"""Spares a service that fails, and the mails that would fail with it.

Five failures of the service in a row open the circuit: for a minute nothing is tried, then one
probe at a time; each probe that fails doubles the pause, up to ten minutes, and the first success
closes it. The state is one row of the database, so all workers share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from hustings_signup.models import Circuit

THRESHOLD = 5
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True)
class Permit:
    """Whether a try may start. Refused, it says why (`code`) and when to ask again."""

    is_granted: bool = True
    is_probe: bool = False
    code: str = ""
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self.is_granted


def is_closed(name: str) -> bool:
    """Whether the service is used freely."""
    return not Circuit.objects.filter(name=name, open_until__isnull=False).exists()


def enter(name: str, *, seconds: float) -> Permit:
    """Ask before each try. A probe keeps others out until it reports, `seconds` at most.

    Whoever is let in must call `succeeded`, `failed` or `leave` with the permit.
    """
    row = Circuit.objects.filter(name=name).first()
    if row is None or row.open_until is None:
        return Permit()
    now = timezone.now()
    if row.open_until > now:
        return Permit(False, code=row.code, until=row.open_until)
    until = now + timedelta(seconds=seconds)
    free = Q(probe_until=None) | Q(probe_until__lte=now)
    won = Circuit.objects.filter(free, name=name, open_until=row.open_until).update(
        probe_until=until
    )
    if won:
        return Permit(is_probe=True)
    return Permit(False, code=row.code, until=row.probe_until or now + FIRST_PAUSE)


def leave(name: str, permit: Permit) -> None:
    """The try came to nothing that tells of the service."""
    if permit.is_probe:
        Circuit.objects.filter(name=name).update(probe_until=None)


def succeeded(name: str) -> bool:
    """The service answered; whether that closed its circuit."""
    closed = {"failures": 0, "openings": 0, "code": ""}
    found = Circuit.objects.filter(name=name)
    if not found.filter(Q(failures__gt=0) | Q(open_until__isnull=False)).exists():
        return False
    was_open = found.filter(open_until__isnull=False).update(
        **closed, opened_at=None, open_until=None, probe_until=None
    )
    if not was_open:
        found.update(**closed)
    return bool(was_open)


def failed(name: str, permit: Permit, code: str) -> datetime | None:
    """The service failed; until when its circuit is open now, None while it is closed."""
    Circuit.objects.bulk_create([Circuit(name=name)], ignore_conflicts=True)
    found = Circuit.objects.filter(name=name)
    found.update(failures=F("failures") + 1, code=code)
    row = found.get()
    if permit.is_probe or (row.open_until is None and row.failures >= THRESHOLD):
        now = timezone.now()
        pause = min(FIRST_PAUSE * 2 ** min(row.openings, 10), LONGEST_PAUSE)
        found.filter(open_until=row.open_until).update(
            open_until=now + pause,
            opened_at=row.opened_at or now,
            openings=F("openings") + 1,
            probe_until=None,
        )
        row.refresh_from_db()
    return row.open_until


def try_now(name: str) -> None:
    """Let one probe through at once (staff have mended something)."""
    Circuit.objects.filter(name=name, open_until__isnull=False).update(
        open_until=timezone.now(), probe_until=None
    )
