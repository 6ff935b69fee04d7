"""Who signs the posts: an author in every language, and the ordered by-lines of a post."""

from __future__ import annotations

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Site, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField


class Author(TranslatableMixin, index.Indexed, models.Model):
    """Who signs posts of a site; name and role may differ from language to language."""

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("slug"),
        max_length=120,
        blank=True,
        help_text=_("Stands in the address of this author's posts; made from the name if empty."),
    )
    role = models.CharField(
        _("role"), max_length=160, blank=True, help_text=_("For example: candidate, treasurer.")
    )
    photo = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("photo"),
    )

    translatable_fields = [
        TranslatableField("name"),
        TranslatableField("role"),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("photo"),
        SynchronizedField("site", overridable=False),
    ]
    panels = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("photo"),
        FieldPanel("slug"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
        index.FilterField("site"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "slug", "locale"],
                name="hustings_blog_author_slug",
                violation_error_message=_("Another author already has this slug."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}" if self.role else self.name

    def clean(self) -> None:
        """Make the slug from the name when the editor left it empty."""
        super().clean()
        self.slug = self.slug or slugify(self.name)[:120]


class Byline(Orderable):
    """One author of one post. It points at the author in any language: `authors_of` localizes.

    Not unique per post in the database: the editor's form saves row by row, so two authors who
    change places would stand twice for a moment. `authors_of` names each once.
    """

    page = ParentalKey("hustings_blog.BlogPage", on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )

    panels = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        verbose_name = _("author of the post")

    def __str__(self) -> str:
        return f"Byline {self.pk}"
