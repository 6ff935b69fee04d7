"""The screens that guard the public forms, and the companies that work for the campaign."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from hustings_signup.models import PeoplePermission
from hustings_signup.staff.guarding import SiteGuardView
from hustings_signup.staff.patterns import PatternAddView, PatternIndexView, PatternRemoveView
from hustings_signup.staff.processors import (
    ProcessorEditView,
    ProcessorEndView,
    ProcessorIndexView,
)
from hustings_signup.staff.viewset import PeopleViewSet


class GuardViewSet(PeopleViewSet):
    """Lists, pauses, limit and message."""

    name = "hustings_guards"
    url_prefix = "form-guards"
    icon = "warning"
    menu_label = _("Guards of the forms")
    permission = PeoplePermission.GUARD

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/form-guards/."""
        return [
            path("", PatternIndexView.as_view(), name="index"),
            path("add/<int:site_id>/", PatternAddView.as_view(), name="add"),
            path("site/<int:site_id>/", SiteGuardView.as_view(), name="site"),
            path("<int:pk>/remove/", PatternRemoveView.as_view(), name="remove"),
        ]


class ProcessorViewSet(PeopleViewSet):
    """Companies that work for the campaign."""

    name = "hustings_processors"
    url_prefix = "processors"
    icon = "group"
    menu_label = _("Processors")
    permission = PeoplePermission.PROCESSORS

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/processors/."""
        return [
            path("", ProcessorIndexView.as_view(), name="index"),
            path("add/<int:site_id>/", ProcessorEditView.as_view(), name="add"),
            path("<int:pk>/", ProcessorEditView.as_view(), name="edit"),
            path("<int:pk>/end/", ProcessorEndView.as_view(), name="end"),
        ]
