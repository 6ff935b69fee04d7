"""Chooses the settings module from HUSTINGS_ENV."""

import os

SETTINGS_MODULES = {
    "production": "hustings.settings.base",
    "demo": "hustings.settings.demo",
    "test": "hustings.settings.test",
}


def settings_module() -> str:
    """The settings module for HUSTINGS_ENV (default production); SystemExit for another word."""
    name = os.environ.get("HUSTINGS_ENV") or "production"
    try:
        return SETTINGS_MODULES[name]
    except KeyError:
        known = ", ".join(SETTINGS_MODULES)
        raise SystemExit(f"HUSTINGS_ENV is {name!r}; it must be one of: {known}.") from None


def use_settings() -> None:
    """Point Django at the chosen settings unless DJANGO_SETTINGS_MODULE already does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module())
