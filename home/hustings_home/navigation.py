"""Menus: pages directly below the home page of the language being read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from wagtail.models import Page

from hustings_home.memory import remember
from hustings_home.models import LegalPage
from hustings_home.site_tree import home_depth, home_root, root_paths


@dataclass(frozen=True)
class MenuItem:
    """One entry: `current` on the page itself, `within` also on the pages below it."""

    title: str
    url: str
    current: bool
    within: bool


def main_menu(page: Page | None, request: HttpRequest | None) -> list[MenuItem]:
    """The live pages staff put in the menus."""
    pages = [child for child in _below_home(page, request) if child.show_in_menus]
    return _items(pages, page, request)


def footer_menu(page: Page | None, request: HttpRequest | None) -> list[MenuItem]:
    """The live legal pages, whether they are in the menus or not, then the views of plugins."""
    legal = _legal_type().pk
    pages = [child for child in _below_home(page, request) if child.content_type_id == legal]
    return [*_items(pages, page, request), *_views(request)]


def add_footer_view(title: str | Promise, name: str) -> None:
    """Add a view ("app:name", without arguments) to the footer; plugins call this from `ready()`.

    A second call with the same name changes the title; a project without the view shows none.
    """
    _footer_views[name] = title


_footer_views: dict[str, str | Promise] = {}


def _views(request: HttpRequest | None) -> Iterator[MenuItem]:
    for name, title in _footer_views.items():
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        here = request is not None and request.path == url
        yield MenuItem(title=str(title), url=url, current=here, within=here)


def _items(pages: list[Page], page: Page | None, request: HttpRequest | None) -> list[MenuItem]:
    here = page.path if page is not None else ""
    return [
        MenuItem(
            title=child.title,
            url=child.get_url(request) or "",
            current=child.path == here,
            within=here.startswith(child.path),
        )
        for child in pages
    ]


def _below_home(page: Page | None, request: HttpRequest | None) -> list[Page]:
    """The pages of both menus in one query, remembered."""
    home = _home_path(page, request)
    if not home:
        return []
    return remember(
        f"menus.{home}",
        lambda: list(
            Page.objects.live()
            .filter(path__startswith=home, depth=len(home) // Page.steplen + 1)
            .filter(Q(show_in_menus=True) | Q(content_type=_legal_type()))
            .order_by("path")
        ),
    )


def _home_path(page: Page | None, request: HttpRequest | None) -> str:
    """The tree path of the home page: above the page, else of the language being read."""
    if page is not None:
        root = home_root(page, request)
        return page.path[: home_depth(root) * Page.steplen] if root else ""
    roots = root_paths(request)
    chosen = [root for root in roots if root.language_code == get_language()] or roots
    if not chosen:
        return ""
    homes = Page.objects.filter(url_path=chosen[0].root_path)
    return homes.values_list("path", flat=True).first() or ""


def _legal_type() -> ContentType:
    return ContentType.objects.get_for_model(LegalPage)
