"""Addresses of the screens about mails, under /admin/mails/."""

from django.urls import path

from hustings_signup.staff.mails import OutboxView, RetryAllView, RetryView, TryNowView
from hustings_signup.staff.samples import SampleIndexView, SampleView

patterns = [
    path("", OutboxView.as_view(), name="index"),
    path("results/", OutboxView.as_view(results_only=True), name="index_results"),
    path("<int:pk>/retry/", RetryView.as_view(), name="retry"),
    path("retry-all/", RetryAllView.as_view(), name="retry_all"),
    path("try-now/", TryNowView.as_view(), name="try_now"),
    path("samples/", SampleIndexView.as_view(), name="samples"),
    path(
        "samples/<int:site_id>/<slug:language>/<str:key>/",
        SampleView.as_view(),
        name="sample",
    ),
]
