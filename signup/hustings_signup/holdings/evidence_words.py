"""The evidence of a form in words: the names of fields are for machines."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hustings_home.wording import labelled
from hustings_signup import purposes
from hustings_signup.forms import NEIGHBOURHOODS, purpose_field
from hustings_signup.models.neighbourhoods import PREFIX


def lines(content: dict[str, Any] | None) -> str:
    """One line per field that was filled in, in the active language; "" when it is destroyed."""
    filled = {name: value for name, value in (content or {}).items() if value not in ("", None)}
    return "\n".join(labelled(*_spoken(name, value)) for name, value in filled.items())


def _spoken(name: str, value: object) -> tuple[str, str]:
    boxes = {purpose_field(purpose.key): purpose.label for purpose in purposes.registered()}
    if name in boxes:
        return str(boxes[name]), _("ticked") if value == "on" else str(value)
    if name == NEIGHBOURHOODS:
        return _("neighbourhoods"), str(value).replace(PREFIX, "")
    return _names().get(name, name.replace("_", " ")), str(value)


def _names() -> dict[str, str]:
    return {
        "ip": _("network address"),
        "user_agent": _("browser"),
        "given_name": _("first name"),
        "family_name": _("last name"),
        "email": _("e-mail"),
        "postcode": _("postcode"),
        "phone": _("telephone"),
        "party_size": _("number of people"),
        "note": _("note"),
        "s": _("where the visit came from"),
        "after": _("pressed on the page after form"),
    }
