"""The purposes that may be asked for; plugins register those of their acts."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    """What data may be used for. `is_list`: people are written to because of it."""

    key: str
    label: str | Promise
    version: int = 1
    is_list: bool = False


_purposes: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Add a purpose; a second call with the same key replaces the first."""
    _purposes[purpose.key] = purpose


def get(key: str) -> Purpose:
    """The purpose; KeyError when no plugin registered it."""
    return _purposes[key]


def registered() -> list[Purpose]:
    """All purposes in the order of their registration."""
    return list(_purposes.values())


def list_purposes() -> list[Purpose]:
    """Those with a list of subscribers."""
    return [purpose for purpose in _purposes.values() if purpose.is_list]


def choices() -> list[tuple[str, str | Promise]]:
    """Choices for a form or filter."""
    return [(purpose.key, purpose.label) for purpose in _purposes.values()]


def label_of(key: str) -> str:
    """What a person is shown for a purpose, also one no plugin knows any more."""
    purpose = _purposes.get(key)
    return str(purpose.label) if purpose else key


for _purpose in (
    Purpose("updates.campaign", _("News by e-mail until the vote"), is_list=True),
    Purpose("updates.beyond", _("News by e-mail after the vote"), is_list=True),
    Purpose("volunteer.contact", _("Being contacted as a volunteer"), is_list=True),
):
    register(_purpose)
