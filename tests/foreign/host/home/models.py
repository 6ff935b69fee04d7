"""A page class named like one of ours."""

from wagtail.models import Page


class HomePage(Page):
    """The host's own front page."""
