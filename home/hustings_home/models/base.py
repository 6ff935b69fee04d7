"""What every Hustings page has in common."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from hustings_home import seo


class BasePage(Page):
    """Abstract base: the explicit parent link, and what lists, cards and form blocks may ask.

    `page_ptr` is declared with a related name per app, so that a host project may own a page
    class of the same name (else Django refuses with fields.E304/E305).
    """

    page_ptr = models.OneToOneField(
        Page,
        parent_link=True,
        primary_key=True,
        serialize=False,
        on_delete=models.CASCADE,
        related_name="%(app_label)s_%(class)s",
    )

    #: What an index page lists ("news", "events", "petitions"); empty: it lists nothing.
    list_kind: ClassVar[str] = ""
    #: The template that shows this page as a card; its context holds `page`.
    card_template: ClassVar[str] = "hustings_home/cards/page.html"
    #: The template of the public form this page carries; its context holds `page` and `form`.
    form_template: ClassVar[str] = ""

    class Meta:
        abstract = True

    @property
    def share_image(self) -> AbstractImage | None:
        """The picture shown when the page is shared; None: the site's logo."""
        return None

    def list_items(self, limit: int) -> list[BasePage]:
        """The newest or next `limit` pages this index lists, as specific pages."""
        return []

    def json_ld(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The schema.org objects of this page; children extend the list."""
        return [seo.breadcrumbs(self, request)]
