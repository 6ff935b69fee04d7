"""The content policy of public pages; the admin's is in hustings_home.middleware."""

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        # A video frame is made only after a click that says whom it asks.
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
    }
}
