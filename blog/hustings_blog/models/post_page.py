"""A post: news, an opinion, a press release or a video."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.images.models import AbstractImage
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from hustings_blog import panels, reading, seo
from hustings_blog.forms import PostForm
from hustings_blog.kinds import Kind
from hustings_blog.models.author import Author
from hustings_blog.models.tag import BlogTag, SiteTags
from hustings_blog.querysets import PostManager
from hustings_home import pictures
from hustings_home.blocks import BodyBlock
from hustings_home.mail import MailParts, stream_html
from hustings_home.models import BasePage
from hustings_home.site_tree import site_id_of

#: Addresses under an index that are not posts.
RESERVED_SLUGS = frozenset({"atom"})


def today() -> date:
    """The day it is where the campaign is (a named function: migrations refer to it)."""
    return timezone.localdate()


class BlogPage(BasePage):
    """One article in one language."""

    Kind = Kind

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NEWS)
    published_on = models.DateField(
        _("date shown"),
        default=today,
        help_text=_("Posts are listed from the newest date to the oldest."),
    )
    summary = models.TextField(
        _("summary"),
        max_length=400,
        help_text=_("One to three sentences: shown under the title, in lists and in searches."),
    )
    main_image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("main picture"),
    )
    main_image_alt = models.CharField(
        _("what the picture shows"),
        max_length=255,
        blank=True,
        help_text=_("For people who cannot see it. Leave empty if it only decorates."),
    )
    main_image_credit = models.CharField(_("credit of the picture"), max_length=160, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("text"))
    tags = SiteTags(
        through="hustings_blog.PostTag",
        blank=True,
        verbose_name=_("tags"),
        help_text=_("Shared by all languages: tag once, every translation has it."),
    )

    objects = PostManager()

    card_template = "hustings_blog/cards/post.html"
    parent_page_types = ["hustings_blog.BlogIndexPage"]
    subpage_types: list[str] = []
    page_description = _("An article of the news, with its date, authors and picture.")

    # Explicit: wagtail-localize would otherwise overwrite the manager of `tags`. The tags are
    # copied through the child relation, the authors stay and are localized when read.
    translatable_fields = [
        TranslatableField("title"),
        TranslatableField("slug"),
        TranslatableField("summary"),
        TranslatableField("body"),
        TranslatableField("main_image_alt"),
        TranslatableField("main_image_credit"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        SynchronizedField("main_image"),
        SynchronizedField("kind", overridable=False),
        SynchronizedField("published_on", overridable=False),
        SynchronizedField("show_in_menus", overridable=False),
        SynchronizedField("tagged_items", overridable=False),
        SynchronizedField("bylines", overridable=False),
    ]
    base_form_class = PostForm
    edit_handler = panels.post_edit_handler()
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("published_on"),
    ]

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        indexes = [models.Index(fields=["-published_on"], name="hustings_blog_newest")]

    @property
    def share_image(self) -> AbstractImage | None:
        """The picture shown when the post is shared."""
        return self.main_image

    @property
    def teaser(self) -> str:
        """The summary."""
        return self.summary

    def mail_parts(self, web_url: str) -> MailParts:
        """The summary, who signs and the text; the pictures stay on the site."""
        kind = " · ".join([self.get_kind_display(), *(author.name for author in self.authors)])
        above = format_html('<p class="lead">{}</p><p class="meta">{}</p>', self.summary, kind)
        return MailParts(self.title, self.summary, above + stream_html(self.body, self, web_url))

    def clean(self) -> None:
        """Keep the addresses the index answers itself."""
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("This address is taken by the feed.")})

    @cached_property
    def news_site_id(self) -> int:
        """Whose authors and tags it takes; ValueError for a post outside every site. The form of a
        new one says it, since the post has no place in the tree yet."""
        site_id = site_id_of(self) if self.path else None
        if site_id is None:
            raise ValueError("A post takes its tags from its site: add it below a home page first.")
        return site_id

    @cached_property
    def authors(self) -> list[Author]:
        """Who signs, in order, in the language of the post."""
        return reading.authors_of(self)

    @cached_property
    def topics(self) -> list[BlogTag]:
        """The tags, in the language of the post."""
        return reading.topics_of(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the address of the list and what to read next."""
        context = super().get_context(request, *args, **kwargs)
        related = reading.related_to(self)
        pictures.prefetch([self.main_image, *(post.main_image for post in related)])
        context["related_posts"] = related
        # The post's own address without its last part: asking for the parent would cost a query.
        # (Not "without its slug": an accent in a slug is escaped in the address.)
        own = (self.get_url(request) or "").rstrip("/")
        context["index_url"] = f"{own.rpartition('/')[0]}/"
        return context

    def json_ld(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The article and where it stands."""
        return [seo.news_article(self, request), *super().json_ld(request)]
