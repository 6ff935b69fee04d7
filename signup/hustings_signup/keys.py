"""Keyed hashes, tokens and sealed values; every key comes from the environment, numbered."""

import base64
import hashlib
import hmac
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.core.exceptions import ImproperlyConfigured

from hustings_home import conf


def _keys(name: str) -> dict[int, bytes]:
    keys: dict[int, bytes] = conf.get(name)
    if not keys:
        raise ImproperlyConfigured(f"HUSTINGS['{name}'] has no key.")
    return keys


def _mac(key: bytes, context: str, value: str) -> bytes:
    return hmac.new(key, f"{context}\0{value}".encode(), hashlib.sha256).digest()


def keyed_hash(value: str, *, context: str) -> str:
    """`number:hex` of HMAC-SHA256 under the newest hash key; contexts never meet."""
    keys = _keys("HASH_KEYS")
    number = max(keys)
    return f"{number}:{_mac(keys[number], context, value).hex()}"


def keyed_hashes(value: str, *, context: str) -> list[str]:
    """The hash under every key still known: what to look up, so that rotation forgets nobody."""
    return [
        f"{number}:{_mac(key, context, value).hex()}" for number, key in _keys("HASH_KEYS").items()
    ]


def hasher(context: str) -> Callable[[str], list[str]]:
    """`keyed_hashes` of one context, for a million values: the part of HMAC (RFC 2104) that is
    the same for all of them is computed once."""
    prepared = []
    for number, key in _keys("HASH_KEYS").items():
        block = (key if len(key) <= 64 else hashlib.sha256(key).digest()).ljust(64, b"\0")
        inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + f"{context}\0".encode())
        outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))
        prepared.append((f"{number}:", inner, outer))

    def hashes(value: str) -> list[str]:
        found = []
        for number, inner, outer in prepared:
            first, second = inner.copy(), outer.copy()
            first.update(value.encode())
            second.update(first.digest())
            found.append(number + second.hexdigest())
        return found

    return hashes


def newest_token_key() -> int:
    """The number of the key that makes new tokens."""
    return max(_keys("TOKEN_KEYS"))


def token(kind: str, seed: str, key_number: int) -> str:
    """256 bits as 43 URL-safe characters; KeyError when that key was removed."""
    digest = _mac(_keys("TOKEN_KEYS")[key_number], f"token:{kind}", seed)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(raw: str) -> str:
    """What is stored of a token: SHA-256, enough for 256 random bits."""
    return hashlib.sha256(raw.encode()).hexdigest()


def _box(context: str, name: str = "TOKEN_KEYS") -> MultiFernet:
    keys = _keys(name)
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(_mac(keys[number], f"seal:{context}", "")))
            for number in sorted(keys, reverse=True)
        ]
    )


def seal(value: str, *, context: str) -> str:
    """Encrypt and sign a short text for an address; its age is part of it."""
    return _box(context).encrypt(value.encode()).decode()


def unseal(sealed: str, *, context: str, max_age: int) -> str | None:
    """The text, or None when forged, of another context, or older than `max_age` seconds."""
    try:
        return _box(context).decrypt(sealed.encode(), ttl=max_age).decode()
    except (InvalidToken, UnicodeError, ValueError):
        return None


def lock(value: str, *, context: str) -> str:
    """Encrypt a text that stays for years: under the hash keys, of which none is ever removed."""
    return _box(context, "HASH_KEYS").encrypt(value.encode()).decode()


def unlock(locked: str, *, context: str) -> str:
    """The text; ValueError when no known key made it."""
    try:
        return _box(context, "HASH_KEYS").decrypt(locked.encode()).decode()
    except InvalidToken:
        raise ValueError("No known key made this.") from None
