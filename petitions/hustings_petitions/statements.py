"""What the ledger is told when a signature is taken back."""

from datetime import datetime

from hustings_petitions.models import Signature
from hustings_signup import services
from hustings_signup.models import ConsentRecord


def record_withdrawal(signature: Signature, *, purpose: str, at: datetime) -> None:
    """Append `withdrawn` for the agreement this signature rests on; inside a transaction."""
    supporter = signature.supporter
    if supporter is None:
        return
    given = (
        ConsentRecord.objects.filter(
            subject=supporter.subject_link.subject,
            purpose=purpose,
            source=signature.petition.ref,
            type=ConsentRecord.Type.GIVEN,
        )
        .order_by("-pk")
        .first()
    )
    if given is not None:
        services.record_act_withdrawn(given, at=at)
