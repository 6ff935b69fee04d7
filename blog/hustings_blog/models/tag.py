"""What posts are about: one vocabulary for all languages, each word with its translations.

A tag is shared by the translations of a post, so wagtail-localize may copy it as it is; only its
wording differs from language to language (docs: blog/README.md).
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, NaturalKeyManager, TagBase
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Locale


class TagQuerySet(models.QuerySet["BlogTag"]):
    """Tags with the word a reader knows them by."""

    def worded(self, locale_id: int) -> Self:
        """Each tag with its `wording` in a language, its own name where there is none."""
        words = BlogTagWording.objects.filter(tag=OuterRef("pk"), locale=locale_id)
        return self.annotate(wording=Coalesce(Subquery(words.values("name")[:1]), "name"))


class BlogTag(TagBase, ClusterableModel):
    """A word of the vocabulary; `name` is in the main language of the site."""

    free_tagging = True
    objects = NaturalKeyManager.from_queryset(TagQuerySet)()

    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        InlinePanel("wordings", heading=_("In other languages"), label=_("Translation")),
    ]

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]


class BlogTagWording(models.Model):
    """How a tag is called in another language."""

    tag = ParentalKey(BlogTag, on_delete=models.CASCADE, related_name="wordings")
    locale = models.ForeignKey(
        Locale, on_delete=models.CASCADE, related_name="+", verbose_name=_("language")
    )
    name = models.CharField(_("name"), max_length=100)

    panels = [FieldPanel("locale"), FieldPanel("name")]

    class Meta:
        verbose_name = _("wording of a tag")
        verbose_name_plural = _("wordings of tags")
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "locale"], name="hustings_blog_one_wording_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostTag(ItemBase):
    """A tag on a post."""

    tag = models.ForeignKey(BlogTag, on_delete=models.CASCADE, related_name="tagged_posts")
    content_object = ParentalKey(
        "hustings_blog.BlogPage", on_delete=models.CASCADE, related_name="tagged_items"
    )

    class Meta:
        verbose_name = _("tag of a post")
        verbose_name_plural = _("tags of posts")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="hustings_blog_tag_once_per_post"
            )
        ]
