"""`/sitemap.xml`: every live public page of the site in all its languages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from hustings_home.languages import code_of
from hustings_home.site_tree import root_paths


class SiteSitemap(Sitemap):
    """Wagtail's sitemap knows only the tree of the site's root page, so one language."""

    def items(self) -> QuerySet[Page]:
        """Pages below any home page of the site; aliases of untranslated pages left out."""
        below = Q(pk__in=[])
        for root in root_paths(self.request):
            below |= Q(url_path__startswith=root.root_path)
        pages = Page.objects.filter(below, alias_of=None).live().public()
        return pages.order_by("path").defer_streamfields().specific()

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        pages = list(self.paginator.page(page).object_list)
        versions: dict[Any, list[dict[str, str]]] = defaultdict(list)
        for item in pages:
            versions[item.translation_key].append(
                {"lang_code": code_of(item), "location": self.location(item)}
            )
        urls = []
        for item in pages:
            for entry in item.get_sitemap_urls(self.request):
                if len(versions[item.translation_key]) > 1:
                    entry["alternates"] = versions[item.translation_key]
                urls.append(entry)
        changes = [entry["lastmod"] for entry in urls if entry.get("lastmod")]
        if changes and len(changes) == len(urls):
            self.latest_lastmod = max(changes)
        return urls
