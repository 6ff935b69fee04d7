"""What a failure of sending means to staff, and what they can do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_NOTHING = _("Nothing: it is tried again by itself.")
_SETTINGS = _("Ask whoever runs the server to check the settings of the mail server, then try now.")
_ADDRESS = _("Nothing by mail. Somebody who knows the person may ask for another address.")
_TEXT = _("Read the mail as people get it; change what looks like spam, then try again.")

#: code: what went wrong, what to do.
WORDS: dict[str, tuple[Promise, Promise]] = {
    "timeout": (_("the mail server did not answer in time"), _NOTHING),
    "unreachable": (_("the mail server could not be reached"), _NOTHING),
    "connection_lost": (_("the mail server cut the line"), _NOTHING),
    "server_busy": (_("the mail server was busy"), _NOTHING),
    "deferred": (_("the person’s mail service asked to come back later"), _NOTHING),
    "unknown_host": (_("the mail server’s name does not exist"), _SETTINGS),
    "tls": (_("no safe connection to the mail server"), _SETTINGS),
    "auth": (_("the mail server refused our password"), _SETTINGS),
    "settings": (_("a setting is missing or wrong"), _SETTINGS),
    "sender_refused": (
        _("the mail server refused our sender address"),
        _("Ask whoever runs the server to let us send for this address, then try now."),
    ),
    "server_refused": (
        _("the mail server refuses to talk to us"),
        _("Our server may be on a block list: ask whoever runs it, then try now."),
    ),
    "relay_denied": (
        _("the mail server does not send for us"),
        _("Ask whoever runs the server: it must log in, or be allowed to, then try now."),
    ),
    "unknown_kind": (
        _("the part of the site that writes this mail is not installed"),
        _("Ask whoever runs the server to install it again; or leave the mail: it never leaves."),
    ),
    "no_such_mailbox": (_("there is no such mailbox"), _ADDRESS),
    "recipient_refused": (_("the person’s mail service refused the address"), _ADDRESS),
    "mailbox_full": (_("the person’s mailbox is full"), _("Try again in a few days.")),
    "refused_by_policy": (
        _("the person’s mail service does not trust us"),
        _("Check SPF, DKIM and DMARC of the sender’s domain (docs/deploy.md), then try again."),
    ),
    "message_refused": (_("the person’s mail service refused this very mail"), _TEXT),
    "too_large": (_("the mail was too large"), _("Shorten what it carries, then try again.")),
    "no_ground": (
        _("the ledger knows no consent for this person"),
        _("Never write to them by other ways. Somebody put them into the database: find out who."),
    ),
    "no_way_to_stop": (
        _("the mail had no working way to stop the news"),
        _("Tell whoever wrote this part of the site: it is a fault of the program."),
    ),
    "worker_died": (
        _("the worker died each time it tried"),
        _("Show the log of the worker to whoever runs the server."),
    ),
}


def what_failed(code: str) -> str:
    """In words; an error of the program by its name."""
    if not code:
        return ""
    if code in WORDS:
        return str(WORDS[code][0])
    return gettext("an error of the program (%(name)s)") % {"name": code}


def what_to_do(code: str) -> str:
    """One sentence for staff."""
    if code in WORDS:
        return str(WORDS[code][1])
    return gettext("Show the log of the worker to whoever runs the server, then try again.")
