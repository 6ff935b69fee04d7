"""Settings of the test suite: a file database (or DATABASE_URL), mail kept in memory."""

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
os.environ["HUSTINGS_ENV"] = "test"
VAR = Path(os.environ.setdefault("HUSTINGS_VAR_DIR", str(ROOT / "var" / "test")))
(VAR / "static").mkdir(parents=True, exist_ok=True)
for name, value in {
    "SECRET_KEY": "k" * 40,
    "HUSTINGS_TOKEN_KEYS": f"1:{'t' * 40}",
    "HUSTINGS_HASH_KEYS": f"1:{'h' * 40}",
    "HUSTINGS_CHECKPOINT_KEY": "c0" * 31 + "de",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
    "BASE_URL": "http://localhost",
    "DATABASE_URL": f"sqlite:///{VAR / 'test.sqlite3'}",
    "EMAIL_HOST": "127.0.0.1",
    "DEFAULT_FROM_EMAIL": "campaign@example.org",
    "TRUSTED_PROXIES": "0",
    "SECOND_FACTOR_REQUIRED": "no",
    "MEDIA_ROOT": tempfile.mkdtemp(prefix="hustings-media-"),
}.items():
    os.environ.setdefault(name, value)

from hustings.settings.base import *  # noqa: E402, F403
from hustings.settings.base import DATABASES, HUSTINGS, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file: in memory 37 of 80 parallel requests failed on the shared connection.
    DATABASES["default"]["TEST"] = {"NAME": VAR / "suite.sqlite3"}
else:
    DATABASES["default"]["OPTIONS"] = {}  # no pool: the suite drops and makes databases
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# A file outlives the database of its test.
HUSTINGS = {**HUSTINGS, "CHECKPOINT_DIR": "", "ERASURE_JOURNAL": ""}
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
