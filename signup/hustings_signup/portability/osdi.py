"""People in the shape of OSDI 1.x (opensupporter/osdi-docs), as other campaign tools read them.

OSDI knows a status per address and no consent: `custom_fields` names the ledger record of each
live consent, and `consents.csv` tells it in full.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from wagtail.models import Site

from hustings_signup import grounds, renewal
from hustings_signup.ledger import moment
from hustings_signup.models import (
    ConsentRecord,
    Identifier,
    Subscription,
    Supporter,
    Tagging,
    VolunteerPhone,
)

BATCH = 1000


def collection(name: str, resources: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A HAL collection, one resource a line: `{"_embedded": {"osdi:people": [...]}}`."""
    yield f'{{"_embedded": {{"osdi:{name}": [\n'.encode()
    separator = b""
    for resource in resources:
        yield separator + json.dumps(resource, ensure_ascii=False).encode()
        separator = b",\n"
    yield b"\n]}}\n"


def links(**resources: UUID | None) -> dict[str, dict[str, str]]:
    """HAL links to other resources of the archive, by their UUID."""
    return {
        f"osdi:{name}": {"href": f"urn:uuid:{uuid}"}
        for name, uuid in resources.items()
        if uuid is not None
    }


def people(site: Site) -> Iterator[bytes]:
    """`osdi:people` of a site; of whom the ledger knows nothing, no word."""
    return collection("people", _people(site))


def _people(site: Site) -> Iterator[dict[str, Any]]:
    found = Supporter.objects.filter(site=site)
    live = renewal.live(Subscription.objects.all(), site_id=site.pk)
    last = 0
    while batch := list(
        found.filter(pk__gt=last).select_related("subject_link").order_by("pk")[:BATCH]
    ):
        last = batch[-1].pk
        refused = grounds.without_ground([person.pk for person in batch])
        about = _About([person for person in batch if person.pk not in refused], live)
        for person in about.people:
            yield _person(person, about)


class _About:
    """A batch of people and what is told of them; five queries."""

    def __init__(self, batch: list[Supporter], live: QuerySet[Subscription]) -> None:
        self.people = batch
        self.live: dict[int, set[str]] = defaultdict(set)
        mine = live.filter(supporter__in=batch)
        for pk, purpose in mine.values_list("supporter_id", "purpose"):
            self.live[pk].add(purpose)
        self.tags = _many(Tagging.objects.filter(supporter__in=batch), "tag__name")
        self.phones = _many(VolunteerPhone.objects.filter(supporter__in=batch), "number")
        self.identifiers: dict[int, list[str]] = defaultdict(list)
        for pk, system, key in (
            Identifier.objects.filter(supporter__in=batch)
            .order_by("pk")
            .values_list("supporter_id", "system", "key")
        ):
            self.identifiers[pk].append(f"{system}:{key}")
        self.records: dict[tuple[UUID, str], UUID] = {}
        subjects = [person.subject_link.subject for person in batch]
        for subject, purpose, uuid in (
            ConsentRecord.objects.filter(subject__in=subjects, type__in=ConsentRecord.YES)
            .order_by("pk")
            .values_list("subject", "purpose", "uuid")
        ):
            self.records[(subject, purpose)] = uuid


def _many(rows: QuerySet[Any], value: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pk, text in rows.order_by("pk").values_list("supporter_id", value):
        found[pk].append(text)
    return found


def _person(person: Supporter, about: _About) -> dict[str, Any]:
    live = about.live[person.pk]
    subject = person.subject_link.subject
    consents = {
        f"consent_{purpose}": str(about.records[(subject, purpose)])
        for purpose in sorted(live)
        if (subject, purpose) in about.records
    }
    return {
        "identifiers": [f"hustings:{person.uuid}", *about.identifiers[person.pk]],
        "created_date": moment(person.created_at),
        "given_name": person.given_name,
        "family_name": person.family_name,
        "languages_spoken": [person.locale],
        "email_addresses": [
            {
                "primary": True,
                "address": person.email,
                # Never "subscribed" without a consent that is live: importers read it as one.
                "status": "subscribed" if "updates.campaign" in live else "unsubscribed",
            }
        ],
        "postal_addresses": [
            {
                "primary": True,
                "postal_code": person.postcode,
                "locality": person.town,
                "region": person.department,
            }
        ]
        if person.postcode
        else [],
        "phone_numbers": [{"number": number} for number in about.phones[person.pk]],
        "tags": about.tags[person.pk],
        "custom_fields": consents,
    }
