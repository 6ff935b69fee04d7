"""Signing, as the confirmation mail and the pages after it tell it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.models import Site

from hustings_petitions import services
from hustings_petitions.models import Petition, PetitionPage, Signature
from hustings_petitions.models.terms import Phase
from hustings_petitions.wording import grouped
from hustings_signup import links
from hustings_signup.acts import Act, Thanks, ThanksLink, public_pages
from hustings_signup.models import Link, Notice, Submission
from hustings_signup.people import Person
from hustings_signup.services.confirming import NotConfirmable
from hustings_signup.visits import Visit

SIGN = "petition.sign"
LINK_KIND = "signature"
#: What the mailbox's holder, or staff, have settled; a form that waits settles nothing.
DECIDED = (Signature.State.CONFIRMED, Signature.State.WITHDRAWN, Signature.State.INVALIDATED)


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

    def open_pages(
        self, *, site: Site, language: str, mailbox: Collection[str], at: datetime
    ) -> list[PetitionPage]:
        """Open petitions, the newest first."""
        settled = Signature.objects.filter(mailbox_key__in=mailbox, state__in=DECIDED)
        not_over = Q(closes_at=None) | Q(closes_at__gt=at)
        rows = Petition.objects.filter(not_over, site=site, state=Phase.OPEN)
        rows = rows.exclude(pk__in=settled.values("petition"))
        pages = PetitionPage.objects.order_by("-first_published_at", "-pk")
        return public_pages(pages, rows, site=site, language=language)

    def has_decided(self, page: PetitionPage, mailbox: Collection[str]) -> bool:
        """Whether the mailbox has signed, or taken its signature back."""
        return Signature.objects.filter(
            petition=page.petition, mailbox_key__in=mailbox, state__in=DECIDED
        ).exists()

    def facts(self, page: PetitionPage) -> list[str]:
        """What is asked."""
        return [page.ask]

    def take(
        self,
        *,
        page: PetitionPage,
        person: Person,
        notice: Notice,
        visit: Visit,
        press: uuid.UUID,
        at: datetime,
    ) -> Submission:
        """Sign."""
        try:
            return services.sign(
                page=page,
                person=person,
                asked={},
                notice=notice,
                visit=visit,
                locale=page.locale.language_code,
                at=at,
                press=press,
            )
        except services.PetitionClosed:
            raise NotConfirmable("closed") from None


def _withdrawal_link(submission: Submission) -> Link:
    return links.make(kind=LINK_KIND, supporter=submission.supporter, submission=submission)
