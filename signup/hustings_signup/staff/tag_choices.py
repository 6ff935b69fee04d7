"""The tags of a site, as fields and filters offer them; kept for a minute."""

from django.core.cache import cache

from hustings_signup.models import Tag
from hustings_signup.services.tagging import cache_key

CACHED = 60  # seconds
#: More than these are found by typing them.
OFFERED = 200


def tag_choices(site_ids: list[int]) -> list[tuple[str, str]]:
    """(slug, name) of these sites' tags in order; the same word of two sites is one choice."""
    keys = {cache_key(site_id): site_id for site_id in site_ids}
    found: dict[str, list[tuple[str, str]]] = cache.get_many(list(keys))
    missing = [site_id for key, site_id in keys.items() if key not in found]
    if missing:
        read: dict[str, list[tuple[str, str]]] = {cache_key(site_id): [] for site_id in missing}
        rows = Tag.objects.filter(site__in=missing).values_list("site_id", "slug", "name")
        for site_id, slug, name in rows:
            read[cache_key(site_id)].append((slug, name))
        cache.set_many(read, CACHED)
        found |= read
    return sorted({slug: (slug, name) for rows in found.values() for slug, name in rows}.values())
