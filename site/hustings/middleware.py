"""What every answer carries and what every request may weigh."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hustings.errors import too_large
from hustings_home.middleware import admin_prefix

Answer = Callable[[HttpRequest], HttpResponse]

#: A visitor's form is a few hundred bytes; 256 KB is room for the longest honest message.
MAX_PUBLIC_BODY_BYTES = 256 * 1024
#: Everything a page of ours never asks a browser for.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "hid",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "publickey-credentials-get",
        "serial",
        "usb",
        "xr-spatial-tracking",
    )
)


class PermissionsPolicyMiddleware:
    """Says that no page, and no frame in it, may use camera, position, payment and the like."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header unless a view set its own."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class PublicBodyLimitMiddleware:
    """Answers 413 to a body no form of ours needs; staff, who upload, have Django's own limit."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the announced length only: without one gunicorn reads no body."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        is_public = not request.path_info.startswith(admin_prefix())
        if is_public and announced.isdigit() and int(announced) > MAX_PUBLIC_BODY_BYTES:
            return too_large(request)
        return self.get_response(request)
