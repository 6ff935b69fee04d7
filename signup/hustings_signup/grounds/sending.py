"""Whether a mail may start: what it rests on must stand in the ledger."""

from hustings_signup import mails
from hustings_signup.grounds.people import has_ground, in_force
from hustings_signup.models import ConsentRecord, Outbox


def may_send(row: Outbox) -> bool:
    """Whether the ledger holds what this kind of mail rests on (see `mails.register`).

    A mail to the campaign itself has no person behind it; an answer to a person's own request
    about their data needs no consent.
    """
    rests_on = mails.rests_on(row.kind)
    if row.supporter_id is None or rests_on == mails.DUTY:
        return True
    if callable(rests_on):
        return any(map(rests_on, in_force(row.supporter_id)))
    if rests_on != mails.STATEMENT:
        return has_ground(row.supporter_id, purpose=rests_on)
    if row.submission is None:
        return has_ground(row.supporter_id)
    spoken = {*ConsentRecord.YES, ConsentRecord.Type.REQUESTED}
    return ConsentRecord.objects.filter(submission=row.submission.uuid, type__in=spoken).exists()
