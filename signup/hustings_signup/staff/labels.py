"""Words for the short codes that tables hold: reasons for holding, kinds of mail."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings_signup.rehearsing import SAMPLE

REASONS: dict[str, Promise] = {
    "network": _("too many from one network within an hour"),
    "form": _("too many of this form within an hour"),
    "blocked_mailbox": _("its address is on the block list"),
    "blocked_network": _("its network is on the block list"),
    "captcha_waits": _("Google is being asked whether it is a person"),
    "captcha_none": _("did not let Google check: look at it yourself"),
    "captcha_failed": _("Google takes it for a program"),
    "captcha_away": _("Google gave no answer"),
    "no_origin": _("sent without a page of ours: perhaps by a program"),
}
MAILS: dict[str, Promise] = {
    "confirm": _("asks to confirm"),
    "staff.sent_form": _("a form somebody asked staff for"),
    "confirmed": _("says what was confirmed"),
    "staff.checkpoint": _("the daily checkpoint of the ledger"),
    "staff.recall": _("asks to delete people from an export"),
    "my_data": _("link to one's own data"),
    "new_address": _("asks a new address to confirm"),
    "old_address": _("tells the old address of a new one"),
    "renew": _("asks for a new consent"),
    "imported": _("tells who was imported from where, and how to stop"),
    "after_vote": _("asks whether to stay in touch"),
    "inactive": _("warns of the end for silence"),
    "staff.brake": _("tells you that erasing was stopped"),
}


def held_label(code: str) -> str:
    """Why a submission is held; a code of a plugin as it stands."""
    return str(REASONS.get(code, code))


def mail_label(kind: str) -> str:
    """What a mail is for; a kind of a plugin as it stands, readable."""
    if kind.startswith(SAMPLE):
        return gettext("a sample for staff")
    return str(MAILS.get(kind, kind.replace("_", " ")))
