"""The steps of a welcome series: each goes to whoever joins the list while it is on."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from hustings_mailings.models import (
    MOST_DAYS,
    MOST_STEPS,
    Delivery,
    Edition,
    Mailing,
    MailingSettings,
)
from hustings_mailings.services.preparing import NotReady, prepare
from hustings_mailings.services.releasing import NotAllowed

State = Mailing.State
ON = (State.SENDING, State.PAUSED)


def steps(site_ids: list[int]) -> QuerySet[Mailing]:
    """The steps of these sites that were not removed, list by list in the order they go out."""
    kept = Mailing.objects.filter(site__in=site_ids, days_after__isnull=False)
    return kept.exclude(state=State.CANCELLED).order_by("site", "purpose", "days_after")


@transaction.atomic
def add_step(
    *,
    site: Site,
    page: Page,
    purpose: str,
    days_after: int,
    user: User,
    per_minute: int | None = None,
    at: datetime | None = None,
) -> Mailing:
    """A step that is off, with the words of the page as they are now; `days_after`: 0 to 365,
    whole days from the consent. NotReady as `prepare`, and when the list has five steps or one on
    that day."""
    if not 0 <= days_after <= MOST_DAYS:
        raise NotReady(_("A step goes out 0 to %(days)s days after joining.") % {"days": MOST_DAYS})
    # Two who add at once wait for each other.
    Site.objects.select_for_update().get(pk=site.pk)
    there = list(steps([site.pk]).filter(purpose=purpose).values_list("slot", "days_after"))
    if len(there) >= MOST_STEPS:
        raise NotReady(_("This list has five steps already: remove one first."))
    if any(day == days_after for _slot, day in there):
        raise NotReady(_("This list has a step on that day already."))
    taken = {slot for slot, _day in there}
    slot = next(number for number in range(1, MOST_STEPS + 1) if number not in taken)
    return prepare(
        site=site,
        page=page,
        purpose=purpose,
        user=user,
        per_minute=per_minute,
        days_after=days_after,
        slot=slot,
        at=at,
    )


@transaction.atomic
def ask_for_step(*, mailing: Mailing, user: User) -> bool:
    """Put a step that is off before a second person; False when it is not off."""
    return bool(
        _step(mailing)
        .filter(state=State.DRAFT)
        .update(state=State.ASKED, asked_by=user, approved_by=None)
    )


@transaction.atomic
def switch_on(*, mailing: Mailing, user: User, at: datetime | None = None) -> bool:
    """From now on whoever joins gets it, in the words that were shown; False when it is on.

    Where the site asks for a second person, only after `ask_for_step` and by somebody else:
    NotAllowed otherwise. NotReady without words.
    """
    at = at or timezone.now()
    mailing = _step(mailing).select_related("site").select_for_update(of=("self",)).get()
    if mailing.state in ON:
        return False
    if mailing.state == State.ASKED:
        if user.pk in (mailing.asked_by_id, mailing.made_by_id):
            raise NotAllowed(_("Somebody else has to approve what you prepared."))
        mailing.approved_by = user
    elif MailingSettings.for_site(mailing.site).needs_approval:
        raise NotAllowed(_("On this site a second person approves every mailing."))
    elif mailing.state != State.DRAFT:
        raise NotAllowed(_("This step was removed."))
    if not Edition.objects.filter(mailing=mailing).exists():
        raise NotReady(_("The page was deleted."))
    if Delivery.objects.filter(
        mailing=mailing, state=Delivery.State.SENDING, leased_until__gt=at
    ).exists():
        raise NotReady(_("The last mails from before are still on their way: try in five minutes."))
    _skip_waiting(mailing, at=at)
    mailing.state, mailing.started_at = State.SENDING, at
    mailing.released_by_name = user.get_username()
    mailing.save(update_fields=["state", "started_at", "approved_by", "released_by_name"])
    return True


@transaction.atomic
def switch_off(*, mailing: Mailing, at: datetime | None = None) -> bool:
    """Nobody else gets it, not even who waits for it; False when it is off. Also takes back what
    waits for approval."""
    changed = (
        _step(mailing)
        .filter(state__in=[State.ASKED, *ON])
        .update(
            state=State.DRAFT,
            pause="",
            failure="",
            asked_by=None,
            approved_by=None,
            released_by_name="",
        )
    )
    if changed:
        _skip_waiting(mailing, at=at or timezone.now())
    return bool(changed)


def _step(mailing: Mailing) -> QuerySet[Mailing]:
    return Mailing.objects.filter(pk=mailing.pk, days_after__isnull=False)


def _skip_waiting(mailing: Mailing, *, at: datetime) -> None:
    """Also those a dead worker held: who joined before the switch gets nothing after it."""
    waiting = Q(state=Delivery.State.WAITING) | Q(
        state=Delivery.State.SENDING, leased_until__lte=at
    )
    ended = Delivery.objects.filter(waiting, mailing=mailing).update(
        state=Delivery.State.SKIPPED,
        reason=Delivery.Reason.SWITCHED_OFF,
        decided_at=at,
        leased_until=None,
    )
    Mailing.objects.filter(pk=mailing.pk).update(skipped=F("skipped") + ended)
