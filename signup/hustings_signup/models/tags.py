"""Tags: words staff put on people to find them again. They never choose who receives mail (R16)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from hustings_signup.models.imports import ImportBatch
from hustings_signup.models.people import Supporter


class Tag(models.Model):
    """One word of one site. The slug tells "Market" and "market" for the same word."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("tag"), max_length=40)
    slug = models.SlugField(max_length=60, allow_unicode=True, editable=False)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        default_permissions = ()
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["site", "name"], name="hustings_signup_tag_name_once"),
            models.UniqueConstraint(fields=["site", "slug"], name="hustings_signup_tag_slug_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a person: personal data, since it says something about them."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="taggings")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("since"))
    # The import that put it on: undoing takes off just these.
    batch = models.ForeignKey(
        ImportBatch, null=True, on_delete=models.SET_NULL, related_name="taggings"
    )

    class Meta:
        verbose_name = _("tag of a person")
        verbose_name_plural = _("tags of people")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "supporter"], name="hustings_signup_tagging_once"
            )
        ]

    def __str__(self) -> str:
        return f"Tagging {self.pk}"
