"""From the text of a variable to a value; a ValueError says what is wrong, never a secret."""

import re
from collections.abc import Sequence
from email.utils import parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MIN_SECRET_LENGTH = 32
#: Words of .env.example and of tutorials.
PLACEHOLDER = re.compile(r"change-?me|\bexample\.(?:org|com|net)\b", re.IGNORECASE)
WEAK_SECRETS = ("secret", "insecure", "example", "password")


def is_placeholder(raw: str) -> bool:
    """Whether it was copied from .env.example and never replaced."""
    return bool(PLACEHOLDER.search(raw))


def number(raw: str, least: int | None, most: int | None) -> int:
    """A whole number within the bounds."""
    try:
        value = int(raw)
    except ValueError:
        raise ValueError(f"{raw!r} is not a whole number.") from None
    if least is not None and value < least:
        raise ValueError(f"{value} is less than {least}.")
    if most is not None and value > most:
        raise ValueError(f"{value} is more than {most}.")
    return value


def flag(raw: str) -> bool:
    """True or False."""
    word = raw.lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off"}:
        return False
    raise ValueError(f"{raw!r} is neither yes nor no.")


def choice(raw: str, known: Sequence[str]) -> str:
    """The word when it is known."""
    if raw not in known:
        raise ValueError(f"{raw!r} is none of {', '.join(known)}.")
    return raw


def zone(raw: str) -> str:
    """The name of a time zone this machine knows."""
    try:
        return ZoneInfo(raw).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{raw!r} is no time zone; write one such as Europe/Paris.") from None


def web_address(raw: str, *, only_https: bool) -> str:
    """Scheme and host, without a path."""
    parts = urlsplit(raw)
    schemes = ["https"] if only_https else ["https", "http"]
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"{raw!r} must begin with {schemes[0]}:// and name a host.")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"{raw!r} must end after the host.")
    return f"{parts.scheme}://{parts.netloc}"


def mailbox(raw: str) -> str:
    """`name@host` or `Name <name@host>`."""
    local, _, host = parseaddr(raw)[1].rpartition("@")
    if not local or "." not in host or "\n" in raw:
        raise ValueError(f"{raw!r} is no mail address.")
    return raw


def secret(raw: str) -> str:
    """The secret, long enough and not a placeholder; its value is never in the message."""
    if any(word in raw.lower() for word in WEAK_SECRETS) or is_placeholder(raw):
        raise ValueError("it is a placeholder; make one with `openssl rand -hex 32`.")
    if len(raw) < MIN_SECRET_LENGTH:
        raise ValueError(f"it needs at least {MIN_SECRET_LENGTH} characters.")
    return raw


def numbered_keys(raw: str) -> dict[int, bytes]:
    """`{number: key}` of `1:secret,2:secret`."""
    keys: dict[int, bytes] = {}
    for entry in raw.split(","):
        count, separator, key = entry.strip().partition(":")
        if not separator or not count.isascii() or not count.isdigit():
            raise ValueError("write numbered keys as 1:secret,2:secret.")
        if int(count) in keys:
            raise ValueError(f"key number {int(count)} stands twice.")
        keys[int(count)] = secret(key).encode()
    return keys


def seed(raw: str) -> bytes:
    """32 bytes of 64 hexadecimal digits, not all alike."""
    try:
        value = bytes.fromhex(raw)
    except ValueError:
        value = b""
    if len(value) != MIN_SECRET_LENGTH or len(set(value)) == 1:
        raise ValueError("it must be 64 hexadecimal digits; make it with `openssl rand -hex 32`.")
    return value


def keys_by_host(raw: str) -> dict[str, str]:
    """Keys by host name; "" stands for every host. Their own shape is looked at where they are
    used: a wrong one must not keep the site from starting."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in raw.split(","))):
        host, _equals, key = part.rpartition("=")
        if host.strip() in found or not key.strip():
            raise ValueError("Each host has one key, written host=key.")
        found[host.strip()] = key.strip()
    return found


def imap_address(raw: str) -> str:
    """`imaps://user:password@host[:port][/folder]`; in clear only on this machine."""
    try:
        parts = urlsplit(raw)
        _port = parts.port
    except ValueError:
        raise ValueError("it is no address.") from None
    if not (parts.hostname and parts.username and parts.password):
        raise ValueError("it must be written imaps://user:password@host/folder.")
    on_this_machine = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "imaps" and not (parts.scheme == "imap" and on_this_machine):
        raise ValueError("it must begin with imaps://: the password would travel in clear.")
    return raw
