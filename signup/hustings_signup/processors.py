"""Outside services: what the code knows of each, and whether a site has declared it.

Nothing that hands personal data to another company may be switched on, or go on, without the
live entry of its service: ask `is_declared` at the moment of use, not only at the switch.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from hustings_signup.models import ProcessorEntry

Words = str | Promise


@dataclass(frozen=True)
class Service:
    """An outside service some code here can talk to; staff complete it into an entry.

    `key` never changes (entries hold it); the words fill in the form of the entry.
    """

    key: str
    name: str
    country: Words
    purpose: Words
    is_outside_eu: bool = False
    #: What usually protects the data, for staff to check: never taken for granted.
    safeguard: Words = ""


_services: dict[str, Service] = {}


def register(service: Service) -> None:
    """Add a service, in AppConfig.ready(); a second call with the same key replaces the first."""
    _services[service.key] = service


def registered() -> list[Service]:
    """All services in the order of their registration."""
    return list(_services.values())


def get(key: str) -> Service | None:
    """The service of a key; None when its plugin is not installed."""
    return _services.get(key)


def is_declared(site_id: int, key: str) -> bool:
    """Whether the site has a live entry for the service: one query by an index."""
    return ProcessorEntry.objects.filter(site=site_id, key=key, ended_on=None).exists()


def declared(site_id: int) -> list[ProcessorEntry]:
    """The live entries of a site, by name."""
    return list(ProcessorEntry.objects.filter(site=site_id, ended_on=None))
