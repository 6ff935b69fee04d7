"""Mails about a person's rights: the link to "my data", the new address to confirm, the old one
that is told, and an answer that takes longer."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hustings_signup import links, mailbox
from hustings_signup.mails import Mail
from hustings_signup.messages import sender_name
from hustings_signup.models import AddressChange, DataRequest, Outbox
from hustings_signup.services import self_service


def link(row: Outbox) -> Mail:
    """Single use, half an hour from when it is sent; no text anybody typed."""
    found = self_service.renew_link(supporter=row.person)
    return Mail(
        subject=_("Your link to your data"),
        heading=_("See, correct, download or erase your data"),
        paragraphs=[
            _("Somebody, most likely you, asked on our site to see what we hold about you."),
            _("The link works once and for 30 minutes. Ask for another one whenever you like."),
        ],
        button=(_("See my data"), links.url(found)),
        footer=[
            _("It was not you? Then nothing happens: nobody but you can read this e-mail."),
            _("%(sender)s writes because this address was typed into the page “My data”.")
            % {"sender": sender_name(row)},
        ],
    )


def _waiting(row: Outbox) -> AddressChange | None:
    return AddressChange.objects.filter(
        supporter=row.supporter_id, expires_at__gt=timezone.now()
    ).first()


def new_address(row: Outbox) -> Mail | None:
    """To the new mailbox, whose owner decides; None when it is confirmed or over."""
    change = _waiting(row)
    if change is None or change.confirmed_at:
        return None
    found = links.make(
        kind=self_service.NEW_ADDRESS, supporter=row.person, expires_at=change.expires_at
    )
    return Mail(
        recipient=change.email,
        subject=_("Confirm your new e-mail address"),
        heading=_("Is this your new address?"),
        paragraphs=[
            _("Somebody on our list asked us to write to this address from now on."),
            _("If that is you, confirm it. If not, do nothing: nothing will be sent here."),
        ],
        button=(_("Check and confirm"), links.url(found)),
        after_button=[_("With no answer, this is forgotten in 7 days.")],
        footer=[
            _("%(sender)s writes because this address was typed into the page “My data”.")
            % {"sender": sender_name(row)}
        ],
    )


def old_address(row: Outbox) -> Mail | None:
    """To the mailbox we knew, so that nobody is taken over in silence; the new one is masked."""
    change = _waiting(row)
    if change is None:
        return None
    return Mail(
        recipient=change.email_before,
        subject=_("A new e-mail address for your data"),
        heading=_("You asked us to write to another address"),
        paragraphs=[
            _("From “My data” we were asked to write to %(address)s instead of here. It changes "
              "once that mailbox has confirmed it.")
            % {"address": mailbox.masked(change.email)},
            _("It was not you? Somebody may read your mailbox: change its password and write to "
              "us by answering this e-mail."),
        ],
        footer=[
            _("%(sender)s writes because this is the address we have of you.")
            % {"sender": sender_name(row)}
        ],
    )  # fmt: skip


def extended(row: Outbox) -> Mail | None:
    """Every request of the person that takes longer and is open, with the reason that staff wrote
    and the new day (GDPR art. 12(3)); None once all are answered."""
    late = DataRequest.objects.filter(
        supporter=row.supporter_id, state=DataRequest.State.OPEN, extended_at__isnull=False
    )
    paragraphs = []
    for request in late:
        paragraphs += [
            _("On %(day)s you asked us for %(right)s.")
            % {
                "day": date_format(request.received_on, "DATE_FORMAT"),
                "right": request.get_kind_display(),
            },
            _("We cannot answer within a month. The reason: %(reason)s")
            % {"reason": request.extension_reason},
            _("You will have our answer by %(day)s.")
            % {"day": date_format(request.due_on, "DATE_FORMAT")},
        ]
    if not paragraphs:
        return None
    return Mail(
        subject=_("Our answer about your data takes longer"),
        heading=_("Our answer about your data takes longer"),
        paragraphs=paragraphs,
        after_button=[
            _("The law allows this once, for two further months (GDPR, article 12(3)). You may "
              "complain to the data protection authority, and go to court."),
        ],
        footer=[
            _("%(sender)s writes because you asked about your data.")
            % {"sender": sender_name(row)},
        ],
    )  # fmt: skip
