"""What people do at Mailchimp can only take a consent back here, never give one (consent.md R9)."""

from __future__ import annotations

from hustings_mailchimp.api import Json
from hustings_mailchimp.calls import last_changed
from hustings_mailchimp.models import Audience, Contact
from hustings_mailchimp.wishes import address_code
from hustings_signup import services as signup
from hustings_signup.models import ConsentRecord, Subscription, Supporter

#: Their own word, or the end of their mailbox. "archived" and "gone" are the work of staff there.
ENDED = ("unsubscribed", "cleaned")


def reduce(audience: Audience, row: Contact, there: Json) -> list[str]:
    """Withdraw here what ended there after it was given; the purposes that ended.

    Our own push comes back as an echo, with the state and moment we know already. A contact that
    goes by another address than the one we pushed was changed there: the consent was the old
    mailbox's, so it ends too, and the new one has to ask for itself.
    """
    if row.supporter_id is None:
        return []
    at = last_changed(there)
    is_echo = at == row.changed_there and there["status"] == row.status_there
    email = str(there["email_address"]).lower()
    # Of whole audiences hardly anybody: who is looked up in the database is only who may have.
    is_ended = there["status"] in ENDED and not is_echo
    may_have_moved = row.pushed.partition(".")[0] not in ("", address_code(email))
    if at is None or not (is_ended or may_have_moved):
        return []
    supporter = Supporter.objects.filter(pk=row.supporter_id).first()
    if supporter is None or not (is_ended or email != supporter.email_canonical):
        return []
    given = Subscription.objects.filter(
        supporter=supporter,
        purpose__in=audience.purposes,
        state=Subscription.State.ACTIVE,
    )
    # Mailchimp's clock knows seconds: in the same second the no wins.
    over = [row.purpose for row in given if row.since.replace(microsecond=0) <= at]
    return signup.withdraw(
        supporter=supporter,
        purpose_keys=over,
        channel=ConsentRecord.Channel.WEBHOOK,
        actor=ConsentRecord.Actor.PROCESSOR,
    )
