"""Connects the screens to Wagtail's admin."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from hustings_mailchimp.staff import views
from hustings_signup.models import PeoplePermission
from hustings_signup.staff.viewset import PeopleViewSet


class MailchimpViewSet(PeopleViewSet):
    """For those who declare companies; under the settings."""

    name = "hustings_mailchimp"
    url_prefix = "mailchimp"
    icon = "mail"
    menu_label = "Mailchimp"
    add_to_settings_menu = True
    permission = PeoplePermission.PROCESSORS

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/mailchimp/."""
        return [
            path("", views.StatusView.as_view(), name="index"),
            path("<int:site_id>/", views.StatusView.as_view(), name="site"),
            path("<int:site_id>/choose/", views.ChooseView.as_view(), name="choose"),
            path("<int:site_id>/on/", views.SwitchOnView.as_view(), name="switch_on"),
            path("<int:site_id>/off/", views.SwitchOffView.as_view(), name="switch_off"),
            path("<int:site_id>/again/", views.TryAgainView.as_view(), name="try_again"),
        ]


@hooks.register("register_admin_viewset")
def register_viewset() -> MailchimpViewSet:
    """The screens."""
    return MailchimpViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Words for histories."""
    for name, label, message in (
        ("choose", _("Choose an audience"), _("Audience at Mailchimp chosen")),
        ("switch_on", _("Switch Mailchimp on"), _("Mailchimp switched on")),
        ("switch_off", _("Switch Mailchimp off"), _("Mailchimp switched off")),
        ("try_again", _("Try Mailchimp again"), _("Mailchimp tried again")),
    ):
        actions.register_action(f"hustings_mailchimp.{name}", label, message)
