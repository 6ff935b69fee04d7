"""Writes, changes and deletes notes about a person; only their author changes one."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from hustings_signup.models import Note, Supporter


@transaction.atomic
def write_note(
    *, supporter: Supporter, text: str, author: User, at: datetime | None = None
) -> Note:
    """Keep a note. The person may read it: "my data" shows it (GDPR art. 15)."""
    return Note.objects.create(
        supporter=supporter,
        text=text,
        author=author,
        author_name=author.get_username(),
        created_at=at or timezone.now(),
    )


@transaction.atomic
def change_note(*, note: Note, text: str, author: User, at: datetime | None = None) -> bool:
    """Replace the text; False when this is not the author."""
    return bool(
        Note.objects.filter(pk=note.pk, author=author).update(
            text=text, edited_at=at or timezone.now()
        )
    )


@transaction.atomic
def delete_note(*, note: Note, author: User) -> bool:
    """Delete it for good; False when this is not the author."""
    return bool(Note.objects.filter(pk=note.pk, author=author).delete()[0])
