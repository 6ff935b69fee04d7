"""Page classes named like ours."""

from django.db import models
from wagtail.models import Page


class BlogIndexPage(Page):
    """The host's own index."""


class BlogPage(Page):
    """The host's own post."""

    author = models.CharField(max_length=50, blank=True)
