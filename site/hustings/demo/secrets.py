"""The demonstration's own secrets: made on the first run, kept in var/secrets.json (0600)."""

import json
import os
import secrets
from pathlib import Path


def load(var_dir: Path) -> dict[str, str]:
    """The secrets kept in `var_dir`; made when there are none, so two first readers agree.

    A secret that a newer version wants is added to those of an older one.
    """
    path = var_dir / "secrets.json"
    var_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        whole = _write(path, _make())
        try:
            os.link(whole, path)  # atomic, and never replaces what another process made
        except FileExistsError:
            pass
        finally:
            whole.unlink()
    kept: dict[str, str] = json.loads(path.read_text())
    wanted = {**_make(), **kept}
    if wanted != kept:
        _write(path, wanted).replace(path)
    return wanted


def _write(path: Path, values: dict[str, str]) -> Path:
    """A whole file beside the real one, readable by its owner only."""
    whole = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(values, file, indent=2)
    return whole


def _make() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_hex(32),
        "HUSTINGS_TOKEN_KEYS": f"1:{secrets.token_hex(32)}",
        "HUSTINGS_HASH_KEYS": f"1:{secrets.token_hex(32)}",
        "HUSTINGS_CHECKPOINT_KEY": secrets.token_hex(32),
        "DEMO_ADMIN_PASSWORD": secrets.token_urlsafe(12),
    }
