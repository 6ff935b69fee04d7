"""Connects the staff screens to Wagtail's admin."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from hustings_signup.models import NoticeText
from hustings_signup.staff import log
from hustings_signup.staff.access import SitePolicy
from hustings_signup.staff.dashboard import PeoplePanel
from hustings_signup.staff.group_panel import PeoplePermissionPanel
from hustings_signup.viewsets import PeopleGroup

register_permission_policy(NoticeText, SitePolicy(NoticeText))
register_snippet(PeopleGroup)  # NoticeText is one; its permissions are made from the registry


@hooks.register("register_group_permission_panel")
def register_people_panel() -> type[PeoplePermissionPanel]:
    """Which sites a group works for, and what it may do with people."""
    return PeoplePermissionPanel


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Words for our entries in histories."""
    log.register(actions)


@hooks.register("construct_homepage_panels")
def add_people_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Counts and signs of life, first on the dashboard."""
    panels.append(PeoplePanel(request))
