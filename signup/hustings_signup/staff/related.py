"""What a person's record tells of the team's own doings: tags, notes, follow-ups."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from hustings_signup import relations
from hustings_signup.models import Supporter
from hustings_signup.staff.timeline import LIMIT, Entry, register


def tags(supporter: Supporter) -> Iterator[Entry]:
    """When each tag was put on, and by whom."""
    for row in supporter.taggings.select_related("tag", "user")[:LIMIT]:
        by = row.user.get_username() if row.user else ""
        yield Entry(row.created_at, _("Tag: %(name)s") % {"name": row.tag.name}, by, "tag")


def notes(supporter: Supporter) -> Iterator[Entry]:
    """That a note was written; its words stand above."""
    for row in supporter.notes.all()[:LIMIT]:
        yield Entry(row.created_at, _("Note written"), row.author_name, "edit")


def follow_ups(supporter: Supporter) -> Iterator[Entry]:
    """What was asked for, and when it was done."""
    for row in supporter.follow_ups.all()[:LIMIT]:
        asked = _("Follow-up asked for: %(what)s") % {"what": row.what}
        yield Entry(row.created_at, asked, row.asked_by_name, "tasks")
        if row.done_at:
            done = _("Follow-up done: %(what)s") % {"what": row.what}
            yield Entry(row.done_at, done, row.claimed_by_name, "circle-check")


def connect() -> None:
    """Called once, when the app starts: what "my data" shows of it, and the timeline."""
    relations.register()
    for source in (tags, notes, follow_ups):
        register(source)
