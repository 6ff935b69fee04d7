"""The content policy: strict for visitors, wider where Wagtail's admin needs inline code."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, reverse

ADMIN_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "media-src": [SELF],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Gives the admin its own policy and lets the admin frame previews of public pages."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The parts django-csp builds the header from."""
        parts = super().get_policy_parts(request, response, report_only)
        additions = getattr(request, "content_policy_additions", None)
        if additions:  # what the page of this request asks for after a click, and no other page
            parts.update = {**(parts.update or {}), **additions}
        if request.path_info.startswith(admin_prefix()):
            parts.replace = {**ADMIN_POLICY, **(parts.replace or {})}
        if getattr(request, "is_dummy", False):  # a preview, rendered for a frame in the admin
            parts.replace = {**(parts.replace or {}), "frame-ancestors": [SELF]}
        return parts


def admin_prefix() -> str:
    """The path under which Wagtail's admin is mounted."""
    try:
        return reverse("wagtailadmin_home")
    except NoReverseMatch:
        return "/admin/"
