"""What one press of a named button does: plugins describe their act and what confirming means."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from hustings_signup.models import Notice, Submission
from hustings_signup.people import Person
from hustings_signup.visits import Visit

#: Pages looked at for an offer.
LOOKED_AT = 5


@dataclass(frozen=True)
class ThanksLink:
    """A next step: where, and what it is called."""

    label: str
    url: str


@dataclass(frozen=True)
class Thanks:
    """What the person reads once the act is confirmed, on the page and in the mail."""

    heading: str
    lines: list[str] = field(default_factory=list)
    links: list[ThanksLink] = field(default_factory=list)
    # (file name, bytes, MIME type), for the mail only
    attachments: list[tuple[str, bytes, str]] = field(default_factory=list)


class Act:
    """Subclass per act and `register()` it in AppConfig.ready(). Texts come in the active
    language, which the caller sets to the submission's."""

    key: str
    notice_slug: str

    def page(self, submission: Submission) -> Page | None:
        """The specific page it was sent from; None when that page is gone."""
        return submission.page.specific if submission.page else None

    def title(self, submission: Submission) -> str:
        """Short title of what was acted on."""
        page = self.page(submission)
        return page.title if page else ""

    def page_url(self, submission: Submission) -> str:
        """The path of that page; "/" when it is gone."""
        page = self.page(submission)
        return (page.get_url() if page else None) or "/"

    def subject(self, submission: Submission) -> str:
        """Subject of the first mail."""
        raise NotImplementedError(f"{type(self).__name__}.subject")

    def awaiting(self, submission: Submission) -> str:
        """First sentence of the first mail."""
        raise NotImplementedError(f"{type(self).__name__}.awaiting")

    def asked(self, submission: Submission) -> str:
        """The act as an item of the list on the confirm page: "your signature"."""
        raise NotImplementedError(f"{type(self).__name__}.asked")

    def confirm(self, submission: Submission, at: datetime) -> None:
        """Make it count; inside the confirming transaction, idempotent."""

    def release_unconfirmed(self, at: datetime) -> None:
        """Free what submissions past their time hold (seats, names), before they are deleted;
        inside the deleting transaction, idempotent."""

    def thanks(self, submission: Submission) -> Thanks:
        """What follows."""
        return Thanks(heading=_("Thank you, it is confirmed."))

    # The rest is for an act that the thank-you page of another may offer (consent.md R3).

    def open_pages(
        self, *, site: Site, language: str, mailbox: Collection[str], at: datetime
    ) -> list[Any]:
        """Public pages of a site in a language where this may be done now, the first to offer
        first, without those this mailbox (its keyed hashes) has decided on; none: never offered."""
        return []

    def has_decided(self, page: Any, mailbox: Collection[str]) -> bool:
        """Whether the holder of the mailbox has done it on that page, or taken it back since."""
        return False

    def facts(self, page: Any) -> list[str]:
        """What else to know before the press, a line each."""
        return []

    def pressed_by(self, person: Person) -> str:
        """What stands on the button beside the words of the notice: as whom, or for how many."""
        return short_name(person)

    def take(
        self,
        *,
        page: Any,
        person: Person,
        notice: Notice,
        visit: Visit,
        press: uuid.UUID,
        at: datetime,
    ) -> Submission:
        """Hand over to the plugin's own service, as its form does; `press` goes to `submit()`.
        NotConfirmable("closed") when it is too late."""
        raise NotImplementedError(f"{type(self).__name__}.take")


def public_pages(pages: Any, rows: QuerySet[Any], *, site: Site, language: str) -> list[Any]:
    """The first few of `pages` (a query of pages, in its order) that show these rows (by their
    `translation_key`) to everybody, on this site and in this language."""
    found = (
        pages.live()
        .public()
        .filter(translation_key__in=rows.values("translation_key"), locale__language_code=language)
    )
    return [page for page in found[:LOOKED_AT] if page.get_site() == site]


def short_name(person: Person) -> str:
    """ "Camille D.": enough to know oneself by; "" without a name."""
    initial = f"{person.family_name[0]}." if person.family_name else ""
    return f"{person.given_name} {initial}".strip()


_acts: dict[str, Act] = {}


def register(act: Act) -> None:
    """Add an act; a second call with the same key replaces the first."""
    _acts[act.key] = act


def get(key: str) -> Act:
    """The act; KeyError when its plugin is not installed."""
    return _acts[key]


def registered() -> list[Act]:
    """All acts in the order of their registration."""
    return list(_acts.values())


class ListAct(Act):
    """Signing up for a list: the act's own purpose is the list itself."""

    def __init__(self, key: str, notice_slug: str) -> None:
        self.key = key
        self.notice_slug = notice_slug

    def subject(self, submission: Submission) -> str:
        """Subject of the first mail."""
        return _("Confirm your sign-up: %(title)s") % {"title": self.title(submission)}

    def awaiting(self, submission: Submission) -> str:
        """First sentence of the first mail."""
        return _("A sign-up with this address awaits your agreement.")

    def asked(self, submission: Submission) -> str:
        """The item on the confirm page."""
        if self.key == "volunteer.contact":
            return _("being contacted as a volunteer")
        return _("news of the campaign by e-mail")

    def thanks(self, submission: Submission) -> Thanks:
        """What follows."""
        return Thanks(
            heading=_("Thank you, your sign-up is confirmed."),
            lines=[_("You can stop at any time with the link at the foot of every e-mail.")],
        )
