"""Connects the mailings to Wagtail's admin."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import Permission, User
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from hustings_mailings.staff.preparing import is_mail
from hustings_mailings.staff.views import APPROVE, SEND, WRITE
from hustings_mailings.staff.viewset import MailingViewSet
from hustings_signup.staff import access

LOGGED = (
    ("prepare", _("Prepare a mailing"), _("Mailing prepared")),
    ("renew", _("Take the words of a mailing anew"), _("Words of a mailing taken anew")),
    ("ask", _("Ask for approval"), _("Approval of a mailing asked for")),
    ("approve", _("Approve a mailing"), _("Mailing approved")),
    ("release", _("Send a mailing"), _("Mailing released")),
    ("call_back", _("Call a mailing back"), _("Mailing called back")),
    ("add_step", _("Add a step to a welcome series"), _("Step of a welcome series added")),
    ("switch_on", _("Switch a step on"), _("Step of a welcome series switched on")),
    ("switch_off", _("Switch a step off"), _("Step of a welcome series switched off")),
    ("pause", _("Pause a mailing"), _("Mailing paused")),
    ("resume", _("Go on with a mailing"), _("Mailing resumed")),
    ("cancel", _("End a mailing"), _("Mailing ended early")),
)


@hooks.register("register_admin_viewset")
def register_viewset() -> MailingViewSet:
    """The screens, with their entry in the menu."""
    return MailingViewSet()


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    """What a group may do with the mailings of its sites."""
    names = [name.partition(".")[2] for name in (WRITE, SEND, APPROVE)]
    return Permission.objects.filter(
        content_type__app_label="hustings_mailings", codename__in=names
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Words for our entries in histories."""
    for name, label, message in LOGGED:
        actions.register_action(f"hustings_mailings.{name}", label, message)


@hooks.register("register_page_header_buttons")
def add_send_button(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """ "Send as a newsletter" on a public post or letter, for those who may."""
    if not page.pk or not page.live or not is_mail(page.specific_class):
        return
    site = page.get_site()
    if site and site.pk in access.site_ids_for(user, WRITE):
        yield Button(
            _("Send as a newsletter"),
            reverse("hustings_mailings:prepare", args=[page.pk]),
            icon_name="mail",
            priority=5,
        )
