"""The tags every page template needs: `{% load hustings %}`."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from hustings_home import languages, navigation, pictures, site_tree
from hustings_home import site_message as messages_of_site
from hustings_home.models import BrandSettings, IdentitySettings
from hustings_home.visitors import staff_user

register = template.Library()

#: The characters that could end a script element or start an entity, as JSON escapes.
JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
#: Files that are shown as they are: a JPEG would lose the animation or the sharp lines.
SHOWN_AS_THEY_ARE = (".gif", ".svg")


@register.simple_tag(takes_context=True)
def site_identity(context: Context) -> IdentitySettings:
    """`{% site_identity as identity %}`: who is behind the site; asked for once per request."""
    return IdentitySettings.read_for_request(_request(context))


@register.simple_tag(takes_context=True)
def site_brand(context: Context) -> BrandSettings:
    """`{% site_brand as brand %}`: name, colours and logo; asked for once per request."""
    return BrandSettings.read_for_request(_request(context))


@register.simple_tag(takes_context=True)
def site_message(context: Context) -> str:
    """`{% site_message as text %}`: what staff tell every visitor now."""
    return messages_of_site.current(_request(context))


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> list[navigation.MenuItem]:
    """`{% main_menu as items %}`: title, url, current and within of each entry."""
    return navigation.main_menu(_page(context), _request(context))


@register.simple_tag(takes_context=True)
def footer_menu(context: Context) -> list[navigation.MenuItem]:
    """`{% footer_menu as items %}`: the legal pages."""
    return navigation.footer_menu(_page(context), _request(context))


@register.simple_tag(takes_context=True)
def language_links(context: Context, page: Any = None) -> list[languages.LanguageLink]:
    """`{% language_links page as links %}`: empty when there is no choice."""
    return languages.links(page if _is_stored_page(page) else None, _request(context))


@register.simple_tag(takes_context=True)
def hreflang(context: Context) -> SafeString:
    """The `<link rel="alternate">` elements of the page, with x-default."""
    page = _page(context)
    pairs = languages.alternates(page, _request(context)) if page else []
    line = '<link rel="alternate" hreflang="{}" href="{}">'
    return format_html_join("\n", line, pairs)


@register.simple_tag
def trail(page: Any) -> list[Page]:
    """`{% trail page as steps %}`: the pages from the home page down to this one."""
    return site_tree.trail(page) if _is_stored_page(page) else []


@register.simple_tag(takes_context=True)
def page_json_ld(context: Context) -> SafeString:
    """What the page says of itself to search engines, as one script element."""
    page = _page(context)
    specific: Any = page.specific if page is not None else None
    return json_ld(specific.json_ld(_request(context)) if hasattr(specific, "json_ld") else [])


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """A JSON-LD element that no value can break out of; nothing when there are no data."""
    if not data:
        return mark_safe("")
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.inclusion_tag("hustings_home/components/picture.html")
def picture(
    image: AbstractImage | None,
    *,
    alt: str = "",
    sizes: str = "100vw",
    eager: bool = False,
    css_class: str = "",
) -> dict[str, Any]:
    """A `<picture>` in the widths and formats that exist; `eager` for the first one on a page."""
    context = {"alt": alt, "sizes": sizes, "eager": eager, "css_class": css_class}
    if image is None:
        return context
    if image.file.name.lower().endswith(SHOWN_AS_THEY_ARE):
        shown = {"url": image.file.url, "width": image.width, "height": image.height}
        return {**context, "shown": shown}
    found = pictures.sources(image)
    if not found:
        return context
    *better, plain = found
    return {**context, "better": better, "plain": plain, "shown": plain.renditions[-1]}


@register.simple_tag(takes_context=True)
def staff_bar(context: Context) -> str:
    """Wagtail's bar for staff; a visitor's page is never asked who they are."""
    return wagtailuserbar(context) if staff_user(_request(context)) else ""


@register.simple_tag(takes_context=True)
def is_staff(context: Context) -> bool:
    """`{% is_staff as for_staff %}`: whether a member of staff reads this page."""
    return staff_user(_request(context)) is not None


def _request(context: Context) -> HttpRequest | None:
    return context.get("request")


def _page(context: Context) -> Page | None:
    page = context.get("page")
    return page if _is_stored_page(page) else None


def _is_stored_page(page: Any) -> bool:
    return isinstance(page, Page) and page.pk is not None
