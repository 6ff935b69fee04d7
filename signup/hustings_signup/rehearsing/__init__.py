"""Every mail as it would arrive, played with somebody invented and taken back at once.

A scene brings about what a kind of mail needs (a form sent, a press, a change of address) through
the services themselves, and says which wish it left in the outbox. All of it happens in a
transaction that is rolled back: nothing of it is ever stored, and no link in the mail works.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.models import Site

from hustings_signup import mails
from hustings_signup.models import Outbox
from hustings_signup.rehearsing.stage import NotPlayable, Stage

__all__ = [
    "SAMPLE",
    "NotPlayable",
    "Rehearsed",
    "Scene",
    "Stage",
    "get",
    "register",
    "registered",
    "rehearse",
    "sample_kind",
]


@dataclass(frozen=True)
class Scene:
    """One mail to look at. `play` answers the wish for it; NotPlayable when the site lacks
    something, with what is missing in words."""

    key: str
    label: str | Promise
    play: Callable[[Stage], Outbox]


@dataclass(frozen=True)
class Rehearsed:
    """A mail as it would be sent, and what it was made of."""

    kind: str
    mail: mails.Mail
    message: EmailMultiAlternatives

    @property
    def html(self) -> str:
        """The HTML part."""
        content, _mime = self.message.alternatives[0]
        return str(content)

    @property
    def size(self) -> int:
        """Bytes of the whole message, attachments included."""
        return len(self.message.message().as_bytes())


SAMPLE = "staff.sample."
_scenes: dict[str, Scene] = {}


def register(*scenes: Scene) -> None:
    """Add scenes; a second one with the same key replaces the first. Each is a kind of mail too:
    the sample that staff have sent to themselves."""
    for scene in scenes:
        _scenes[scene.key] = scene
        for locale, _name in settings.LANGUAGES:
            builder = partial(_sample, scene, locale)
            mails.register(sample_kind(scene.key, locale), builder, rests_on=mails.DUTY)


def sample_kind(key: str, locale: str) -> str:
    """The kind of mail that brings staff the sample of a scene; 40 characters hold it."""
    return f"{SAMPLE}{locale}.{key}"


def registered() -> list[Scene]:
    """All scenes, in the order of their registration."""
    return list(_scenes.values())


def get(key: str) -> Scene | None:
    """The scene; None when no plugin registered it."""
    return _scenes.get(key)


class _TakenBack(Exception):
    """Ends the transaction of a rehearsal."""


def rehearse(scene: Scene, *, site: Site, locale: str, account: User) -> Rehearsed:
    """The mail of a scene for a site in a language. NotPlayable when it cannot be played there.

    `account` stands for the member of staff in mails to staff. Nothing is stored.
    """
    found: list[Rehearsed] = []
    try:
        with transaction.atomic(), translation.override(locale):
            row = scene.play(Stage(site=site, locale=locale, account=account))
            mail = mails.build(row)
            if mail is None:
                raise NotPlayable(_("As things are on this site, this mail would not be sent."))
            found.append(Rehearsed(row.kind, mail, mails.message_for(row, mail)))
            raise _TakenBack
    except _TakenBack:
        return found[0]


def _sample(scene: Scene, locale: str, row: Outbox) -> mails.Mail | None:
    """To the account that asked for it, marked; its links lead nowhere."""
    account = row.account
    if account is None or not account.is_active or not account.email:
        return None
    try:
        mail = rehearse(scene, site=row.site, locale=locale, account=account).mail
    except NotPlayable:
        return None
    with translation.override(locale):
        subject = _("[Sample] %(subject)s") % {"subject": mail.subject}
    return replace(
        mail, recipient=account.email, subject=subject, locale=locale, unsubscribe_url=None
    )
