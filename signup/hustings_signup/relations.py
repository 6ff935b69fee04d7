"""What the team keeps about a contact, as every plugin declares it: tags, notes, follow-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_signup import personal_data
from hustings_signup.models import FollowUp, Note, Supporter, Tagging, VolunteerPhone
from hustings_signup.personal_data import Fact, Held, Holding, day_fact


def _origin(row: Tagging | Note | VolunteerPhone) -> Fact:
    """Where an imported one comes from (GDPR art. 15(1)(g)); empty for our own."""
    return Fact("origin", _("brought along from"), row.batch.origin if row.batch else "")


def tags(supporter: Supporter) -> Iterator[Held]:
    """One item per tag."""
    rows = Tagging.objects.filter(supporter=supporter).select_related("tag", "batch")
    for row in rows.order_by("pk"):
        yield Held(row.tag.name, [Fact("created_at", _("since"), row.created_at), _origin(row)])


def merge_tags(kept: Supporter, gone: Supporter) -> None:
    """All tags of both, each once."""
    worn = Tagging.objects.filter(supporter=kept).values_list("tag", flat=True)
    moved = Tagging.objects.filter(supporter=gone).exclude(tag__in=list(worn))
    moved.update(supporter=kept)


def notes(supporter: Supporter) -> Iterator[Held]:
    """One item per note; which member of the team wrote it is theirs to tell."""
    for row in Note.objects.filter(supporter=supporter).select_related("batch"):
        yield Held(
            str(_("Note")),
            [
                Fact("text", _("Note"), row.text),
                Fact("created_at", _("written"), row.created_at, shown=""),
                Fact("edited_at", _("changed"), row.edited_at),
                _origin(row),
            ],
            at=row.created_at,
        )


def follow_ups(supporter: Supporter) -> Iterator[Held]:
    """One item per thing to do or done."""
    for row in FollowUp.objects.filter(supporter=supporter):
        yield Held(
            row.what,
            [
                Fact("what", _("what"), row.what, shown=""),
                day_fact("due_on", _("by"), row.due_on),
                Fact("created_at", _("asked"), row.created_at),
                Fact("done_at", _("done"), row.done_at),
            ],
        )


def phones(supporter: Supporter) -> Iterator[Held]:
    """One item per number given."""
    rows = VolunteerPhone.objects.filter(supporter=supporter).select_related("batch")
    for row in rows.order_by("pk"):
        yield Held(
            str(_("Telephone, to be called as a volunteer")),
            [
                Fact("number", _("telephone"), row.number),
                Fact("created_at", _("given"), row.created_at),
                _origin(row),
            ],
        )


def _erase(model: type[models.Model]) -> Callable[[Supporter, datetime], None]:
    def erase(supporter: Supporter, at: datetime) -> None:
        model._default_manager.filter(supporter=supporter).delete()

    return erase


def _move(model: type[models.Model]) -> Callable[[Supporter, Supporter], None]:
    def merge(kept: Supporter, gone: Supporter) -> None:
        model._default_manager.filter(supporter=gone).update(supporter=kept)

    return merge


def register() -> None:
    """Called once, when the app starts."""
    for key, label, held, model, merge in (
        ("signup.tags", gettext_lazy("Tags"), tags, Tagging, merge_tags),
        ("signup.notes", gettext_lazy("Notes of our team"), notes, Note, _move(Note)),
        (
            "signup.follow_ups",
            gettext_lazy("What our team wanted to do"),
            follow_ups,
            FollowUp,
            _move(FollowUp),
        ),
        (
            "signup.phones",
            gettext_lazy("Telephone number"),
            phones,
            VolunteerPhone,
            _move(VolunteerPhone),
        ),
    ):
        personal_data.register(Holding(key, label, held, _erase(model), merge))
