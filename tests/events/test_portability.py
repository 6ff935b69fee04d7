"""An event moves with its registrations and its seats."""

from __future__ import annotations

import json
from pathlib import Path

from hustings_events.models import Event, Registration
from hustings_signup.portability.dumping import dump
from hustings_signup.portability.loading import load
from tests.events.conftest import Agenda, come, register
from tests.signup.test_portability import contents, empty_install


def test_seats_after_loading_are_the_seats_before(agenda: Agenda, tmp_path: Path) -> None:
    come(agenda.fr, "a@example.org", party=2)
    come(agenda.fr, "b@example.org")
    register(agenda.fr, "never@example.org")
    before = agenda.row
    path = tmp_path / "all.zip"
    dump(site=before.site, path=path, by="test", purpose_text="Move")
    told = json.loads(contents(path)["attendances.osdi.json"])["_embedded"]["osdi:attendances"]
    assert sorted((row["status"], row["tickets"]) for row in told) == [
        ("accepted", 1),
        ("accepted", 2),
    ]
    empty_install()
    assert not Registration.objects.exists()
    load(site=before.site, path=path)
    after = Event.objects.get()
    assert (after.pk, after.seats_taken, after.capacity) == (
        before.pk,
        before.seats_taken,
        before.capacity,
    )
    assert after.seats_taken >= 3
    assert Registration.objects.count() == 3
