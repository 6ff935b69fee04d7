"""The staff screens of people and consent, as one group of the admin's menu."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from hustings_signup.models import PeoplePermission
from hustings_signup.staff import relations
from hustings_signup.staff.access_log_screen import AccessLogView
from hustings_signup.staff.call_list import CallListView
from hustings_signup.staff.duplicates import CompareView, DuplicatesView
from hustings_signup.staff.duties import BreachView, RegisterView
from hustings_signup.staff.erase import EraseView
from hustings_signup.staff.exporting import ExportRecordView, ExportView
from hustings_signup.staff.follow_ups import FollowUpActionView, FollowUpView
from hustings_signup.staff.guard_viewsets import GuardViewSet, ProcessorViewSet
from hustings_signup.staff.held import HeldView, ReleaseView
from hustings_signup.staff.imports.urls import patterns as import_urls
from hustings_signup.staff.listing import SupporterIndexView
from hustings_signup.staff.mail_urls import patterns as mail_urls
from hustings_signup.staff.neighbourhoods import NeighbourhoodEditView, NeighbourhoodIndexView
from hustings_signup.staff.notices import NoticeTextViewSet, version_urls
from hustings_signup.staff.person import PersonView, WithdrawView
from hustings_signup.staff.printing import PrintProofView
from hustings_signup.staff.recalls import RecallView, SettleView
from hustings_signup.staff.requests import (
    RequestAddView,
    RequestAnswerView,
    RequestExtendView,
    RequestIndexView,
)
from hustings_signup.staff.retention import RetentionView
from hustings_signup.staff.segments import SegmentDeleteView, SegmentEditView, SegmentIndexView
from hustings_signup.staff.sending_forms import SendFormView
from hustings_signup.staff.viewset import PeopleViewSet


class SupporterViewSet(PeopleViewSet):
    """The list, a person, withdrawing."""

    name = "hustings_people"
    url_prefix = "people"
    icon = "group"
    menu_label = _("Supporters")
    permission = PeoplePermission.LIST

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/people/."""
        return [
            path("", SupporterIndexView.as_view(), name="index"),
            path("results/", SupporterIndexView.as_view(results_only=True), name="index_results"),
            path("export/", ExportView.as_view(), name="export"),
            path("<int:pk>/", PersonView.as_view(), name="person"),
            path("<int:pk>/proof/", PrintProofView.as_view(), name="print"),
            path("<int:pk>/erase/", EraseView.as_view(), name="erase"),
            path("<int:pk>/withdraw/", WithdrawView.as_view(), name="withdraw"),
            path("tag/", relations.TagManyView.as_view(), name="tag_many"),
            path("<int:pk>/tags/", relations.AddTagView.as_view(), name="tag"),
            path(
                "<int:pk>/tags/<int:tag_id>/remove/",
                relations.RemoveTagView.as_view(),
                name="untag",
            ),
            path("<int:pk>/notes/", relations.AddNoteView.as_view(), name="note"),
            path(
                "<int:pk>/notes/<int:note_id>/",
                relations.ChangeNoteView.as_view(),
                name="change_note",
            ),
            path("<int:pk>/follow-ups/", relations.AskFollowUpView.as_view(), name="follow_up"),
        ]


class FollowUpViewSet(PeopleViewSet):
    """What is to be done for people, and by whom."""

    name = "hustings_follow_ups"
    url_prefix = "follow-ups"
    icon = "tasks"
    menu_label = _("Follow-ups")
    permission = PeoplePermission.RELATE

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/follow-ups/."""
        return [
            path("", FollowUpView.as_view(), name="index"),
            *(
                path(
                    f"<int:pk>/{action.replace('_', '-')}/",
                    FollowUpActionView.as_view(action=action),
                    name=action,
                )
                for action in ("claim", "hand_back", "close")
            ),
        ]


class SegmentViewSet(PeopleViewSet):
    """Saved questions about people."""

    name = "hustings_segments"
    url_prefix = "segments"
    icon = "list-ul"
    menu_label = _("Segments")
    permission = PeoplePermission.RELATE

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/segments/."""
        return [
            path("", SegmentIndexView.as_view(), name="index"),
            path("add/<int:site_id>/", SegmentEditView.as_view(), name="add"),
            path("<int:pk>/", SegmentEditView.as_view(), name="edit"),
            path("<int:pk>/delete/", SegmentDeleteView.as_view(), name="delete"),
        ]


class DuplicateViewSet(PeopleViewSet):
    """Pairs who may be one person."""

    name = "hustings_duplicates"
    url_prefix = "duplicates"
    icon = "copy"
    menu_label = _("Duplicates")
    permission = PeoplePermission.RELATE

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/duplicates/."""
        return [
            path("", DuplicatesView.as_view(), name="index"),
            path("<int:pk>/", CompareView.as_view(), name="compare"),
        ]


class SendFormViewSet(PeopleViewSet):
    """A form for somebody at a stall or on the phone."""

    name = "hustings_send_form"
    url_prefix = "send-form"
    icon = "mail"
    menu_label = _("Send a form")
    permission = PeoplePermission.SEND_FORM

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/send-form/."""
        return [path("", SendFormView.as_view(), name="index")]


class CallListViewSet(PeopleViewSet):
    """Volunteers who may be called, to print."""

    name = "hustings_calls"
    url_prefix = "call-list"
    icon = "mobile-alt"
    menu_label = _("Call list")
    permission = PeoplePermission.EXPORT

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/call-list/."""
        return [path("", CallListView.as_view(), name="index")]


class ExportViewSet(PeopleViewSet):
    """The exports that were made."""

    name = "hustings_exports"
    url_prefix = "people-exports"
    icon = "download"
    menu_label = _("Exports")
    permission = PeoplePermission.EXPORT

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/people-exports/."""
        return [path("", ExportRecordView.as_view(), name="index")]


class RecallViewSet(PeopleViewSet):
    """Deletions that are owed by files that were exported."""

    name = "hustings_recalls"
    url_prefix = "people-exports-deletions"
    icon = "bin"
    menu_label = _("Delete from exports")
    permission = PeoplePermission.EXPORT

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/people-exports-deletions/."""
        return [
            path("", RecallView.as_view(), name="index"),
            path("<int:pk>/done/", SettleView.as_view(), name="done"),
        ]


class RequestViewSet(PeopleViewSet):
    """People who wrote or called about their data."""

    name = "hustings_requests"
    url_prefix = "data-requests"
    icon = "mail"
    menu_label = _("Requests about data")
    permission = PeoplePermission.REQUESTS

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/data-requests/."""
        return [
            path("", RequestIndexView.as_view(), name="index"),
            path("add/", RequestAddView.as_view(), name="add"),
            path("<int:pk>/", RequestAnswerView.as_view(), name="answer"),
            path("<int:pk>/extend/", RequestExtendView.as_view(), name="extend"),
        ]


class MailViewSet(PeopleViewSet):
    """The outbox."""

    name = "hustings_mails"
    url_prefix = "mails"
    icon = "mail"
    menu_label = _("Mails")
    permission = PeoplePermission.MAIL

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/mails/."""
        return mail_urls


class HeldViewSet(PeopleViewSet):
    """Held submissions."""

    name = "hustings_held"
    url_prefix = "held-submissions"
    icon = "lock"
    menu_label = _("Held submissions")
    permission = PeoplePermission.RELEASE

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/held-submissions/."""
        return [
            path("", HeldView.as_view(), name="index"),
            path("<int:pk>/release/", ReleaseView.as_view(), name="release"),
        ]


class NoticeVersionViewSet(PeopleViewSet):
    """Published notices: counts only, for whoever works for the site."""

    name = "hustings_notice_versions"
    url_prefix = "notice-versions"
    icon = "clipboard-list"
    menu_label = _("Published notices")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/notice-versions/."""
        return version_urls()


class NeighbourhoodViewSet(PeopleViewSet):
    """The neighbourhoods people may choose: counts only, for whoever works for the site."""

    name = "hustings_neighbourhoods"
    url_prefix = "neighbourhoods"
    icon = "site"
    menu_label = _("Neighbourhoods")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/neighbourhoods/."""
        return [
            path("", NeighbourhoodIndexView.as_view(), name="index"),
            path("add/<int:site_id>/", NeighbourhoodEditView.as_view(), name="add"),
            path("<int:pk>/", NeighbourhoodEditView.as_view(), name="edit"),
        ]


class AccessLogViewSet(PeopleViewSet):
    """Who of the staff looked at whom."""

    name = "hustings_access_log"
    url_prefix = "access-log"
    icon = "history"
    menu_label = _("Log of access")
    permission = PeoplePermission.REGISTER

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/access-log/."""
        return [
            path("", AccessLogView.as_view(), name="index"),
            path("results/", AccessLogView.as_view(results_only=True), name="index_results"),
        ]


class RegisterViewSet(PeopleViewSet):
    """The register of processing (art. 30)."""

    name = "hustings_register"
    url_prefix = "processing-register"
    icon = "clipboard-list"
    menu_label = _("Register of processing")
    permission = PeoplePermission.REGISTER

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/processing-register/."""
        return [path("", RegisterView.as_view(), name="index")]


class BreachViewSet(PeopleViewSet):
    """What was reached since a moment (art. 33)."""

    name = "hustings_breach"
    url_prefix = "breach-report"
    icon = "warning"
    menu_label = _("Report on a breach")
    permission = PeoplePermission.REGISTER

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/breach-report/."""
        return [path("", BreachView.as_view(), name="index")]


class RetentionViewSet(PeopleViewSet):
    """What ends soon: counts only, for whoever works for the site."""

    name = "hustings_retention"
    url_prefix = "retention"
    icon = "history"
    menu_label = _("What ends soon")

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/retention/."""
        return [path("", RetentionView.as_view(), name="index")]


class ImportViewSet(PeopleViewSet):
    """Files brought from other tools."""

    name = "hustings_imports"
    url_prefix = "people-imports"
    icon = "upload"
    menu_label = _("Imports")
    permission = PeoplePermission.IMPORT

    def get_urlpatterns(self) -> list[URLPattern]:
        """Routes under /admin/people-imports/."""
        return import_urls()


class PeopleGroup(ViewSetGroup):
    """The menu entry "People"."""

    menu_label = _("People")
    menu_icon = "group"
    menu_name = "hustings-people"
    menu_order = 250
    items = (
        SupporterViewSet,
        SegmentViewSet,
        FollowUpViewSet,
        DuplicateViewSet,
        SendFormViewSet,
        CallListViewSet,
        ImportViewSet,
        ExportViewSet,
        RecallViewSet,
        RequestViewSet,
        HeldViewSet,
        GuardViewSet,
        MailViewSet,
        NoticeTextViewSet,
        NoticeVersionViewSet,
        NeighbourhoodViewSet,
        ProcessorViewSet,
        AccessLogViewSet,
        RegisterViewSet,
        BreachViewSet,
        RetentionViewSet,
    )
