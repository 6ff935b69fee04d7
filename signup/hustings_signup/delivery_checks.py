"""`check --deploy`: whether the sender of every mail can be believed by who receives it."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

#: Providers of mailboxes whose domains tell receivers to refuse what others send in their name
#: (a DMARC policy of their own) or that no campaign can publish records for.
MAILBOX_PROVIDERS = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.fr",
        "hotmail.com",
        "hotmail.fr",
        "live.com",
        "live.fr",
        "msn.com",
        "yahoo.com",
        "yahoo.fr",
        "ymail.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "gmx.com",
        "gmx.fr",
        "mail.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "sfr.fr",
        "neuf.fr",
        "laposte.net",
        "bbox.fr",
        "numericable.fr",
    }
)
RECORDS = """Publish for {domain} (your mail provider gives the exact values):
  SPF    {domain}. TXT "v=spf1 include:<your provider> -all"               (RFC 7208)
  DKIM   <selector>._domainkey.{domain}. TXT or CNAME as your provider says (RFC 6376)
  DMARC  _dmarc.{domain}. TXT "v=DMARC1; p=quarantine; rua=mailto:<a mailbox>" (RFC 7489)
Since 2024 Gmail and Yahoo refuse mass mail whose sender lacks any of the three."""


@checks.register(checks.Tags.security, deploy=True)
def sender_of_mails(**kwargs: Any) -> list[checks.CheckMessage]:
    """W005 for a sender at a provider of mailboxes, W006 for one of another domain than the
    site's; I007 lists the records that its domain needs. No network is asked."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = address.rpartition("@")[2].lower()
    host = (urlsplit(getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").hostname or "").lower()
    found: list[checks.CheckMessage] = []
    if domain in MAILBOX_PROVIDERS:
        found.append(
            checks.Warning(
                f"DEFAULT_FROM_EMAIL is a mailbox at {domain}: what this site sends in its name "
                "will be refused or land in spam.",
                hint="Send from an address of the campaign's own domain.",
                id="hustings_signup.W005",
            )
        )
    elif host and not are_related(host, domain):
        found.append(
            checks.Warning(
                f"Mails come from {domain}, the site is {host}: links to another domain than the "
                "sender's look like fraud to filters and to readers.",
                hint="Send from the domain of the site.",
                id="hustings_signup.W006",
            )
        )
    found.append(
        checks.Info(
            f"Mails arrive only when {domain} says who may send for it.",
            hint=RECORDS.format(domain=domain),
            id="hustings_signup.I007",
        )
    )
    return found


def are_related(host: str, domain: str) -> bool:
    """Whether both end in the same two labels: news.example.org and www.example.org do."""
    return host.split(".")[-2:] == domain.split(".")[-2:]
