#!/usr/bin/env python
"""Runs Django's commands from a checkout, without installing the packages."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SOURCE_ROOTS = ("site", "home", "blog", "petitions", "events", "signup", "mailings", "mailchimp")
sys.path[:0] = [str(ROOT / name) for name in SOURCE_ROOTS]


if __name__ == "__main__":
    from hustings.__main__ import main

    main()
