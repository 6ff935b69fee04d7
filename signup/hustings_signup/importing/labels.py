"""Words for the codes of results."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "length": _("the row has more or fewer cells than the header"),
    "no_address": _("no e-mail address"),
    "bad_address": _("not a usable e-mail address"),
    "bad_name": _("a web address or too long a text in place of a name"),
    "words": _("the words are too long, or hold a name or an address"),
    "duplicate": _("the same mailbox stands in another row, which counts"),
    "number_twice": _("the same number stands beside another address"),
    "other_address": _("we know this number with another address: only its owner can change it"),
    "erased": _("asked us to erase everything"),
    "suppressed": _("asked us to leave it alone"),
    "refused": _("refused or unsubscribed there"),
    "bounced": _("nothing arrives there"),
    "refused_here": _("another row of this file refuses"),
    "refused_before": _("an earlier import brought a refusal"),
    "bounced_before": _("an earlier import said nothing arrives there"),
    "withdrawn": _("withdrew with us, or our mail came back"),
    "asked_before": _("was asked once already"),
    "told_us": _("told us themselves: nothing is changed"),
    "updated": _("came by an earlier import: brought up to date"),
    "no_proof": _("nothing shows that the person agreed"),
    "no_form": _("no form of ours asks for this purpose alone"),
}
LEFT_OUT: dict[str, Promise] = {
    "note_long": _("a note of more than 2,000 characters: shorten it there, or bring it by hand"),
    "note_unproved": _("a note about somebody who is only to be asked"),
    "phone_bad": _("not a telephone number"),
    "phone_unproved": _("a telephone number without a proved consent to be called as a volunteer"),
    "phone_refused": _("a telephone number that must not be called"),
}


def left_out_label(code: str) -> str:
    """What else stood in a row and was not taken."""
    return str(LEFT_OUT.get(code, code))


def reason_label(code: str) -> str:
    """In words; "" for none."""
    return str(REASONS.get(code, code))
