"""Speed, measured as ratios within one interleaved run. Never part of the tests.

Importing it makes the packages of the checkout importable.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE_ROOTS = (
    "site",
    "home",
    "blog",
    "petitions",
    "events",
    "signup",
    "mailings",
    "mailchimp",
)
sys.path[:0] = [str(ROOT / name) for name in SOURCE_ROOTS]
os.environ.setdefault("HUSTINGS_ENV", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hustings.settings.test")
