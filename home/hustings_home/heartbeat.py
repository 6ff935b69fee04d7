"""Signs of life: each background process says when it last worked."""

from __future__ import annotations

from django.utils import timezone

from hustings_home.models import Heartbeat


def beat(name: str) -> None:
    """Note that `name` works now; one statement, safe when two processes beat at once."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def ages() -> dict[str, float]:
    """Seconds since the last sign of life, by name."""
    now = timezone.now()
    return {
        name: max(0.0, (now - at).total_seconds())
        for name, at in Heartbeat.objects.values_list("name", "at")
    }


def age(name: str) -> float | None:
    """Seconds since the last sign of life of `name`; None when there was none."""
    return ages().get(name)
