"""The public page that says what is held, why, where, how long, and who has a part in it."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Site

from hustings_home.visitors import staff_user
from hustings_signup.openness import counts, held, parties, partners

#: Seconds a cache may keep it: it changes with settings and notices, not with people.
FRESH = 600


@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    """The same for every visitor; made from the inventory, the notices and the settings."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    locale = get_language() or ""
    erased, checkpoint = counts.erased(site), counts.checkpoint()
    response = TemplateResponse(
        request,
        "hustings_signup/trust.html",
        {
            "held": held.about_supporters(),
            "processors": parties.working_for(site, locale),
            "recipients": partners.named(site, locale, "recipients"),
            "outside_eu": parties.outside_eu(site, locale),
            "switches": partners.switches(site, locale),
            "erased": erased,
            "erased_shown": intcomma(erased),
            "checkpoint": checkpoint,
            "records_shown": intcomma(checkpoint.records) if checkpoint else "",
            "own_data_url": own_data_url(),
        },
    )
    if staff_user(request) is None:
        patch_cache_control(response, public=True, max_age=FRESH)
    return response


def own_data_url() -> str:
    """Where a person asks to see their own data; "" while there is no such page."""
    try:
        return reverse("hustings_signup:my_data")
    except NoReverseMatch:
        return ""
