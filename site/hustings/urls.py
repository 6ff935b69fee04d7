"""Addresses: links from mails and staff without language, everything else under /fr/ and /en/."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from hustings import media
from hustings.accounts import urls as account_urls

handler400 = "hustings.errors.bad_request"
handler403 = "hustings_home.views.permission_denied"
handler404 = "hustings_home.views.page_not_found"
handler500 = "hustings_home.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(account_urls)),  # before Wagtail's: its own doors are closed
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:path>", media.image),
    path("", include("hustings_home.urls")),
    path("", include("hustings_signup.link_urls")),
    path("", include("hustings_petitions.link_urls")),
    path("", include("hustings_events.link_urls")),
    path("", include("hustings_mailchimp.link_urls")),
]
if apps.is_installed("hustings.demo"):
    urlpatterns += [path("mailbox/", include("hustings.demo.urls"))]
urlpatterns += i18n_patterns(
    path("", include("hustings_signup.urls")),
    path("", include("hustings_petitions.urls")),
    path("", include("hustings_events.urls")),
    path("", include(account_urls.frontend_urlpatterns)),
    path("", include(wagtail_urls)),
)
