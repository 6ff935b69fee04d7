"""What the shell adds to Wagtail's admin: a warning when a background process stands still."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component

from hustings_home.heartbeat import ages

#: Seconds of silence after which the dashboard warns; long enough for a restart.
WARN_AFTER = 600


class StoppedPanel(Component):
    """Says which background process has stopped, and what staff will notice of it."""

    name = "hustings_stopped"
    order = 10
    template_name = "hustings_home/admin/stopped.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """`tick` and `worker`: whether each has stopped."""
        seen = ages()
        return {name: seen.get(name, WARN_AFTER + 1.0) > WARN_AFTER for name in ("tick", "worker")}


@hooks.register("construct_homepage_panels")
def warn_about_stopped_processes(request: HttpRequest, panels: list[Component]) -> None:
    """Put the warning above everything else; it prints nothing while all is well."""
    panels.append(StoppedPanel())
