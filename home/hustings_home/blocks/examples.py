"""Values for block previews that need something of the site: a picture, a file, a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, get_page_models

PageModel = type[Page]


def pictures(count: int) -> list[Any]:
    """The newest pictures of the library, repeated where there are too few; empty without any."""
    found = list(get_image_model().objects.order_by("-pk")[:count])
    return (found * count)[:count] if found else []


def image() -> dict[str, Any]:
    """The newest picture with a caption."""
    return {
        "image": next(iter(pictures(1)), None),
        "caption": _("What the picture shows, in one sentence."),
        "credit": _("who took it"),
        "width": "text",
    }


def gallery() -> dict[str, Any]:
    """Three pictures."""
    return {"images": pictures(3), "caption": _("One caption for all.")}


def download() -> dict[str, Any]:
    """The newest file."""
    return {
        "document": get_document_model().objects.order_by("-pk").first(),
        "title": "",
        "description": _("One sentence about the file."),
    }


def page_of(answers: Callable[[PageModel], bool]) -> Page | None:
    """A live page of the first installed type that answers; None when there is none."""
    for model in get_page_models():
        if answers(model):
            page: Page | None = model.objects.live().order_by("pk").first()
            if page is not None:
                return page
    return None


def listing(kind: str) -> Page | None:
    """A page that lists items of this kind."""
    return page_of(lambda model: getattr(model, "list_kind", "") == kind)


def news_list() -> dict[str, Any]:
    """Three posts."""
    return {"heading": _("News"), "page": listing("news"), "count": 3}


def event_list() -> dict[str, Any]:
    """Two events."""
    return {"heading": _("Coming up"), "page": listing("events"), "count": 2}


def petition_card() -> dict[str, Any]:
    """The first petition."""
    index = listing("petitions")
    return {"page": index.get_children().live().first() if index else None}


def page_card() -> dict[str, Any]:
    """A page that has a card of its own."""
    plain = ("", "hustings_home/cards/page.html")
    return {"page": page_of(lambda model: getattr(model, "card_template", "") not in plain)}


def signup_form() -> dict[str, Any]:
    """The first form of the site."""
    return {
        "heading": _("Stay in touch"),
        "text": "",
        "page": page_of(lambda model: bool(getattr(model, "form_template", ""))),
    }
