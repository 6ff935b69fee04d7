"""The sum a form of a site with that guard sets to the visitor's own device."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from hustings_signup import proofs


@require_safe
def challenge(request: HttpRequest) -> HttpResponse:
    """A new one each time, stored nowhere; 404 where the installation has no key for it."""
    if not proofs.is_configured():
        raise Http404
    answer = JsonResponse(proofs.challenge())
    add_never_cache_headers(answer)
    return answer
