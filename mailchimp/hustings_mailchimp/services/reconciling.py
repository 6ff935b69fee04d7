"""Compares everybody at Mailchimp with what should be, and repairs every difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import F
from django.utils import timezone

from hustings_home.lease import Lease, LeaseLost
from hustings_mailchimp.api import Api, ApiFailure, Json
from hustings_mailchimp.calls import last_changed
from hustings_mailchimp.keys_of_sites import api_of
from hustings_mailchimp.models import Audience, Contact
from hustings_mailchimp.services import settling
from hustings_mailchimp.services.following import compare
from hustings_mailchimp.services.marking import mark
from hustings_mailchimp.services.reducing import ENDED, reduce
from hustings_mailchimp.wishes import Wish, wishes
from hustings_signup.failures import Failure
from hustings_signup.models import Supporter

CHUNK = 500


def reconcile(audience_id: int) -> dict[str, int]:
    """Read all contacts there and set right what differs: counts by what was found.

    `strangers`: subscribed there, known to nobody here: unsubscribed there. `not_wished`: too
    much there. `ended_there`: ended here too. `missing`: pushed again. `differs`: another status,
    list or language.
    """
    try:
        with Lease(f"mailchimp-{audience_id}"):
            audience = Audience.objects.select_related("site").get(pk=audience_id)
            return _reconcile(audience) if audience.is_live else {}
    except LeaseLost:
        return {}


def _reconcile(audience: Audience) -> dict[str, int]:
    begun_at = timezone.now()
    found: Counter[str] = Counter()
    failure: Failure | None = None
    try:
        client = api_of(audience.site)
        seen: set[int] = set()
        for members in _chunks(client.members(audience.list_id)):
            found["there"] += len(members)
            seen |= _compare(audience, client, members, found)
        compare(audience)
        found["missing"] += _missing(audience, seen)
        report = dict(found)
        Audience.objects.filter(pk=audience.pk).update(reconciled_at=begun_at, report=report)
    except ApiFailure as failed:
        failure = failed.failure
    settling.note_run(audience, failure)
    return dict(found)


def _chunks(members: Iterable[Json]) -> Iterator[list[Json]]:
    members = iter(members)
    while chunk := list(islice(members, CHUNK)):
        yield chunk


def _compare(audience: Audience, client: Api, members: list[Json], found: Counter[str]) -> set[int]:
    """Rows that were found there."""
    by_number = {
        row.contact_id: row
        for row in Contact.objects.filter(
            audience=audience, contact_id__in=[str(one.get("contact_id", "-")) for one in members]
        )
        if row.contact_id
    }
    people = Supporter.objects.filter(
        site=audience.site_id,
        email_canonical__in=[str(one["email_address"]).lower() for one in members],
    )
    by_address = dict(people.values_list("email_canonical", "pk"))
    by_person = {
        row.supporter_id: row
        for row in Contact.objects.filter(audience=audience, supporter__in=by_address.values())
    }
    wished = wishes(audience, list(by_address.values()))
    seen: set[int] = set()
    for there in members:
        person = by_address.get(str(there["email_address"]).lower())
        row = by_number.get(str(there.get("contact_id", "-"))) or by_person.get(person)
        if row is None:
            _stranger(audience, client, there, found, person)
            continue
        seen.add(row.pk)
        if row.supporter_id is not None:  # else the next push erases it
            _judge(audience, row, there, wished.get(row.supporter_id), found)
    return seen


def _stranger(
    audience: Audience, client: Api, there: Json, found: Counter[str], person: int | None
) -> None:
    """Nobody asked us to write to them: they are not written to. Of ours, without a row: begun
    anew, if that is their wish."""
    if person is not None and mark(audience, [], making=wishes(audience, [person])):
        found["differs"] += 1
        return
    if there["status"] not in ("subscribed", "pending"):
        return
    found["strangers"] += 1
    contact = str(there.get("contact_id") or there["id"])
    client.patch(audience.list_id, contact, {"status": "unsubscribed"})


def _judge(
    audience: Audience, row: Contact, there: Json, wish: Wish | None, found: Counter[str]
) -> None:
    status = str(there["status"])
    if reduce(audience, row, there):
        found["ended_there"] += 1
        wish = None
    if wish is None and status in ("subscribed", "pending"):
        found["not_wished"] += 1
    elif wish is not None and _differs(row, there, wish):
        found["differs"] += 1
    elif row.status_there == status:
        return
    known = {
        "contact_id": str(there.get("contact_id", ""))[:40],
        "status_there": status[:15],
        "changed_there": last_changed(there),
    }
    Contact.objects.filter(pk=row.pk).update(
        **known,
        is_tried=True,
        pushed="",
        state=Contact.State.OPEN,
        attempts=0,
        due_at=timezone.now(),
        changed=F("changed") + 1,
    )


def _differs(row: Contact, there: Json, wish: Wish) -> bool:
    """Whether the next push has something to say about somebody who should be subscribed."""
    if there["status"] in ENDED:
        return row.state == Contact.State.OPEN
    if str(there["email_address"]).lower() != wish.email:
        return True
    if there["status"] != "subscribed":
        return False
    tags = {str(tag["name"]) for tag in there.get("tags", [])}
    return str(there.get("language", "")) != wish.language or tags != set(wish.tags)


def _missing(audience: Audience, seen: set[int]) -> int:
    """Those that were pushed and are not there. Nobody pushes meanwhile: the lease is ours."""
    pushed = (
        Contact.objects.filter(audience=audience, supporter__isnull=False)
        .exclude(pushed="")
        .filter(changed=F("seen"))
    )
    gone = [pk for pk in pushed.values_list("pk", flat=True) if pk not in seen]
    for start in range(0, len(gone), CHUNK):
        Contact.objects.filter(pk__in=gone[start : start + CHUNK]).update(
            pushed="",
            status_there="",
            contact_id="",
            changed_there=None,
            changed=F("changed") + 1,
            due_at=timezone.now(),
        )
    return len(gone)
