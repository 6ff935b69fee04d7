"""The warning on the dashboard."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_home.heartbeat import beat
from hustings_home.models import Heartbeat

pytestmark = pytest.mark.django_db
COMMANDS = {"tick": "manage.py tick --loop", "worker": "manage.py db_worker"}


def dashboard(editor):
    return editor.get("/admin/").content.decode()


def test_a_working_installation_shows_no_warning(editor):
    beat("tick")
    beat("worker")
    html = dashboard(editor)
    assert not [command for command in COMMANDS.values() if command in html]


@pytest.mark.parametrize(("stopped", "running"), [("tick", "worker"), ("worker", "tick")])
def test_a_process_silent_for_ten_minutes_is_named_with_its_remedy(editor, stopped, running):
    beat(running)
    Heartbeat.objects.create(name=stopped, at=timezone.now() - timedelta(minutes=11))
    html = dashboard(editor)
    assert COMMANDS[stopped] in html
    assert COMMANDS[running] not in html


def test_a_process_that_never_ran_is_named_too(editor):
    html = dashboard(editor)
    assert all(command in html for command in COMMANDS.values())
