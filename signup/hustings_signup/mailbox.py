"""The identity of a mailbox: one function, used everywhere (consent.md, "Identity")."""

import re
import unicodedata
from dataclasses import dataclass

import idna

MAX_TOTAL = 254  # RFC 5321, 4.5.3.1
MAX_LOCAL = 64
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
DOTLESS_PROVIDERS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
PLUS_PROVIDERS = {
    "gmail.com",
    "fastmail.com",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "outlook.com",
    "outlook.fr",
    "proton.me",
    "protonmail.com",
}


class InvalidMailbox(ValueError):
    """The text is no mailbox we accept; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Mailbox:
    """`typed` as entered (trimmed), `canonical` for identity, `folded` only to find duplicates."""

    typed: str
    canonical: str
    folded: str


def parse(raw: str) -> Mailbox:
    """The mailbox meant by a text; InvalidMailbox with code shape, local, long or domain.

    A non-ASCII local part is refused before any normalisation: NFC and lower-casing both turn
    U+212A (the Kelvin sign) into an ordinary k, and two people would become one.
    """
    text = raw.strip().translate(ZERO_WIDTH).strip()
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain:
        raise InvalidMailbox("shape")
    if not local.isascii() or not LOCAL.fullmatch(local):
        raise InvalidMailbox("local")
    if len(local) > MAX_LOCAL:
        raise InvalidMailbox("long")
    domain = _domain(domain)
    canonical = f"{local.lower()}@{domain}"
    if len(canonical) > MAX_TOTAL or len(text) > MAX_TOTAL:
        raise InvalidMailbox("long")
    return Mailbox(typed=text, canonical=canonical, folded=_fold(local.lower(), domain))


def _domain(raw: str) -> str:
    if raw.isascii():
        domain = raw.lower()
    else:
        try:
            normal = unicodedata.normalize("NFC", raw)
            domain = idna.encode(normal, uts46=True).decode().lower()
        except idna.IDNAError:
            raise InvalidMailbox("domain") from None
    labels = domain.split(".")
    if len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels):
        raise InvalidMailbox("domain")
    if labels[-1].isdigit():
        raise InvalidMailbox("domain")
    return domain


def _fold(local: str, domain: str) -> str:
    domain = DOTLESS_PROVIDERS.get(domain, domain)
    if domain in PLUS_PROVIDERS:
        local = local.partition("+")[0]
    if domain == "gmail.com":
        local = local.replace(".", "")
    return f"{local}@{domain}"


def masked(address: str) -> str:
    """`m•••@example.org`: enough to recognise one's own address, not to learn another's."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"
