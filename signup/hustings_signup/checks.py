"""System checks: the guards of the ledger and what keeps the facts must be in the database."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from django.core import checks
from django.db import connections
from django_recaptcha.constants import TEST_PRIVATE_KEY, TEST_PUBLIC_KEY

from hustings_home import conf
from hustings_signup import proofs, triggers
from hustings_signup.facts import triggers as keepers


@checks.register(checks.Tags.database)
def ledger_guards(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.Error]:
    """E001 for each database whose triggers are incomplete (`check --database default`)."""
    errors = []
    for alias in databases or []:
        if connections[alias].vendor not in {"sqlite", "postgresql"}:
            errors.append(
                checks.Error(
                    f"Database {alias!r}: the consent ledger is only guarded on SQLite and "
                    "PostgreSQL.",
                    id="hustings_signup.E002",
                )
            )
            continue
        absent = triggers.missing(alias)
        if absent:
            errors.append(
                checks.Error(
                    f"Database {alias!r} lacks the ledger guards: {', '.join(absent)}.",
                    hint="Run `migrate`: it creates them.",
                    id="hustings_signup.E001",
                )
            )
    return errors


#: Google publishes them: with these everybody passes.
TEST_KEYS = {TEST_PUBLIC_KEY, TEST_PRIVATE_KEY}


@checks.register(checks.Tags.security)
def captcha_keys(app_configs: Any = None, **kwargs: Any) -> list[checks.Error]:
    """E004 for Google's test keys, E005 for half a pair, E006 for a proof without its package."""
    pair = [conf.get("RECAPTCHA_SITE_KEY"), conf.get("RECAPTCHA_SECRET_KEY")]
    errors = []
    if TEST_KEYS & set(pair) and not conf.get("RECAPTCHA_TEST_KEYS_ALLOWED"):
        errors.append(
            checks.Error(
                "RECAPTCHA_SITE_KEY or RECAPTCHA_SECRET_KEY is Google's test key: all pass.",
                hint="Make a pair for this host at https://www.google.com/recaptcha/admin.",
                id="hustings_signup.E004",
            )
        )
    if any(pair) and not all(pair):
        errors.append(
            checks.Error(
                "RECAPTCHA_SITE_KEY and RECAPTCHA_SECRET_KEY are a pair: one is missing.",
                id="hustings_signup.E005",
            )
        )
    if proofs.is_configured() and find_spec("django_altcha") is None:
        errors.append(
            checks.Error(
                "ALTCHA_HMAC_KEY is set, but django-altcha is not installed.",
                hint="Install the extra: hustings[altcha].",
                id="hustings_signup.E006",
            )
        )
    return errors


@checks.register(checks.Tags.database)
def keepers_of_facts(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.Error]:
    """E003 for each database where segments would count by rows nobody keeps."""
    return [
        checks.Error(
            f"Database {alias!r} lacks what keeps the facts of people: {', '.join(absent)}.",
            hint="Run `migrate`, which creates them, then `recount_facts`.",
            id="hustings_signup.E003",
        )
        for alias in databases or []
        if connections[alias].vendor in {"sqlite", "postgresql"}
        and (absent := keepers.missing(alias))
    ]
