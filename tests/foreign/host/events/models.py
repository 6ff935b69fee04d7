"""Models named like ours."""

from django.db import models
from wagtail.models import Page


class EventPage(Page):
    """The host's own event."""


class Event(models.Model):
    """The host's own row."""
