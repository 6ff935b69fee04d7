"""What this plugin holds about a person: whether they are known to Mailchimp."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_mailchimp.models import Contact
from hustings_mailchimp.services.marking import forget
from hustings_signup.models import Supporter
from hustings_signup.personal_data import Fact, Held, Holding


def held(supporter: Supporter) -> Iterator[Held]:
    """One item per audience they were brought to."""
    words = status_words()
    found = Contact.objects.filter(supporter=supporter, is_tried=True)
    for row in found.select_related("audience"):
        status = row.status_there
        yield Held(
            "Mailchimp",
            [
                Fact("audience", _("audience"), row.audience.name),
                Fact("status", _("status there"), status, shown=words.get(status, status)),
                Fact("changed", _("last change there"), row.changed_there),
            ],
        )


def status_words() -> dict[str, str]:
    """Mailchimp's words for a contact, in the active language."""
    return {
        "": _("unknown"),
        "subscribed": _("subscribed"),
        "unsubscribed": _("unsubscribed"),
        "cleaned": _("address unreachable"),
        "pending": _("asked by Mailchimp, not answered yet"),
        "archived": _("archived"),
    }


def erase(supporter: Supporter, at: datetime) -> None:
    """Their row stays as nobody's until Mailchimp has erased them too."""
    forget(supporter)


def merge(kept: Supporter, gone: Supporter) -> None:
    """The mailbox that goes is erased there; a yes that passed on is pushed for the one kept."""
    forget(gone)


HOLDING = Holding("mailchimp", gettext_lazy("At Mailchimp"), held, erase, merge)
