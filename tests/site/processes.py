"""Starts our programs as real processes, with an environment of the test's own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_ROOTS = ("site", "home", "blog", "petitions", "events", "signup", "mailings", "mailchimp")
STRONG = "0f1e2d3c" * 8
PRODUCTION = {
    "HUSTINGS_ENV": "production",
    "SECRET_KEY": STRONG + "kzqw",
    "HUSTINGS_TOKEN_KEYS": f"1:{STRONG}",
    "HUSTINGS_HASH_KEYS": f"1:{STRONG}",
    "HUSTINGS_CHECKPOINT_KEY": STRONG,
    "BASE_URL": "https://campagne.test",
    "ALLOWED_HOSTS": "campagne.test",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_HOST": "mail.campagne.test",
    "DEFAULT_FROM_EMAIL": "Campagne <campagne@campagne.test>",
}


def environment(**values: str) -> dict[str, str]:
    """Nothing of the suite's own settings, only the path to the programs and `values`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    roots = os.pathsep.join(str(ROOT / name) for name in SOURCE_ROOTS)
    return {**kept, "PYTHONPATH": roots, **values}


def manage(*arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    """Run one management command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "hustings", *arguments],
        cwd=ROOT,
        env=environment(**values),
        capture_output=True,
        text=True,
        timeout=120,
    )
