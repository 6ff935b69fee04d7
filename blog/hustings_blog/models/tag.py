"""What posts are about: one vocabulary per site, for all its languages, with translations.

A tag is shared by the translations of a post, so wagtail-localize may copy it as it is; only its
wording differs from language to language (docs: blog/README.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager, _ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import ItemBase, NaturalKeyManager, TagBase
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Locale, Site


class TagQuerySet(models.QuerySet["BlogTag"]):
    """Tags with the word a reader knows them by."""

    def worded(self, locale_id: int) -> Self:
        """Each tag with its `wording` in a language, its own name where there is none."""
        words = BlogTagWording.objects.filter(tag=OuterRef("pk"), locale=locale_id)
        return self.annotate(wording=Coalesce(Subquery(words.values("name")[:1]), "name"))


class BlogTag(TagBase, ClusterableModel):
    """A word of the vocabulary of a site; `name` is in its main language."""

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", verbose_name=_("site")
    )
    # taggit's own fields are unique over all sites.
    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)

    free_tagging = True
    natural_key_fields = ["site_id", "name"]
    objects = NaturalKeyManager.from_queryset(TagQuerySet)()

    panels = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("slug"),
        InlinePanel("wordings", heading=_("In other languages"), label=_("Translation")),
    ]

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                name="hustings_blog_tag_name",
                violation_error_message=_("Another tag already has this name."),
            ),
            models.UniqueConstraint(
                fields=["site", "slug"],
                name="hustings_blog_tag_slug",
                violation_error_message=_("Another tag already has this slug."),
            ),
        ]


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


class _TagsOfSite(_ClusterTaggableManager):
    """A name means the tag of that name of the post's own site; it is made if there is none."""

    def _to_tag_model_instances(
        self, tags: Iterable[str | BlogTag], tag_kwargs: dict[str, Any]
    ) -> list[BlogTag]:
        site = {"site_id": self.instance.news_site_id} if tags else {}
        found: list[BlogTag] = super()._to_tag_model_instances(tags, {**tag_kwargs, **site})
        return found


class SiteTags(ClusterTaggableManager):
    """The tags of a page that knows its `news_site_id`."""

    def __get__(self, instance: Any, model: type[models.Model]) -> _TagsOfSite:
        return _TagsOfSite(
            through=self.through, model=model, instance=instance, prefetch_cache_name=self.name
        )
