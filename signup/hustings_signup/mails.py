"""Mails: what a plugin says, how text and HTML are made from one source, how one is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Site

from hustings_home.mail import inlined, look
from hustings_home.models import BrandSettings, IdentitySettings
from hustings_signup.failures import Failed, Failure, Kind
from hustings_signup.models import Outbox


@dataclass(frozen=True)
class Mail:
    """One mail to one person. `paragraphs` and `footer` are plain text; a footer item may be a
    (label, address) pair. With `unsubscribe_url` it carries the RFC 8058 headers. `recipient`
    is for mails to the campaign itself or to a new address: one that no supporter row holds."""

    subject: str
    heading: str
    paragraphs: list[str]
    button: tuple[str, str] | None = None
    links: list[tuple[str, str]] = field(default_factory=list)
    after_button: list[str] = field(default_factory=list)
    footer: list[str | tuple[str, str]] = field(default_factory=list)
    attachments: list[tuple[str, bytes, str]] = field(default_factory=list)
    unsubscribe_url: str | None = None
    recipient: str = ""
    locale: str = ""


Builder = Callable[[Outbox], Mail | None]
#: The mail answers what the person sent or confirmed.
STATEMENT = "statement"
#: The mail answers the person's own request about their data, or tells them of a change to it.
DUTY = "duty"
#: A mail of a plugin that is not installed (any more): it waits for it.
UNKNOWN_KIND = Failure(Kind.CONFIGURATION, "unknown_kind")
#: Where a provider's report finds our Message-ID (django-anymail).
METADATA = "hustings_message_id"
_builders: dict[str, Builder] = {}
_rests_on: dict[str, str | Callable[[str], bool]] = {}
_folds: set[str] = set()


def register(
    kind: str,
    builder: Builder,
    *,
    rests_on: str | Callable[[str], bool] = STATEMENT,
    folds: bool = False,
) -> None:
    """Declare a kind of mail; the builder runs when it is sent, in the person's language, and
    answers None when it is no longer wanted (consent.md: the desired state at send time).

    `rests_on` says what the ledger must hold: STATEMENT, DUTY (nothing), or the key of a purpose
    whose consent must be in force; or which purposes serve, by their key. Without it the mail is
    given up, not sent.

    `folds`: whatever it says follows from its person and submission (or account) alone, so that
    one mail fulfils all such wishes that wait. Not for a kind whose rows something else points to.
    """
    _builders[kind] = builder
    _rests_on[kind] = rests_on
    _folds.discard(kind)
    if folds:
        _folds.add(kind)


def folds(kind: str) -> bool:
    """Whether waiting wishes of this kind to one person become one mail."""
    return kind in _folds


def rests_on(kind: str) -> str | Callable[[str], bool]:
    """What a kind of mail rests on."""
    return _rests_on.get(kind, STATEMENT)


def is_of_a_list(kind: str) -> bool:
    """Whether a consent to be written to is why it is written: then it must show how to stop."""
    return rests_on(kind) not in (STATEMENT, DUTY)


def build(row: Outbox) -> Mail | None:
    """The mail a row asks for; `Failed` when its plugin is gone."""
    builder = _builders.get(row.kind)
    if builder is None:
        raise Failed(UNKNOWN_KIND)
    return builder(row)


def message_for(row: Outbox, mail: Mail) -> EmailMultiAlternatives:
    """The complete message, with a Message-ID that stays the same over every attempt."""
    brand = BrandSettings.read(row.site)
    identity = IdentitySettings.read(row.site)
    sender = sender_name(row.site)
    context = {
        "mail": mail,
        "subject": mail.subject,
        "look": look(brand),
        "identity": identity,
        "sender": sender,
    }
    with translation.override(mail.locale or translation.get_language()):
        text = render_to_string("hustings_signup/mails/mail.txt", context)
        html = render_to_string("hustings_signup/mails/mail.html", context)
    address = sender_address()
    headers = {
        "Message-ID": f"<{row.uuid}@{address.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
    }
    if mail.unsubscribe_url:  # RFC 2369 and RFC 8058
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=one_line(mail.subject),
        body=text.strip() + "\n",
        from_email=f'"{one_line(sender).replace(chr(34), "")}" <{address}>',
        to=[mail.recipient or row.person.email],
        reply_to=[identity.data_contact_email] if identity.data_contact_email else None,
        headers=headers,
    )
    if apps.is_installed("anymail"):  # the provider reports with it, whatever it calls the mail
        message.metadata = {METADATA: headers["Message-ID"]}  # type: ignore[attr-defined]
    message.attach_alternative(inlined(html), "text/html")
    for name, content, mime in mail.attachments:
        message.attach(name, content, mime)
    return message


def one_line(text: str) -> str:
    """A text safe for a header: no line breaks or control characters."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()


def sender_name(site: Site) -> str:
    """Who writes: the campaign, else whoever answers for the site, else the site."""
    brand, identity = BrandSettings.read(site), IdentitySettings.read(site)
    return brand.campaign_name or identity.publisher or site.site_name


def sender_address() -> str:
    """The bare address every mail comes from."""
    configured: str = settings.DEFAULT_FROM_EMAIL
    match = re.search(r"<([^>]+)>", configured)
    return match.group(1) if match else configured
