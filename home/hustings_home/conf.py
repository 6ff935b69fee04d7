"""Reads the one settings dict `HUSTINGS`, with defaults a host project may leave as they are."""

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    # {number: key bytes}; the highest number makes new tokens and hashes. No default: secrets.
    "TOKEN_KEYS": {},
    "HASH_KEYS": {},
    # 32 bytes: the Ed25519 key that signs checkpoints of the consent ledger. Secret.
    "CHECKPOINT_KEY": b"",
    # The folder they are written to; empty: none is made.
    "CHECKPOINT_DIR": "",
    # The file that notes each erasure by a keyed hash, for restored backups; empty: none is kept.
    "ERASURE_JOURNAL": "",
    # How many proxies in front of us append to X-Forwarded-For; 0 = none is believed.
    "TRUSTED_PROXIES": 0,
    # Submissions of one network (IPv4 address, IPv6 /64) in an hour before they are held.
    "NETWORK_LIMIT_PER_HOUR": 120,
    # Google's check, optional: both keys, and the address that verifies its tokens.
    "RECAPTCHA_SITE_KEY": "",
    "RECAPTCHA_SECRET_KEY": "",
    # Whether the keys may be Google's test keys, which let everybody pass.
    "RECAPTCHA_TEST_KEYS_ALLOWED": False,
    # Whether staff who can see people must show a second factor; the reference project asks it.
    "SECOND_FACTOR_REQUIRED": False,
    # Rows of one imported file; each is read as a stream, the limit is for patience.
    "IMPORT_MAX_ROWS": 200_000,
    # Where mails that came back are read: imaps://user:password@host/folder; empty: nowhere.
    "BOUNCE_MAILBOX": "",
    # For small files that web and worker share (how far an import is); empty: the temporary one.
    "RUNTIME_DIR": "",
    # {host name: key} of Mailchimp; "" stands for every site without a key of its own. Secret.
    "MAILCHIMP_KEYS": {},
    # What /healthz reports; empty: the version of the installed package.
    "VERSION": "",
}


def get(name: str) -> Any:
    """The value of `HUSTINGS[name]` or its default; KeyError for an unknown name."""
    return getattr(settings, "HUSTINGS", {}).get(name, DEFAULTS[name])
