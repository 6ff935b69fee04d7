"""What petitions hold about a person: signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_petitions.models import Signature
from hustings_petitions.models.signatures import PERSONAL_TEXTS, WAITING
from hustings_signup import links
from hustings_signup.models import Link, Supporter
from hustings_signup.personal_data import Fact, Held, Holding

State = Signature.State
#: The link to withdraw a signature, as the mail has it (`acts.LINK_KIND`).
LINK_KIND = "signature"


def held(supporter: Supporter) -> Iterator[Held]:
    """One item per signature, with the link to withdraw one that counts."""
    meta = Signature._meta
    found = Signature.objects.filter(supporter=supporter).select_related("petition")
    for signature in found:
        facts = [Fact("state", _("state"), str(signature.get_state_display()))]
        facts += [
            Fact(name, str(meta.get_field(name).verbose_name), getattr(signature, name))  # type: ignore[union-attr]
            for name in (*PERSONAL_TEXTS, "created_at", "confirmed_at", "withdrawn_at", "number")
        ]
        yield Held(signature.petition.title, facts, _links(signature))


def _links(signature: Signature) -> list[tuple[str, str]]:
    link = (
        Link.objects.filter(kind=LINK_KIND, submission=signature.submission_id).first()
        if signature.state == State.CONFIRMED and signature.submission_id
        else None
    )
    return [(_("Withdraw my signature"), links.path(link))] if link else []


def erase(supporter: Supporter, at: datetime) -> None:
    """What counts goes on counting, without a person; the rest ends."""
    mine = Signature.objects.filter(supporter=supporter)
    nobody = {
        **dict.fromkeys(PERSONAL_TEXTS, ""),
        "mailbox_key": None,
        "submission": None,
        "supporter": None,
    }
    mine.filter(state=State.CONFIRMED).update(**nobody, state=State.ANONYMISED)
    mine.filter(state__in=WAITING).update(**nobody, state=State.EXPIRED)
    mine.update(**nobody)


def merge(kept: Supporter, gone: Supporter) -> None:
    """Each signature stays what it is, under the person who is kept."""
    Signature.objects.filter(supporter=gone).update(supporter=kept)


HOLDING = Holding("petitions.signatures", gettext_lazy("Petitions signed"), held, erase, merge)
