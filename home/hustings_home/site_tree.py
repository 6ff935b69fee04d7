"""Where a page stands: its site's home pages and the way from them."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath


def root_paths(request: HttpRequest | None) -> list[SiteRootPath]:
    """The home pages of the request's site, one per language (from Wagtail's cache)."""
    site = Site.find_for_request(request)
    return [root for root in Site.get_site_root_paths() if site and root.site_id == site.pk]


def home_root(page: Page, request: HttpRequest | None = None) -> SiteRootPath | None:
    """The home page above or at a page; with several sites on it, the request's one first."""
    fitting = page._get_relevant_site_root_paths(request)
    if len(fitting) > 1 and request is not None:
        site = Site.find_for_request(request)
        fitting = sorted(fitting, key=lambda root: not site or root.site_id != site.pk)
    return fitting[0] if fitting else None


def site_id_of(page: Page) -> int | None:
    """The site a page belongs to, whoever asks; without a query."""
    root = home_root(page)
    return root.site_id if root else None


def home_depth(root: SiteRootPath) -> int:
    """The depth of a home page in the tree, read from its path: "/home/" is at depth 2."""
    return root.root_path.count("/")


def trail(page: Page) -> list[Page]:
    """The pages from the home page down to this one, asked for once per page object."""
    if not hasattr(page, "_trail"):
        root = home_root(page)
        top = home_depth(root) if root else page.depth
        above = page.get_ancestors().filter(depth__gte=top) if page.depth > top else []
        page._trail = [*above, page]
    return page._trail


def follow(parent: Page, child: Page) -> Page:
    """Note on a page how a request reached it, so that nothing above it is asked for again."""
    child._cached_parent_obj = parent  # treebeard's own name
    child._trail = [*trail(parent), child]
    return child
