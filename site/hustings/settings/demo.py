"""Settings of `make demo`: an embedded database and secrets of its own, all in var/."""

import os
from pathlib import Path

from hustings.demo import secrets
from hustings.demo.launch import default_var_dir, reachable

os.environ["HUSTINGS_ENV"] = "demo"
VAR = Path(os.environ.setdefault("HUSTINGS_VAR_DIR", str(default_var_dir())))
HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = os.environ.get("PORT") or "8000"
# On loopback only loopback's names are answered, so that no foreign page can rebind a name to us.
ONLY_LOOPBACK = HOST in {"127.0.0.1", "::1", "localhost"}

for name, value in {
    **secrets.load(VAR),
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]" if ONLY_LOOPBACK else "*",
    "BASE_URL": f"http://{reachable(HOST)}:{PORT}",
    "DATABASE_URL": f"sqlite:///{VAR / 'demo.sqlite3'}",
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_PORT": "2525",
    "DEFAULT_FROM_EMAIL": "campagne@demo.example",
    "TRUSTED_PROXIES": "0",
    "NETWORK_LIMIT_PER_HOUR": "2000",
    "SECOND_FACTOR_REQUIRED": "no",
}.items():
    os.environ.setdefault(name, value)

from hustings.settings.base import *  # noqa: E402, F403
from hustings.settings.base import INSTALLED_APPS  # noqa: E402

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
INSTALLED_APPS = [*INSTALLED_APPS, "hustings.demo"]
