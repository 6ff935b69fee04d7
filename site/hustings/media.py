"""Serves uploaded images. A proxy may do it instead; documents always go through Wagtail."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

#: Only what Wagtail's image models write. `documents/` must not be reachable here: that would
#: skip the privacy of collections and show an uploaded file as a page of ours.
FOLDERS = ("images", "original_images", "avatar_images")
MAX_AGE_SECONDS = 30 * 24 * 3600


@require_safe
def image(request: HttpRequest, path: str) -> HttpResponseBase:
    """One image file, cacheable by anyone; 404 for everything else under MEDIA_ROOT."""
    if path.partition("/")[0] not in FOLDERS or ".." in path:
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    if not response.get("Content-Type", "").startswith("image/") and response.status_code == 200:
        raise Http404
    response["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
