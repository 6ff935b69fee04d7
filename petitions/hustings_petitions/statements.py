"""What the ledger is told when a signature is taken back."""

from datetime import datetime

from hustings_petitions.models import Signature
from hustings_signup import ledger
from hustings_signup.models import ConsentRecord

#: What a withdrawal repeats of the consent it ends.
REPEATED = (
    "site",
    "site_name",
    "subject",
    "purpose",
    "purpose_version",
    "source",
    "notice_sha256",
    "label_sha256",
)


def record_withdrawal(signature: Signature, *, purpose: str, at: datetime) -> None:
    """Append `withdrawn` for the agreement this signature rests on; inside a transaction."""
    supporter = signature.supporter
    if supporter is None:
        return
    given = (
        ConsentRecord.objects.select_related("site")
        .filter(
            subject=supporter.subject_link.subject,
            purpose=purpose,
            source=signature.petition.ref,
            type=ConsentRecord.Type.GIVEN,
        )
        .order_by("-pk")
        .first()
    )
    if given is None:
        return
    ledger.sealed_record(
        **{name: getattr(given, name) for name in REPEATED},
        type=ConsentRecord.Type.WITHDRAWN.value,
        occurred_at=at,
        actor=ConsentRecord.Actor.DATA_SUBJECT.value,
        channel=ConsentRecord.Channel.EMAIL_LINK.value,
        control=ConsentRecord.Control.BUTTON.value,
        locale=supporter.locale,
        submission=given.submission,
    ).save(force_insert=True)
