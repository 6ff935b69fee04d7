"""The host's addresses with the plugins' beside them."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("cms/", include("wagtail.admin.urls")),
    path("documents/", include("wagtail.documents.urls")),
    path("", include("hustings_home.urls")),
    path("", include("hustings_signup.link_urls")),
    path("", include("hustings_petitions.link_urls")),
    path("", include("hustings_events.link_urls")),
    *i18n_patterns(
        path("", include("hustings_signup.urls")),
        path("", include("hustings_petitions.urls")),
        path("", include("hustings_events.urls")),
        path("", include("wagtail.urls")),
    ),
]
