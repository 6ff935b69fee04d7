"""The same page in other languages: for the switch and for `hreflang`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from hustings_home.site_tree import home_root, root_paths


@dataclass(frozen=True)
class LanguageLink:
    """One entry of the language switch; `label` is the language's own name."""

    code: str
    label: str
    url: str
    current: bool


def translations(page: Page) -> list[Page]:
    """The page and its live translations in the order of LANGUAGES, asked for once per object.

    An alias made for a language nobody translated into yet holds the source's words, so it is no
    translation (the page asked for stays in the list whatever it is).
    """
    if not hasattr(page, "_live_translations"):
        others = page.get_translations().live().filter(alias_of=None)
        page._live_translations = sorted([page, *others], key=lambda other: _rank(code_of(other)))
    return page._live_translations


def code_of(page: Page) -> str:
    """The language of a page; from its home page's, which Wagtail holds in its cache."""
    root = home_root(page)
    return root.language_code if root else page.locale.language_code


def links(page: Page | None, request: HttpRequest | None) -> list[LanguageLink]:
    """The language switch of a page, or of a view that has none; empty when there is no choice.

    A view below a language prefix leads to itself in the other language, an error to the homes.
    """
    if page is not None:
        urls = {code_of(other): other.get_url(request) for other in translations(page)}
        current = code_of(page)
    elif request is not None:
        urls = _view_urls(request)
        current = get_language()
    else:
        return []
    found = [
        LanguageLink(code, own_name(code), url, code == current)
        for code, url in urls.items()
        if url
    ]
    return found if len(found) > 1 else []


def in_language(ids: Iterable[int | None], locale_id: int) -> dict[int, Page]:
    """The chosen pages by the id chosen, each as its live version in this language.

    A page copied to another language keeps choosing the source's pages; what has no live version
    in the language is left out. One query when all are in the language already, else two.
    """
    wanted = [pk for pk in ids if pk is not None]
    chosen = list(Page.objects.filter(pk__in=wanted)) if wanted else []
    found = {page.pk: page for page in chosen if page.locale_id == locale_id and page.live}
    foreign = {page.translation_key: page.pk for page in chosen if page.locale_id != locale_id}
    if foreign:
        versions = Page.objects.live().filter(translation_key__in=foreign, locale_id=locale_id)
        found |= {foreign[version.translation_key]: version for version in versions}
    return found


def own_name(code: str) -> str:
    """The name of a language in itself: Français, English."""
    name = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]


def translated_name(code: str) -> str:
    """A language's name in the language active now; its code when it is unknown."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


def alternates(page: Page, request: HttpRequest | None) -> list[tuple[str, str]]:
    """`(hreflang, absolute address)` of all translations and `x-default`; empty for a lone page.

    `x-default` of a home page is the address that chooses by Accept-Language, of any other page
    its version in the site's first language.
    """
    urls = {code_of(other): other.get_full_url(request) for other in translations(page)}
    urls = {code: url for code, url in urls.items() if url}
    if len(urls) < 2:
        return []
    home = home_root(page, request)
    if home and home.root_path == page.url_path:
        default = f"{home.root_url}/"
    else:
        default = urls.get(settings.LANGUAGE_CODE) or next(iter(urls.values()))
    return [*urls.items(), ("x-default", default)]


def _view_urls(request: HttpRequest) -> dict[str, str]:
    codes = sorted({root.language_code for root in root_paths(request)}, key=_rank)
    match = request.resolver_match
    if match is None or match.url_name == "wagtail_serve":
        return {code: translate_url(f"/{get_language()}/", code) for code in codes}
    urls = {code: translate_url(request.path, code) for code in codes}
    return urls if len(set(urls.values())) > 1 else {}


def _rank(code: str) -> int:
    order = [known for known, _name in settings.LANGUAGES]
    return order.index(code) if code in order else len(order)
