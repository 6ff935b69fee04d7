"""What a person does for themselves: ask for the link, correct, change the address (R13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Site

from hustings_home import places
from hustings_signup import limits, links, mailbox, outbox
from hustings_signup.models import AddressChange, Link, Supporter
from hustings_signup.services.indexing import index_people
from hustings_signup.signals import person_corrected

LINK, NEW_ADDRESS, OLD_ADDRESS = "my_data", "new_address", "old_address"
#: Our choice: how long a link to one's own data is good, and the visit it opens.
VISIT = timedelta(minutes=30)
CONFIRM_WITHIN = timedelta(days=7)


class AddressTaken(Exception):
    """Another person of the site has this mailbox."""


class _NothingToWrite(Exception):
    """Undoes the work that only keeps the time of an answer the same."""


@transaction.atomic
def ask_for_my_data(*, site: Site, box: mailbox.Mailbox, at: datetime | None = None) -> bool:
    """Queue the link for whoever has this mailbox; whether one was queued.

    The caller must answer the same either way (consent.md R5). Counted for every mailbox, known
    or not, and a mail that nobody gets is written and undone: the time tells nothing either.
    """
    at = at or timezone.now()
    may_mail = limits.allow_rights_mail(folded=box.folded, at=at)
    supporter = Supporter.objects.filter(site=site, email_canonical=box.canonical).first()
    if supporter and may_mail:
        outbox.queue(LINK, supporter=supporter, at=at)
        return True
    try:
        with transaction.atomic():
            outbox.queue_for_staff("staff.nobody", site_id=site.pk)
            raise _NothingToWrite
    except _NothingToWrite:
        return False


@transaction.atomic
def renew_link(*, supporter: Supporter, at: datetime | None = None) -> Link:
    """The person's link, good for half an hour from now; the same one while it is unused."""
    at = at or timezone.now()
    Link.objects.filter(kind=LINK, supporter=supporter, expires_at__lte=at).delete()
    link = links.make(kind=LINK, supporter=supporter, expires_at=at + VISIT)
    Link.objects.filter(pk=link.pk).update(expires_at=at + VISIT)
    return link


def use_link(*, link: Link, at: datetime | None = None) -> bool:
    """Spend the link; False when it was spent or is over. One conditional DELETE: once only."""
    at = at or timezone.now()
    spent, _by_table = Link.objects.filter(pk=link.pk, kind=LINK, expires_at__gt=at).delete()
    return bool(spent)


@transaction.atomic
def correct(
    *, supporter: Supporter, given_name: str, family_name: str, postcode: str, locale: str
) -> Supporter:
    """Write what the person says of themselves; the town follows from the postcode."""
    supporter = Supporter.objects.locked(supporter.pk)
    place = places.resolve(postcode) if postcode else None
    supporter.given_name, supporter.family_name = given_name, family_name
    supporter.postcode, supporter.locale = postcode, locale
    supporter.town = place.town if place else ""
    supporter.department = place.department if place else ""
    supporter.save()
    index_people([supporter])
    person_corrected.send(supporter)
    return supporter


@transaction.atomic
def ask_new_address(
    *, supporter: Supporter, box: mailbox.Mailbox, at: datetime | None = None
) -> bool:
    """Ask the owner of the new mailbox, and tell the old one; whether mails were queued.

    Nothing changes until the new one confirms. The answer must be the same either way (R5).
    """
    at = at or timezone.now()
    supporter = Supporter.objects.locked(supporter.pk)
    if box.canonical == supporter.email_canonical:
        # The same mailbox, spelled otherwise: nobody else is to be asked.
        Supporter.objects.filter(pk=supporter.pk).update(email=box.typed)
        return False
    silent = limits.is_suppressed(site_id=supporter.site_id, canonical=box.canonical, at=at)
    if silent or not limits.allow_rights_mail(folded=box.folded, at=at):
        return False
    Link.objects.filter(kind=NEW_ADDRESS, supporter=supporter).delete()
    AddressChange.objects.update_or_create(
        supporter=supporter,
        defaults={
            "email": box.typed,
            "email_canonical": box.canonical,
            "email_before": supporter.email,
            "created_at": at,
            "expires_at": at + CONFIRM_WITHIN,
            "confirmed_at": None,
        },
    )
    outbox.queue(NEW_ADDRESS, supporter=supporter, at=at)
    outbox.queue(OLD_ADDRESS, supporter=supporter, at=at)
    return True


def confirm_new_address(*, link: Link, at: datetime | None = None) -> bool:
    """The new mailbox says yes: the same person, the same subject, another address.

    False when it is over or done; AddressTaken when somebody else has it by now.
    """
    at = at or timezone.now()
    try:
        with transaction.atomic():
            supporter = Supporter.objects.locked(link.supporter_id)
            changed = AddressChange.objects.filter(
                supporter=supporter, confirmed_at=None, expires_at__gt=at
            ).update(confirmed_at=at)
            if not changed:
                return False
            change = supporter.address_change
            supporter.email, supporter.email_canonical = change.email, change.email_canonical
            supporter.email_verified_at = at
            supporter.save()
            index_people([supporter])
            person_corrected.send(supporter)
    except IntegrityError:
        raise AddressTaken from None
    return True


def forget_changes() -> int:
    """Delete changes of address whose week is over, confirmed or not; returns how many."""
    over = AddressChange.objects.filter(expires_at__lte=timezone.now())
    Link.objects.filter(kind=NEW_ADDRESS, supporter__in=over.values("supporter")).delete()
    return over.delete()[0]
