"""The mail of this plugin: seats came free, and the one who waited has them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hustings_events import acts
from hustings_events.models import Registration
from hustings_signup import links
from hustings_signup.mails import Mail
from hustings_signup.models import Outbox


def moved_up(row: Outbox) -> Mail | None:
    """From the waiting list to a seat; None when it was cancelled meanwhile or is over."""
    registration = (
        Registration.objects.select_related("event", "supporter", "submission")
        .filter(submission=row.submission_id, state=Registration.State.REGISTERED)
        .first()
    )
    if registration is None or registration.event.is_cancelled or row.submission is None:
        return None
    page = acts.page_of(registration, row.submission.locale)
    title = page.title if page else registration.event.title
    return Mail(
        subject=_("You have a place: %(title)s") % {"title": title},
        heading=_("You have a place"),
        paragraphs=[
            _("Places came free, and you were next on the waiting list: you are registered."),
            *acts.facts(page),
            *acts.private_lines(page),
            _("You cannot come any more? Cancel, and the next person has your place."),
        ],
        button=(_("See or cancel my registration"), links.url(acts.own_link(registration))),
        footer=[
            _("You receive this e-mail because you registered for “%(title)s”.") % {"title": title}
        ],
        attachments=acts.calendar_files(page, registration),
    )
