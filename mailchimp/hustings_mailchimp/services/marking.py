"""Says that a person's row is to be looked at: in the transaction that changed something."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F
from django.utils import timezone

from hustings_mailchimp.models import Audience, Contact
from hustings_signup import keys
from hustings_signup.models import Supporter

ADDRESS = "mailchimp-erase"


def mark(
    audience: Audience, supporter_ids: Collection[int], *, making: Collection[int] = ()
) -> int:
    """Look at these people again; `making`: those of them who get a row if they have none. How
    many rows are due now."""
    now = timezone.now()
    found = Contact.objects.filter(audience=audience, supporter__in=list(supporter_ids))
    marked = found.update(
        changed=F("changed") + 1, due_at=now, attempts=0, state=Contact.State.OPEN
    )
    made = Contact.objects.bulk_create(
        (Contact(audience=audience, supporter_id=pk, due_at=now) for pk in making),
        batch_size=1000,
        ignore_conflicts=True,
    )
    return marked + len(made)


def mark_person(sender: Supporter, **kwargs: object) -> None:
    """After a correction of the person's own: the ledger does not speak of it."""
    Contact.objects.filter(supporter=sender).update(
        changed=F("changed") + 1, due_at=timezone.now(), attempts=0
    )


def forget(supporter: Supporter) -> None:
    """Before the person goes: their rows become nobody's, and owe an erasure at Mailchimp.

    The address stays locked in them until Mailchimp has proved that it is gone; of whom nothing
    was ever sent, nothing stays.
    """
    mine = Contact.objects.filter(supporter=supporter)
    mine.filter(is_tried=False).delete()
    mine.update(
        locked_address=keys.lock(supporter.email_canonical, context=ADDRESS),
        supporter=None,
        pushed="",
        status_there="",
        changed=F("changed") + 1,
        due_at=timezone.now(),
        attempts=0,
        state=Contact.State.OPEN,
        to_reread=False,
    )


def address_to_erase(row: Contact) -> str:
    """Of a row that is nobody's any more."""
    return keys.unlock(row.locked_address, context=ADDRESS)


def to_look_up(audience: Audience, email_canonical: str) -> bool:
    """Mailchimp said something about this address: ask it what is so. Whether anybody has it."""
    found = Contact.objects.filter(
        audience=audience, supporter__email_canonical=email_canonical, is_tried=True
    )
    return bool(found.update(to_reread=True, due_at=timezone.now()))
