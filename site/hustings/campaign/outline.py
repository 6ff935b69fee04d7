"""What a run would make, counted without writing anything."""

from __future__ import annotations

from wagtail.models import Page, Site

from hustings.campaign.builder import site as sites
from hustings.campaign.builder.site import Ground
from hustings.campaign.content_files import read_folder
from hustings.campaign.facts import LANGUAGES
from hustings.campaign.people.enact import has_cast
from hustings.campaign.setup import Plan, refuse_occupied
from hustings_home.models import HomePage, IdentitySettings
from hustings_signup.models import Neighbourhood, NoticeText


def outline(plan: Plan, *, people: int, add: bool) -> dict[str, int]:
    """How many settings, pages, notices and people are missing; refuses as the run would."""
    refuse_occupied(plan, add=add)
    site = sites.find_site(plan.facts)
    if site is not None and not isinstance(site.root_page.specific, HomePage):
        site = None
    return {
        "settings": int(site is None or not IdentitySettings.objects.filter(site=site).exists()),
        "pages": _missing_pages(plan, site),
        "notices": len(read_folder("shared", "notices")) * len(LANGUAGES) - _notices(site),
        "neighbourhoods": _missing_neighbourhoods(plan, site),
        "people": people if plan.is_demo and not (site and has_cast(site)) else 0,
    }


def _missing_pages(plan: Plan, site: Site | None) -> int:
    drafts = plan.drafts()
    wanted = len(drafts) * len(LANGUAGES)
    if site is None:
        return wanted
    ground = Ground(site, {})
    keys = [ground.key_of(draft.key) for draft in drafts]
    return wanted - Page.objects.filter(translation_key__in=keys).count()


def _missing_neighbourhoods(plan: Plan, site: Site | None) -> int:
    keys = [place.key for place in plan.facts.neighbourhoods]
    return len(keys) - Neighbourhood.objects.filter(site=site, key__in=keys).count()


def _notices(site: Site | None) -> int:
    return NoticeText.objects.filter(site=site).count() if site else 0
