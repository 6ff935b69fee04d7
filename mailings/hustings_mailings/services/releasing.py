"""Lets a mailing go: by a second person, or by whoever types how many people it goes to. Ten
minutes to call it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from hustings_mailings import audience, quiet
from hustings_mailings.models import Mailing, MailingSettings
from hustings_mailings.services.preparing import NotReady, freeze

#: Our choice: a wrong list or a typing error is seen within minutes of the press.
UNDO = timedelta(minutes=10)
State = Mailing.State


class WrongNumber(ValueError):
    """The number typed is not the number of people."""


class NotAllowed(Exception):
    """Not by this person, or not in this state; the text says why."""


@transaction.atomic
def release(
    *,
    mailing: Mailing,
    user: User,
    typed: int,
    starts_at: datetime | None = None,
    at: datetime | None = None,
) -> Mailing:
    """Schedule a draft where no second person is asked; `typed` is the number of people.

    WrongNumber when it is not; NotAllowed where a second person is asked; NotReady, also for a
    moment in a quiet period. Two presses are one.
    """
    at = at or timezone.now()
    mailing = _locked(mailing)
    if mailing.state == State.SCHEDULED:
        return mailing
    _must_be_for_all(mailing)
    if MailingSettings.for_site(mailing.site).needs_approval:
        raise NotAllowed(_("On this site a second person approves every mailing."))
    _must_be(mailing, State.DRAFT)
    freeze(mailing, at=at)
    if typed != _audience(mailing).count:
        raise WrongNumber
    return _schedule(mailing, user=user, starts_at=starts_at, at=at)


@transaction.atomic
def ask_approval(*, mailing: Mailing, user: User, at: datetime | None = None) -> Mailing:
    """Put a draft before a second person; what they see is what will be sent."""
    mailing = _locked(mailing)
    if mailing.state == State.ASKED:
        return mailing
    _must_be_for_all(mailing)
    _must_be(mailing, State.DRAFT)
    freeze(mailing, at=at)
    _audience(mailing)
    mailing.state, mailing.asked_by = State.ASKED, user
    mailing.save(update_fields=["state", "asked_by"])
    return mailing


@transaction.atomic
def approve(
    *,
    mailing: Mailing,
    user: User,
    starts_at: datetime | None = None,
    at: datetime | None = None,
) -> Mailing:
    """The second person lets it go. NotAllowed for whoever prepared it or asked."""
    at = at or timezone.now()
    mailing = _locked(mailing)
    if mailing.state == State.SCHEDULED:
        return mailing
    _must_be_for_all(mailing)
    _must_be(mailing, State.ASKED)
    if user.pk in (mailing.asked_by_id, mailing.made_by_id):
        raise NotAllowed(_("Somebody else has to approve what you prepared."))
    _audience(mailing)
    mailing.approved_by = user
    return _schedule(mailing, user=user, starts_at=starts_at, at=at)


@transaction.atomic
def call_back(*, mailing: Mailing) -> bool:
    """Make a draft of it again before the first mail left; False when that is too late."""
    changed = Mailing.objects.filter(
        pk=mailing.pk, state__in=[State.SCHEDULED, State.ASKED], started_at=None, days_after=None
    ).update(
        state=State.DRAFT,
        starts_at=None,
        asked_by=None,
        approved_by=None,
        released_by_name="",
    )
    if changed:
        mailing.deliveries.all().delete()
    return bool(changed)


def _schedule(mailing: Mailing, *, user: User, starts_at: datetime | None, at: datetime) -> Mailing:
    earliest = at + UNDO
    mailing.starts_at = max(starts_at or earliest, earliest)
    end = quiet.ends_at(mailing.site, mailing.starts_at)
    if end:
        moment = formats.date_format(timezone.localtime(end), "DATETIME_FORMAT")
        raise NotReady(
            _("No campaign message may go out then: the quiet period ends on %(moment)s.")
            % {"moment": moment}
        )
    mailing.state, mailing.released_by_name = State.SCHEDULED, user.get_username()
    mailing.save(update_fields=["state", "starts_at", "approved_by", "released_by_name"])
    return mailing


def _audience(mailing: Mailing) -> audience.Audience:
    try:
        found = audience.of(mailing)
    except audience.NoAudience as error:
        raise NotReady(str(error)) from error
    if not found.count:
        raise NotReady(_("Nobody on this list can be written to now."))
    return found


def _locked(mailing: Mailing) -> Mailing:
    rows = Mailing.objects.select_related("site", "page").select_for_update(of=("self",))
    return rows.get(pk=mailing.pk)


def _must_be_for_all(mailing: Mailing) -> None:
    if mailing.is_step:
        raise NotAllowed(_("This is a step of a welcome series: it is switched on."))


def _must_be(mailing: Mailing, state: str) -> None:
    if mailing.state != state:
        raise NotAllowed(
            _("It cannot be done now: this mailing is %(state)s.")
            % {"state": mailing.get_state_display()}
        )
