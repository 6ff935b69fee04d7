"""Tags of a site that begin with what an editor types."""

from __future__ import annotations

from django.http import Http404, HttpRequest, JsonResponse

from hustings_blog.models import BlogTag
from hustings_home.site_policy import site_ids_for

SUGGESTED = 10


def tags(request: HttpRequest, site_id: int) -> JsonResponse:
    """Up to ten names as JSON; 404 for a site whose pages the user does not edit."""
    if site_id not in site_ids_for(request.user):
        raise Http404
    term = request.GET.get("term", "")
    found = BlogTag.objects.filter(site=site_id, name__istartswith=term) if term else []
    return JsonResponse([tag.name for tag in found[:SUGGESTED]], safe=False)
