"""Who the person is to us: the supporter's row itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hustings_home.languages import translated_name
from hustings_signup.models import Supporter
from hustings_signup.personal_data import Fact, Held, Holding

NAMES = ("email", "given_name", "family_name", "postcode", "town", "department")


def held(supporter: Supporter) -> Iterator[Held]:
    """One item."""
    meta = Supporter._meta
    facts = [
        Fact(name, str(meta.get_field(name).verbose_name), getattr(supporter, name))  # type: ignore[union-attr]
        for name in NAMES
    ]
    facts += [
        Fact("locale", _("language"), supporter.locale, translated_name(supporter.locale)),
        Fact("number", _("number in our list"), supporter.pk),
        Fact("email_canonical", _("e-mail as compared"), supporter.email_canonical),
        Fact("email_verified_at", _("mailbox verified on"), supporter.email_verified_at),
        Fact("created_at", _("known since"), supporter.created_at),
    ]
    yield Held(supporter.name or supporter.email, facts)


def erase(supporter: Supporter, at: datetime) -> None:
    """The row goes last, by the service itself."""


HOLDINGS = [Holding("signup.identity", gettext_lazy("Identity"), held, erase)]
