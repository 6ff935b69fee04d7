"""From a page to the mail all its readers get, with a gap for each thing that is one person's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from hustings_home.mail import MailParts, as_text, inlined, look, portable
from hustings_home.mail.portable import with_source
from hustings_home.models import BrandSettings, IdentitySettings
from hustings_mailings import placeholders
from hustings_signup.mails import one_line

#: Bytes of both parts as sent: 30 KB less what the headers and one person's addresses take.
LIMIT = 28_000


class NotMailable(Exception):
    """The page cannot be sent; the message tells staff, in their language, what to do."""


@dataclass(frozen=True)
class Composed:
    """One edition: `html` is a whole document with its styles on the elements. Both parts hold
    the placeholders of `placeholders.py`. `shortened`: the end stands on the web only."""

    subject: str
    preheader: str
    html: str
    text: str
    shortened: bool = False


def compose(page: Page, *, site: Site, web_url: str) -> Composed:
    """The page as a mail in its own language; `web_url` is the absolute address it is read at.

    A text too long for 30 KB (what mail clients show whole) is cut after a paragraph and goes on
    behind a "read on" link, rather than refused: a post that is out cannot be cut for the mail.
    NotMailable for a page that has nothing to say in a mail.
    """
    page = page.specific
    with translation.override(page.locale.language_code):
        parts = page.mail_parts(web_url) if hasattr(page, "mail_parts") else None
        if parts is None:
            raise NotMailable(_("This page cannot be sent as a mail: choose a post or a letter."))
        if not parts.subject.strip():
            raise NotMailable(_("Give the page a title: it becomes the subject."))
        pieces = portable(_harmless(parts.html), web_url=web_url, source=placeholders.SOURCE)
        if not pieces:
            raise NotMailable(_("The page is empty: write something before you send it."))
        parts = MailParts(
            one_line(_harmless(parts.subject)), one_line(_harmless(parts.preheader)), ""
        )
        shell = _shell(site, parts, with_source(web_url, placeholders.SOURCE))
        whole = _fill(shell, pieces)
        return whole if size(whole) <= LIMIT else _shortened(shell, pieces)


def size(composed: Composed) -> int:
    """The bytes of the message as it is sent, before one person's addresses are filled in."""
    message = EmailMultiAlternatives(subject=composed.subject, body=composed.text)
    message.attach_alternative(composed.html, "text/html")
    return len(message.message().as_bytes())


def _shortened(shell: dict[str, Any], pieces: list[str]) -> Composed:
    """The edition with as many pieces as fit, found by halving."""
    label = gettext("Read on")
    read_on = f'<p class="button"><a href="{shell["web_link"]}">{label}</a></p>'
    least, most = 0, len(pieces) - 1
    while least < most:
        middle = (least + most + 1) // 2
        fits = size(_fill(shell, [*pieces[:middle], read_on])) <= LIMIT
        least, most = (middle, most) if fits else (least, middle - 1)
    while least and pieces[least - 1].startswith("<h"):
        least -= 1  # a heading whose text is gone
    composed = _fill(shell, [*pieces[:least], read_on], shortened=True)
    if not least or size(composed) > LIMIT:
        raise NotMailable(
            _("The first paragraph, list or table alone is longer than a mail may be: split it.")
        )
    return composed


def _shell(site: Site, parts: MailParts, web_link: str) -> dict[str, Any]:
    """What surrounds the text: who writes, why, how to stop."""
    brand, identity = BrandSettings.read(site), IdentitySettings.read(site)
    foot = render_to_string(
        "hustings_mailings/mail/foot.html",
        {
            "why": placeholders.WHY,
            "stop_url": placeholders.STOP_URL,
            "my_data_url": placeholders.MY_DATA_URL,
            "web_link": web_link,
        },
    )
    return {
        "parts": parts,
        "subject": parts.subject,
        "underline": "=" * min(len(parts.subject), 60),
        "web_link": web_link,
        "look": look(brand),
        "sender": brand.campaign_name or identity.publisher or site.site_name,
        "identity": identity,
        "foot": foot,
        "foot_text": as_text(foot),
    }


def _fill(shell: dict[str, Any], pieces: list[str], *, shortened: bool = False) -> Composed:
    body = "\n".join(pieces)
    context = {**shell, "body": mark_safe(body), "body_text": as_text(body)}
    html = render_to_string("hustings_mailings/mail/edition.html", context)
    text = render_to_string("hustings_mailings/mail/edition.txt", context)
    parts = shell["parts"]
    return Composed(
        subject=parts.subject,
        preheader=parts.preheader,
        html=inlined(html),
        text=text.strip() + "\n",
        shortened=shortened,
    )


def _harmless(text: str) -> str:
    """The text without our placeholders, should an author have typed one."""
    for name in placeholders.ALL:
        text = text.replace(name, name.strip("@"))
    return text
