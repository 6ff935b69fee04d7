"""Signing, as the confirmation mail and the pages after it tell it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from hustings_petitions import services
from hustings_petitions.models import Signature
from hustings_petitions.wording import grouped
from hustings_signup import links
from hustings_signup.acts import Act, Thanks, ThanksLink
from hustings_signup.models import Link, Submission
from hustings_signup.services.confirming import NotConfirmable

SIGN = "petition.sign"
LINK_KIND = "signature"


class SignAct(Act):
    """The press of "Sign"."""

    key = SIGN
    notice_slug = "petition"

    def title(self, submission: Submission) -> str:
        """The petition's title in the signer's language; its staff title when the page is gone."""
        return super().title(submission) or services.petition_of(submission).title

    def subject(self, submission: Submission) -> str:
        """Subject of the first mail."""
        return _("Confirm your signature: %(title)s") % {"title": self.title(submission)}

    def awaiting(self, submission: Submission) -> str:
        """First sentence of the first mail."""
        return _("A signature with this address awaits your agreement.")

    def asked(self, submission: Submission) -> str:
        """The item on the confirm page."""
        return _("your signature")

    def confirm(self, submission: Submission, at: datetime) -> None:
        """Count it, and make the link that takes it back."""
        try:
            services.confirm(submission=submission, at=at)
        except services.PetitionClosed:
            raise NotConfirmable("closed") from None
        _withdrawal_link(submission)

    def release_unconfirmed(self, at: datetime) -> None:
        """Blank the signatures nobody confirmed."""
        services.expire(at=at)

    def thanks(self, submission: Submission) -> Thanks:
        """The number, and the way out."""
        signature = services.signature_of(submission)
        if signature is None or signature.state != Signature.State.CONFIRMED:
            return Thanks(heading=_("This signature is not counted any more."))
        heading = _("Thank you, it counts: signature no. %(number)s.") % {
            "number": grouped(signature.number or 1)
        }
        share = ThanksLink(_("Share the petition"), f"{self.page_url(submission)}#share")
        leave = ThanksLink(_("Withdraw my signature"), links.path(_withdrawal_link(submission)))
        return Thanks(
            heading=heading,
            lines=[_("Your name is handed over with the petition, and never published.")],
            links=[share, leave],
        )


def _withdrawal_link(submission: Submission) -> Link:
    return links.make(kind=LINK_KIND, supporter=submission.supporter, submission=submission)
