"""Letters: pages that are written to be sent, and their archive on the web."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import InvalidPage, Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, Site
from wagtail.search import index

from hustings_home.blocks import LetterBlock
from hustings_home.mail import MailParts, stream_html
from hustings_home.models import BasePage
from hustings_home.site_tree import site_id_of
from hustings_mailings.previewing import mail_preview

LETTERS_PER_PAGE = 20


class NewsletterIndexPage(BasePage):
    """Lists the letters that went public, newest first."""

    lead = models.TextField(
        _("lead"), max_length=400, blank=True, help_text=_("One sentence under the title.")
    )

    list_kind: ClassVar[str] = "letters"
    parent_page_types = ["hustings_home.HomePage"]
    subpage_types = ["hustings_mailings.NewsletterPage"]
    max_count_per_parent = 1
    page_description = _("The archive of the letters you send by e-mail.")

    content_panels = [*BasePage.content_panels, FieldPanel("lead")]
    search_fields = [*BasePage.search_fields, index.SearchField("lead")]

    class Meta:
        verbose_name = _("archive of letters")
        verbose_name_plural = _("archives of letters")

    def letters(self) -> models.QuerySet[NewsletterPage]:
        """The live letters, newest first."""
        live = NewsletterPage.objects.child_of(self).live()
        return live.order_by("-first_published_at", "-pk")

    def list_items(self, limit: int) -> list[BasePage]:
        """The newest `limit` letters."""
        return list(self.letters()[:limit])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `letters`, the asked page of them; Http404 beyond the last."""
        context = super().get_context(request, *args, **kwargs)
        try:
            paginator = Paginator(self.letters(), LETTERS_PER_PAGE)
            context["letters"] = paginator.page(request.GET.get("page", "1"))
        except InvalidPage as error:
            raise Http404 from error
        return context


class NewsletterPage(BasePage):
    """One letter in one language. Published, it stands in the archive; being sent to a list is
    another act (see the mailings)."""

    preheader = models.CharField(
        _("line beside the subject"),
        max_length=150,
        blank=True,
        help_text=_("Mailboxes show it beside the subject: why should one open it?"),
    )
    body = StreamField(LetterBlock(), blank=True, verbose_name=_("text"))

    # Named for the type checker.
    objects: ClassVar[PageManager] = PageManager()

    card_template: ClassVar[str] = "hustings_mailings/cards/letter.html"
    parent_page_types = ["hustings_mailings.NewsletterIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A letter to write and then send by e-mail; its title is the subject.")

    content_panels = [
        FieldPanel("title", help_text=_("The subject of the mail.")),
        FieldPanel("preheader"),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("preheader"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")

    @property
    def teaser(self) -> str:
        """The line beside the subject."""
        return self.preheader

    def mail_parts(self, web_url: str) -> MailParts:
        """The title as the subject, and the text."""
        return MailParts(self.title, self.preheader, stream_html(self.body, self, web_url))

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """On the web, and as it arrives."""
        return [("", _("On the site")), ("mail", _("As a mail"))]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page, or both parts of the mail side by side."""
        if mode_name != "mail":
            return super().serve_preview(request, mode_name)
        site = Site.objects.filter(pk=site_id_of(self)).first() if self.path else None
        return mail_preview(request, self, site or Site.find_for_request(request))
