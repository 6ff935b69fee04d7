"""Who speaks in a mailing, and where answers and questions go."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from hustings_home.models import IdentitySettings
from hustings_mailings.models import Edition, Mailing
from hustings_mailings.splicing import Words
from hustings_signup import links
from hustings_signup.mails import sender_address, sender_name


def my_data_url(site: Site, locale: str) -> str:
    """Where a person asks to see their data, in a language."""
    with translation.override(locale):
        return links.absolute(reverse("hustings_signup:my_data"), site)


def words_of(mailing: Mailing, edition: Edition) -> Words:
    """An edition with who sends it and where answers go."""
    return Words(
        sender=sender_name(mailing.site),
        sender_address=sender_address(),
        reply_to=IdentitySettings.read(mailing.site).data_contact_email,
        subject=edition.subject,
        text=edition.text,
        html=edition.html,
    )
