"""The two moments feeds and search engines ask for, from the day that is shown."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from hustings_blog.models import BlogPage


def published_at(post: BlogPage) -> datetime:
    """The moment of first publication if it fell on the day shown, else that day's start."""
    first = post.first_published_at
    if first and timezone.localdate(first) == post.published_on:
        return first
    return timezone.make_aware(datetime.combine(post.published_on, time.min))


def updated_at(post: BlogPage) -> datetime:
    """When the text last changed for readers, never before it was published."""
    published = published_at(post)
    return max(post.last_published_at or published, published)
