"""The mail with the form that somebody asked staff for, and the links in it."""

import json
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from hustings_signup import keys, links
from hustings_signup.mails import Mail
from hustings_signup.messages import sender_name
from hustings_signup.models import FormPageMixin, Outbox, SentForm
from hustings_signup.services.sending_forms import ADDRESS

LINK = "sent-form"
WORKS_FOR = timedelta(days=7)
#: Longer than the outbox tries; nothing sealed is left after it.
FORGOTTEN_AFTER = timedelta(days=4)


def mail(row: Outbox) -> Mail | None:
    """One neutral mail; None once its form is closed or its address is forgotten."""
    sent = SentForm.objects.filter(outbox=row).select_related("page").first()
    page: Any = sent.page.specific if sent else None
    if sent is None or not is_open(page):
        return None
    address = keys.unseal(
        sent.sealed_address, context=ADDRESS, max_age=int(FORGOTTEN_AFTER.total_seconds())
    )
    if address is None:
        return None
    token = keys.seal(json.dumps({"page": page.pk, "email": address}), context=LINK)
    form, stop = (
        links.absolute(reverse(f"hustings_signup_links:{name}", args=[token]), row.site)
        for name in ("sent_form", "refuse_form")
    )
    return Mail(
        subject=_("The form you asked for"),
        heading=page.title,
        paragraphs=[
            _("Somebody of our team was asked to send this form to your address."),
            _("Nothing is kept of it: you are on no list until you fill it in and confirm."),
        ],
        button=(_("Open the form"), form),
        after_button=[_("This link works for 7 days.")],
        footer=[
            _("You receive this one e-mail because your address was told to %(sender)s.")
            % {"sender": sender_name(row)},
            (_("This was not me: leave me alone"), stop),
        ],
        recipient=address,
    )


def is_open(page: Any) -> bool:
    """Whether the page can be seen and its form filled in now."""
    return (
        isinstance(page, FormPageMixin)
        and page.live
        and not page.accepts_now()
        and page.current_notice() is not None
    )


def read(token: str) -> tuple[Any, str] | None:
    """Page and address sealed into a link; None when damaged or over."""
    told = keys.unseal(token, context=LINK, max_age=int(WORKS_FOR.total_seconds()))
    if told is None:
        return None
    found = json.loads(told)
    page = Page.objects.live().filter(pk=found["page"]).first()
    return (page.specific, found["email"]) if page else None


def forget_addresses() -> int:
    """Delete what a lost task left behind; returns how many."""
    old = SentForm.objects.filter(created_at__lt=timezone.now() - FORGOTTEN_AFTER)
    return old.delete()[0]
