"""The mails of retention: the question after the vote, the warning, and a word to the team."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from hustings_home.models import IdentitySettings
from hustings_signup import limits, links, outbox, purposes
from hustings_signup.mails import Mail
from hustings_signup.messages import sender_name
from hustings_signup.models import EndWarning, Outbox, Subscription, Supporter
from hustings_signup.retention import periods
from hustings_signup.retention.dates import end_of_campaign

BEYOND, VOLUNTEER = "updates.beyond", "volunteer.contact"
Kind, State = EndWarning.Kind, Subscription.State
#: Kinds of mail, and of the link in it, by the kind of warning.
MAILS = {Kind.AFTER_VOTE: "after_vote", Kind.INACTIVE: "inactive"}
STAFF_MAIL = "staff.brake"


def tell(people: Iterable[Supporter], kind: EndWarning.Kind, at: datetime) -> int:
    """Queue the mail of a warning and remember it; an old unanswered one becomes this one."""
    told = 0
    for person in people:
        EndWarning.objects.update_or_create(
            supporter=person, kind=kind, answered_at=None, defaults={"told_at": at}
        )
        outbox.queue(MAILS[kind], supporter=person, at=at)
        told += 1
    return told


def is_news_until_vote(purpose: str) -> bool:
    """Whether the question after the vote is about it: the news of the campaign, or of a
    neighbourhood. Volunteering ends for everybody."""
    return purposes.get(purpose).ends_with_vote and purpose != VOLUNTEER


def after_vote(row: Outbox) -> Mail | None:
    """The one question: shall we stay in touch? Silence ends it."""
    person, ends_at = row.supporter, end_of_campaign(row.site)
    if person is None or ends_at is None or not may_be_asked(person, timezone.now()):
        return None
    unsubscribe = links.url(links.make(kind="unsubscribe", supporter=person))
    return Mail(
        subject=_("Shall we stay in touch?"),
        heading=_("Shall we stay in touch?"),
        paragraphs=[
            _("The vote is over. You asked for our news until the vote, and it ends on %(day)s.")
            % {"day": _day(ends_at)},
            _("If you would like to hear from us after that too, tell us with the button."),
            _("If you do nothing, it ends, and we erase what we hold about you for it."),
        ],
        button=(_("Read and answer"), links.url(links.make(kind="after_vote", supporter=person))),
        after_button=[_("We ask this once; there will be no reminder.")],
        footer=[_why(row, person), (_("Stop all news"), unsubscribe)],
        unsubscribe_url=unsubscribe,
    )


def may_be_asked(person: Supporter, at: datetime) -> bool:
    """Still on a list until the vote, never having said anything about later."""
    ends_at = end_of_campaign(person.site)
    states = dict(person.subscriptions.values_list("purpose", "state"))
    return (
        ends_at is not None
        and at < ends_at
        and any(s == State.ACTIVE and is_news_until_vote(purpose) for purpose, s in states.items())
        and BEYOND not in states
        and not _is_suppressed(person, at)
    )


def inactive(row: Outbox) -> Mail | None:
    """What will end, when, and one button to stay."""
    person = row.supporter
    told = person and person.end_warnings.filter(kind=Kind.INACTIVE, answered_at=None).first()
    if not person or not told or _is_suppressed(person, timezone.now()):
        return None
    months = periods.GONE_AFTER_MONTHS - periods.WARNED_AFTER_MONTHS
    day = _day(periods.months_after(told.told_at, months))
    unsubscribe = links.url(links.make(kind="unsubscribe", supporter=person))
    is_on_a_list = person.subscriptions.filter(state=State.ACTIVE).exists()
    return Mail(
        subject=_("Do you want to stay on our list?"),
        heading=_("Do you want to stay on our list?"),
        paragraphs=[
            _("We have not heard from you for almost three years."),
            _("If you do nothing, we erase what we hold about you from %(day)s on.") % {"day": day},
        ],
        button=(_("Stay on the list"), links.url(links.make(kind="inactive", supporter=person))),
        footer=[_why(row, person), *([(_("Stop all news"), unsubscribe)] if is_on_a_list else [])],
        unsubscribe_url=unsubscribe if is_on_a_list else None,
    )


def brake(row: Outbox) -> Mail | None:
    """To the data contact: retention stopped, and why; no name, no address."""
    address = IdentitySettings.read(row.site).data_contact_email
    if not address:
        return None
    return Mail(
        subject=_("Erasing was stopped: too many people at once"),
        heading=_("Erasing was stopped: too many people at once"),
        paragraphs=[
            _(
                "More than 100 people, and more than one in five of those who confirmed, would "
                "have been erased in one go on %(site)s. Nothing was erased."
            )
            % {"site": row.site.hostname},
            _("Look at the screen “What ends soon”. If it is right, an administrator runs:"),
            "manage.py retention --force",
        ],
        footer=[_("This mail goes to the contact for personal data.")],
        recipient=address,
    )


def _is_suppressed(person: Supporter, at: datetime) -> bool:
    return limits.is_suppressed(site_id=person.site_id, canonical=person.email_canonical, at=at)


def _why(row: Outbox, person: Supporter) -> str:
    """Who writes and why, from what we know since when (R18)."""
    active = person.subscriptions.filter(state=State.ACTIVE).order_by("since").first()
    words = {"sender": sender_name(row), "day": _day(active.since if active else person.created_at)}
    if active:
        return _("%(sender)s writes because you asked for its news on %(day)s.") % words
    return _("%(sender)s writes because it has held your data since %(day)s.") % words


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")
