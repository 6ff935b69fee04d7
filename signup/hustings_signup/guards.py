"""Which public POSTs are accepted: instead of a cookie, where the browser says they come from."""

from enum import Enum
from urllib.parse import urlsplit

from django.http import HttpRequest


class Origin(Enum):
    """ACCEPT; HOLD when the browser says nothing at all; REFUSE when it says elsewhere."""

    ACCEPT = "accept"
    HOLD = "hold"
    REFUSE = "refuse"


def origin_of(request: HttpRequest) -> Origin:
    """Judge a POST by Sec-Fetch-Site, else by Origin (consent.md, "Small print that decides")."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return Origin.ACCEPT if fetch_site == "same-origin" else Origin.REFUSE
    origin = request.headers.get("Origin")
    if origin is None:
        return Origin.HOLD
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return Origin.REFUSE
    return Origin.ACCEPT if host and host == request.get_host() else Origin.REFUSE
