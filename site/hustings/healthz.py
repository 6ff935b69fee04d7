"""`/healthz`: what a load balancer, a monitor and the person on call ask."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hustings_home import health


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with `ok` or `degraded` (worker or tick silent); 503 when the database is away."""
    report = health.report()
    return JsonResponse(report, status=503 if report["status"] == "down" else 200)
