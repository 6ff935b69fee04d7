"""What a person answers who was asked once: an ordinary consent by their own press, or a no."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from hustings_signup import mailbox, services
from hustings_signup.importing.asking import bar, notice_for
from hustings_signup.importing.relating import Extras, TagRows, write_extras
from hustings_signup.models import (
    Identifier,
    ImportAsk,
    ImportBar,
    SignupPage,
    Submission,
)
from hustings_signup.people import Person
from hustings_signup.visits import Visit


class Unanswerable(ValueError):
    """Answered already, deleted, or no words are in force to agree to."""


@transaction.atomic
def say_yes(*, ask: ImportAsk, ticked: Collection[str], at: datetime | None = None) -> Submission:
    """One press by the person, from their own mailbox: asked for and confirmed at once (R3).

    The same records as a form and its mail leave, since it is the same: the words were shown,
    the boxes were empty, the link came by mail.
    """
    at = at or timezone.now()
    ask = _held(ask)
    notice = notice_for(ask)
    if notice is None:
        raise Unanswerable
    submission = services.submit(
        act=ask.purpose,
        act_ref=ask.batch.source,
        page=_page(ask),
        person=Person(
            mailbox=mailbox.parse(ask.email),
            given_name=ask.given_name,
            family_name=ask.family_name,
            postcode=ask.postcode,
            town=ask.town,
            department=ask.department,
        ),
        asked=dict.fromkeys(ticked, True),
        notice=notice,
        visit=Visit(payload={"answer": "yes", "boxes": sorted(ticked)}),
        locale=notice.locale,
        at=at,
        send_mail=False,
    )
    services.confirm(submission=submission, at=at)
    if ask.identifier_key:
        Identifier.objects.get_or_create(
            site_id=ask.site_id,
            system=ask.identifier_system,
            key=ask.identifier_key,
            defaults={"supporter": submission.supporter},
        )
    extras = Extras(tags=tuple(ask.tags))
    tags = TagRows(ask.batch, at=at)
    write_extras(ask.batch, [(submission.supporter, extras)], tags=tags, at=at)
    ask.delete()
    return submission


@transaction.atomic
def say_no(*, ask: ImportAsk, at: datetime | None = None) -> None:
    """Everything about the person goes; a keyed hash keeps later imports away."""
    ask = _held(ask)
    bar(ask, ImportBar.Reason.REFUSED, at=at or timezone.now())
    ask.delete()


def _held(ask: ImportAsk) -> ImportAsk:
    """The row, locked; Unanswerable when another press was first."""
    found = (
        ImportAsk.objects.select_for_update(of=("self",))
        .select_related("site", "batch")
        .filter(pk=ask.pk)
        .first()
    )
    if found is None:
        raise Unanswerable
    return found


def _page(ask: ImportAsk) -> Page:
    """The form that asks for the same, else the home page: what the mails link to."""
    root = ask.site.root_page
    homes = [root, *root.get_translations()]
    for home in homes:
        found = SignupPage.objects.live().descendant_of(home).filter(asks_for=ask.purpose)
        page = found.filter(locale__language_code=ask.locale).first() or found.first()
        if page:
            return page
    return root
