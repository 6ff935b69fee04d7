"""Routes under /admin/people-imports/."""

from django.urls import URLPattern, path

from hustings_signup.staff.imports.acting import (
    DiscardView,
    ReleaseAsksView,
    ReportView,
    RunView,
    UndoView,
)
from hustings_signup.staff.imports.batch import BatchView, ColumnsView, TagsView
from hustings_signup.staff.imports.listing import ImportIndexView, UploadView


def patterns() -> list[URLPattern]:
    """For the viewset."""
    return [
        path("", ImportIndexView.as_view(), name="index"),
        path("upload/", UploadView.as_view(), name="upload"),
        path("<int:pk>/", BatchView.as_view(), name="batch"),
        path("<int:pk>/columns/", ColumnsView.as_view(), name="columns"),
        path("<int:pk>/tags/", TagsView.as_view(), name="tags"),
        path("<int:pk>/run/", RunView.as_view(), name="run"),
        path("<int:pk>/release/", ReleaseAsksView.as_view(), name="release"),
        path("<int:pk>/discard/", DiscardView.as_view(), name="discard"),
        path("<int:pk>/undo/", UndoView.as_view(), name="undo"),
        path("<int:pk>/report/", ReportView.as_view(), name="report"),
    ]
