"""The demonstration: its facts, its polling days, and a login for whoever tries it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date

from django.contrib.auth import get_user_model

from hustings.campaign.calendar import polling_days
from hustings.campaign.content_files import CONTENT
from hustings.campaign.facts import Facts, read_file

LOGIN = "admin"
LOGIN_EMAIL = "admin@sauvelle.example"


def demo_facts(today: date) -> Facts:
    """An invented candidate in an invented town, who stands about sixteen weeks from today."""
    first, second = polling_days(today)
    facts = read_file(CONTENT / "demo" / "campaign.toml")
    return replace(facts, first_round=first, second_round=second)


def make_login(password: str) -> str:
    """Make the superuser `admin` if there is none; returns a generated password, else ""."""
    users = get_user_model()
    if users._default_manager.filter(**{users.USERNAME_FIELD: LOGIN}).exists():
        return ""
    made = "" if password else secrets.token_urlsafe(12)
    users.objects.create_superuser(LOGIN, LOGIN_EMAIL, password or made)
    return made
