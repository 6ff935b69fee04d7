"""Saves and deletes segments."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from hustings_signup.models import Segment
from hustings_signup.segments.tree import Group


@transaction.atomic
def save_segment(*, segment: Segment, name: str, purpose: str, tree: Group, user: User) -> Segment:
    """Store a new or changed segment; `segment` brings its site. IntegrityError when the site
    has another one of that name."""
    now = timezone.now()
    segment.name, segment.purpose, segment.tree = name, purpose, tree.dump()
    segment.changed_at = now
    if segment.pk is None:
        segment.made_at, segment.made_by = now, user
    segment.save()
    return segment


@transaction.atomic
def delete_segment(*, segment: Segment) -> None:
    """Forget a question; the people it found stay."""
    segment.delete()
