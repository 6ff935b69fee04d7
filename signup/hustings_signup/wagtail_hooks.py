"""Connects the staff screens to Wagtail's admin."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from hustings_signup.staff import log
from hustings_signup.staff.group_panel import PeoplePermissionPanel
from hustings_signup.viewsets import PeopleGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> PeopleGroup:
    """Lists, records, exports, mails."""
    return PeopleGroup()


@hooks.register("register_group_permission_panel")
def register_people_panel() -> type[PeoplePermissionPanel]:
    """Which sites a group works for, and what it may do with people."""
    return PeoplePermissionPanel


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Words for our entries in histories."""
    log.register(actions)
