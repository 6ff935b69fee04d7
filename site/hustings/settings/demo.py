"""Settings of `make demo`: an embedded database and secrets of its own, all in var/."""

import json
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.setdefault("HUSTINGS_VAR_DIR", str(ROOT / "var")))
SECRETS_FILE = VAR / "secrets.json"


def demo_secrets() -> dict[str, str]:
    """The demo's secrets, made on the first run and kept with mode 0600."""
    if not SECRETS_FILE.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        made = {
            "SECRET_KEY": secrets.token_hex(32),
            "HUSTINGS_TOKEN_KEYS": f"1:{secrets.token_hex(32)}",
            "HUSTINGS_HASH_KEYS": f"1:{secrets.token_hex(32)}",
        }
        SECRETS_FILE.touch(mode=0o600)
        SECRETS_FILE.write_text(json.dumps(made))
    return json.loads(SECRETS_FILE.read_text())


HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
for name, value in {
    **demo_secrets(),
    "ALLOWED_HOSTS": "*",
    "BASE_URL": f"http://{HOST}:{PORT}",
    "DATABASE_URL": f"sqlite:///{VAR / 'demo.sqlite3'}",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_PORT": os.environ.get("DEMO_SMTP_PORT") or "2525",
    "DEFAULT_FROM_EMAIL": "campagne@demo.example",
    "TRUSTED_PROXIES": "0",
    "NETWORK_LIMIT_PER_HOUR": "2000",
}.items():
    os.environ.setdefault(name, value)

from hustings.settings.base import *  # noqa: E402, F403
from hustings.settings.base import INSTALLED_APPS  # noqa: E402

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
EMAIL_USE_TLS = EMAIL_USE_SSL = False
DEMO = True
INSTALLED_APPS = [*INSTALLED_APPS, "hustings.demo"]
