"""What every Hustings page has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageViewRestriction
from wagtail.url_routing import RouteResult

from hustings_home import seo
from hustings_home.own_choices import PageForm
from hustings_home.site_tree import follow

if TYPE_CHECKING:
    from hustings_home.mail import MailParts


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

    base_form_class = PageForm

    class Meta:
        abstract = True

    @property
    def share_image(self) -> AbstractImage | None:
        """The picture shown when the page is shared; None: the site's logo."""
        return None

    @property
    def teaser(self) -> str:
        """A sentence or two about the page, as plain text, where a mail names it; may be empty."""
        return self.search_description

    def mail_parts(self, web_url: str) -> MailParts | None:
        """What the page says as a mail, in the active language, `web_url` being where it is read
        on the web; None for a page that is not made to be sent."""
        return None

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """As Wagtail's; but a page on the way is not loaded in full, and each knows its way."""
        if not path_components:
            return super().route(request, path_components)
        slug, *rest = path_components
        found = get_object_or_404(self.get_children(), slug=slug)
        child = found.specific_deferred if rest else found.specific
        return follow(self, child).route(request, rest)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail's, in one query instead of two on a page that a request led to."""
        way = self.__dict__.get("_trail", [])
        if len(way) != self.depth - 1 or any(step.alias_of_id for step in way):
            return super().get_view_restrictions()
        above = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=above)

    def list_items(self, limit: int) -> list[BasePage]:
        """The newest or next `limit` pages this index lists, as specific pages."""
        return []

    def json_ld(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The schema.org objects of this page; children extend the list."""
        return [seo.breadcrumbs(self, request)]
