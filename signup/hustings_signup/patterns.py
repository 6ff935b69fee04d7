"""Patterns of the allow and block lists: `*@mailinator.test`, `mailinator.test`, `192.0.2.0/24`."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from hustings_signup.mailbox import InvalidMailbox, parse
from hustings_signup.models import ListedPattern

Kind = ListedPattern.Kind
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]+")
WILD_LABEL = re.compile(r"[a-z0-9*?-]{1,63}")
MAX_LENGTH = 150
#: Each one more multiplies the time of a comparison that fails.
MOST_STARS = 3
#: Wider networks than these hold whole countries.
WIDEST = {4: 8, 6: 16}
#: Narrower ones than these are one household or office.
PERSONAL = {4: 24, 6: 48}
HOUSEHOLD = 64


class InvalidPattern(ValueError):
    """No pattern we take; the text says why, in the reader's language."""


@dataclass(frozen=True)
class Pattern:
    """`text` in its one canonical form."""

    kind: str
    text: str

    @property
    def is_personal(self) -> bool:
        """Whether it is the network of one household."""
        if self.kind != Kind.NETWORK:
            return False
        network = ipaddress.ip_network(self.text)
        return network.prefixlen > PERSONAL[network.version]

    @property
    def regex(self) -> str:
        """For a whole canonical address; means the same to Python and to both databases."""
        if self.kind == Kind.DOMAIN:
            return rf"^[^@]+@([^@]+\.)?{re.escape(self.text)}$"
        wild = {"*": "[^@]*", "?": "[^@]"}
        return "^" + "".join(wild.get(char) or re.escape(char) for char in self.text) + "$"

    def matches(self, *, mailbox: str, ip: str) -> bool:
        """Whether it means this canonical mailbox, or this address of a machine ("" for none)."""
        if self.kind == Kind.NETWORK:
            return bool(ip) and _address(ip) in ipaddress.ip_network(self.text)
        return bool(_compiled(self.regex).match(mailbox))


@lru_cache(maxsize=1024)
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


def _address(ip: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    address = ipaddress.ip_address(ip)
    return (address.version == 6 and address.ipv4_mapped) or address


def parse_pattern(raw: str) -> Pattern:
    """The pattern meant by a text; InvalidPattern in words."""
    text = raw.strip().lower()
    if len(text) > MAX_LENGTH:
        raise InvalidPattern(_("This is too long: 150 characters at most."))
    network = _network(text)
    if network is not None:
        return network
    if "@" in text:
        return Pattern(Kind.MAILBOX, _mailboxes(text))
    return Pattern(Kind.DOMAIN, _domain(text.removeprefix("*.")))


def _network(text: str) -> Pattern | None:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    if network.version == 6 and network.network_address.ipv4_mapped:
        raise InvalidPattern(_("Write an IPv4 network as 192.0.2.0/24."))
    if network.prefixlen < WIDEST[network.version]:
        raise InvalidPattern(_("This network is too wide: it would mean whole countries."))
    if network.version == 6 and network.prefixlen > HOUSEHOLD:
        network = ipaddress.ip_network(f"{network.network_address}/{HOUSEHOLD}", strict=False)
    return Pattern(Kind.NETWORK, str(network))


def _mailboxes(text: str) -> str:
    local, _at, domain = text.rpartition("@")
    if not LOCAL.fullmatch(local):
        raise InvalidPattern(_("Before the @ only letters, digits and . _ - + * ? can stand."))
    if not set(local) & {"*", "?"}:
        raise InvalidPattern(
            _("One mailbox is a person: nobody is put on a list by name. Use * or a domain.")
        )
    local = re.sub(r"\*+", "*", local)
    if text.count("*") > MOST_STARS:
        raise InvalidPattern(_("Three * at most can stand in a pattern."))
    labels = domain.split(".")
    if not all(WILD_LABEL.fullmatch(label) for label in labels[:-2]):
        raise InvalidPattern(_too_wide())
    return f"{local}@{'.'.join([*labels[:-2], _domain('.'.join(labels[-2:]))])}"


def _domain(text: str) -> str:
    if set(text) & {"*", "?"}:
        raise InvalidPattern(_too_wide())
    try:
        return parse(f"a@{text}").canonical.removeprefix("a@")
    except InvalidMailbox:
        raise InvalidPattern(
            _(
                "Write addresses as *@example.org, a domain as example.org, a network as "
                "192.0.2.0/24."
            )
        ) from None


def _too_wide() -> str:
    return _(
        "This would mean nearly everybody: the domain has to be named, as in *@example.org "
        "or *@*.example.org."
    )
