"""Addresses of the screens about mails, under /admin/mails/."""

from django.urls import path

from hustings_signup.staff.mails import OutboxView, RetryView
from hustings_signup.staff.samples import SampleIndexView, SampleView

patterns = [
    path("", OutboxView.as_view(), name="index"),
    path("results/", OutboxView.as_view(results_only=True), name="index_results"),
    path("<int:pk>/retry/", RetryView.as_view(), name="retry"),
    path("samples/", SampleIndexView.as_view(), name="samples"),
    path(
        "samples/<int:site_id>/<slug:language>/<str:key>/",
        SampleView.as_view(),
        name="sample",
    ),
]
