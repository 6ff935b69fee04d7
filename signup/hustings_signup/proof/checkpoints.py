"""Signed statements of how far the chain had come and which words stood published, kept outside
the database.

Whoever holds one can tell later whether everything sealed until then is still there, even from
somebody who may write to the database: the key stands in the environment only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.utils import timezone
from wagtail.models import Site

from hustings_home import conf
from hustings_home.models import IdentitySettings
from hustings_signup import ledger, outbox
from hustings_signup.models import LedgerSeal
from hustings_signup.proof import sealing, words

FORMAT = "hustings-checkpoint-2"
#: The first format said nothing of notices; its files stay what they were signed as.
FORMAT_1 = "hustings-checkpoint-1"
OF_NOTICES = ("notices", "notices_hash", "notices_until")
#: Younger notices wait for the next checkpoint: a transaction may still have to commit one.
SETTLED = timedelta(hours=1)


@dataclass(frozen=True)
class Checkpoint:
    """The last seal of that moment, and how many notices had been published until an hour before,
    with their hash. `signature` is Ed25519 over the RFC 8785 JSON of the rest."""

    format: str
    made_at: str  # UTC, ISO 8601
    seal: int
    seal_hash: str
    records: int
    public_key: str
    notices: int = 0
    notices_hash: str = ""
    notices_until: str = ""  # UTC, ISO 8601; empty in the first format
    signature: str = ""

    @property
    def at(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    def values(self) -> dict[str, Any]:
        """What stands in the file: the values of its format."""
        left_out = OF_NOTICES if self.format == FORMAT_1 else ()
        return {name: value for name, value in asdict(self).items() if name not in left_out}

    def signed_bytes(self) -> bytes:
        """What the signature covers."""
        body = self.values()
        del body["signature"]
        return ledger.canonical(body)

    def is_signed_by(self, public_key: str) -> bool:
        """Whether that key (hexadecimal) made the signature over exactly these values."""
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
                bytes.fromhex(self.signature), self.signed_bytes()
            )
        except (InvalidSignature, ValueError):
            return False
        return True


def folder() -> Path | None:
    """Where checkpoints are written; None when the setting is empty."""
    configured = conf.get("CHECKPOINT_DIR")
    return Path(configured) if configured else None


def own_public_key() -> str:
    """The public half of our key, hexadecimal; empty without a key."""
    seed: bytes = conf.get("CHECKPOINT_KEY")
    if not seed:
        return ""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def make() -> int:
    """Once a day (UTC): seal, sign, write the file, and queue a mail to each data contact."""
    target, now = folder(), timezone.now()
    if target is None or not conf.get("CHECKPOINT_KEY"):
        return 0
    path = target / f"checkpoint-{now.strftime('%Y-%m-%d')}.json"
    if path.exists():
        return 0
    sealing.seal()
    last_seal = LedgerSeal.objects.defer("leaves").order_by("-number").first()
    if last_seal is None:
        return 0
    _write(path, sign(last_seal, at=now))
    _mail_data_contacts()
    return 1


def sign(seal: LedgerSeal, *, at: datetime) -> Checkpoint:
    """The signed statement about one seal, and the notices of that moment."""
    until = at - SETTLED
    published = words.published(until=until)
    body: dict[str, Any] = {
        "format": FORMAT,
        "made_at": ledger.moment(at),
        "seal": seal.number,
        "seal_hash": seal.seal_hash,
        "records": seal.total,
        "public_key": own_public_key(),
        "notices": len(published),
        "notices_hash": words.bind(published),
        "notices_until": ledger.moment(until),
    }
    key = Ed25519PrivateKey.from_private_bytes(conf.get("CHECKPOINT_KEY"))
    return Checkpoint(**body, signature=key.sign(Checkpoint(**body).signed_bytes()).hex())


def read(path: Path) -> Checkpoint:
    """The checkpoint in a file; ValueError when it is not one."""
    try:
        values: Any = json.loads(path.read_bytes())
        point = Checkpoint(**values)
        wanted = {"seal": int, "records": int, "seal_hash": str, "signature": str, "made_at": str}
        if point.format != FORMAT_1:
            wanted |= {"notices": int, "notices_hash": str, "notices_until": str}
        if not all(isinstance(values[name], kind) for name, kind in wanted.items()):
            raise ValueError("a value has the wrong type")
        point.at  # noqa: B018 - raises ValueError when it is no moment
        if point.format != FORMAT_1:
            datetime.fromisoformat(point.notices_until)
    except (KeyError, TypeError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    if point.format not in (FORMAT, FORMAT_1):
        raise ValueError(f"its format is {point.format!r}")
    return point


def paths() -> Iterator[Path]:
    """The files, oldest first."""
    target = folder()
    yield from sorted(target.glob("checkpoint-*.json")) if target and target.is_dir() else ()


def last() -> Checkpoint | None:
    """The newest checkpoint; None when there is none. One ledger serves every site."""
    for path in reversed(list(paths())):
        try:
            return read(path)
        except ValueError:
            continue
    return None


def _write(path: Path, point: Checkpoint) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(f".{os.getpid()}")
    whole.write_text(json.dumps(point.values(), indent=2) + "\n")
    whole.replace(path)


def _mail_data_contacts() -> None:
    told: set[str] = set()
    for site in Site.objects.order_by("-is_default_site", "pk"):
        contact = IdentitySettings.read(site).data_contact_email
        if contact and contact.lower() not in told:
            told.add(contact.lower())
            outbox.queue_for_staff("staff.checkpoint", site_id=site.pk)
