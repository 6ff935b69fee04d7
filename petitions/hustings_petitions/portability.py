"""Petitions and signatures on the move (`hustings_signup.portability`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from wagtail.models import Site

from hustings_petitions.models import Petition, Signature
from hustings_signup import portability
from hustings_signup.ledger import moment
from hustings_signup.portability import Rendering, Table
from hustings_signup.portability.osdi import collection, links

BATCH = 2000


def connect() -> None:
    """Called once, when the app starts."""
    portability.register(
        Table("hustings_petitions.Petition"),
        Table("hustings_petitions.Tally", "petition__site"),
        Table("hustings_petitions.Signature", "petition__site"),
    )
    portability.render(
        Rendering("petitions.osdi.json", petitions), Rendering("signatures.osdi.json", signatures)
    )


def petitions(site: Site) -> Iterator[bytes]:
    """`osdi:petitions` with their verified counts."""
    found = Petition.objects.filter(site=site).select_related("tally").order_by("pk")
    return collection("petitions", (_petition(petition) for petition in found))


def _petition(petition: Petition) -> dict[str, Any]:
    return {
        "identifiers": [f"hustings:{petition.translation_key}"],
        "created_date": moment(petition.created_at),
        "name": petition.ref,
        "title": petition.title,
        "total_signatures": petition.count,
    }


def signatures(site: Site) -> Iterator[bytes]:
    """`osdi:signatures` that count and still have a name: the verified ones."""
    return collection("signatures", _signatures(site))


def _signatures(site: Site) -> Iterator[dict[str, Any]]:
    found = Signature.objects.filter(
        petition__site=site, state=Signature.State.CONFIRMED, supporter__isnull=False
    ).order_by("pk")
    last = 0
    while batch := list(
        found.filter(pk__gt=last).values_list(
            "pk", "confirmed_at", "petition__translation_key", "supporter__uuid"
        )[:BATCH]
    ):
        for pk, confirmed_at, petition, person in batch:
            yield {
                "identifiers": [f"hustings:signature-{pk}"],
                "action_date": moment(cast(datetime, confirmed_at)),
                "_links": links(petition=petition, person=person),
            }
        last = batch[-1][0]
