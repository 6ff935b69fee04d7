"""Views outside the page tree: health, robots, sitemap, and what is shown when something fails."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string, select_template
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap

from hustings_home import health
from hustings_home.middleware import admin_prefix
from hustings_home.sitemap import SiteSitemap


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The state of the installation as JSON; 503 when the database is away."""
    report = health.report()
    return JsonResponse(report, status=503 if report["status"] == "down" else 200)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every live public page of the site in all its languages."""
    return wagtail_sitemap(request, {"pages": SiteSitemap})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """All public pages may be found; pages reached by a token carry `noindex` themselves."""
    lines = [
        "User-agent: *",
        f"Disallow: {admin_prefix()}",
        f"Sitemap: {request.build_absolute_uri(reverse('hustings_home:sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """The page for an HTTP error: `errors/<status>.html`, else `errors/error.html`."""
    names = [f"hustings_home/errors/{status}.html", "hustings_home/errors/error.html"]
    content = select_template(names).render({"status": status}, request)
    response = HttpResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler400`."""
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler403`."""
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`CSRF_FAILURE_VIEW`."""
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """`handler404`."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: its template asks nothing of the database, which may be what failed."""
    return HttpResponseServerError(render_to_string("hustings_home/errors/500.html"))
