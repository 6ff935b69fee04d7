"""Finds whose wish may have changed: seal by seal of the ledger, and everybody once in a while.

A record is sealed within half a minute of its commit, and a seal names the ids it could not see
yet (`LedgerSeal`): following the seals misses no statement, in whichever order they committed.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max, Q
from django.utils import timezone

from hustings_mailchimp import wishes
from hustings_mailchimp.models import Audience, Contact
from hustings_mailchimp.services.marking import mark
from hustings_signup.models import ConsentRecord, LedgerSeal, Notice, SubjectLink

CHUNK = 2000
KNOWN = ("supporter_id", "state", "pushed")


def follow(audience: Audience) -> int:
    """Mark whoever the ledger spoke of since the last time; everybody when words were published.
    How many rows were marked."""
    newest = Notice.objects.filter(site=audience.site_id).aggregate(newest=Max("pk"))["newest"] or 0
    if newest > audience.seen_notice:
        marked = compare(audience)
        Audience.objects.filter(pk=audience.pk).update(seen_notice=newest)
        return marked
    marked = 0
    for seal, after in _new_seals(audience):
        records = ConsentRecord.objects.filter(
            Q(pk__gt=after, pk__lte=seal.last_id) | Q(pk__in=seal.late), site=audience.site_id
        )
        subjects = set(records.order_by().values_list("subject", flat=True))
        for chunk in _chunks(sorted(subjects)):
            links = SubjectLink.objects.filter(subject__in=chunk)
            people = list(links.values_list("supporter_id", flat=True))
            wished = wishes.wishes(audience, people) if audience.is_live else {}
            marked += mark(audience, people, making=wished)
        Audience.objects.filter(pk=audience.pk).update(followed_seal=seal.number)
    return marked


def _new_seals(audience: Audience) -> Iterator[tuple[LedgerSeal, int]]:
    """With the last id of the seal before."""
    found = LedgerSeal.objects.order_by("number").defer("leaves")
    before = found.filter(number__lte=audience.followed_seal).last()
    after = before.last_id if before else 0
    for seal in found.filter(number__gt=audience.followed_seal).iterator(chunk_size=50):
        yield seal, after
        after = seal.last_id


def _chunks(found: list) -> Iterator[list]:
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]


def compare(audience: Audience) -> int:
    """Mark everybody whose wish is not what was last pushed; how many. Three queries and a write
    per 2,000 people."""
    begun_at = timezone.now()
    sealed = LedgerSeal.objects.aggregate(newest=Max("number"))["newest"] or 0
    marked = 0
    last = 0
    wanted = wishes.in_force(audience).order_by("supporter_id")
    while audience.is_live and (
        people := list(
            wanted.filter(supporter__gt=last)
            .values_list("supporter_id", flat=True)
            .distinct()[:CHUNK]
        )
    ):
        last = people[-1]
        wished = wishes.wishes(audience, people)
        rows = Contact.objects.filter(audience=audience, supporter__in=people)
        # Whoever Mailchimp refused waits for a new statement of theirs, or for staff.
        known = {pk: (state, code) for pk, state, code in rows.values_list(*KNOWN)}
        settled = {pk for pk, (state, _code) in known.items() if state != Contact.State.OPEN}
        stale = [
            pk
            for pk, wish in wished.items()
            if pk in known and pk not in settled and known[pk][1] != wish.code
        ]
        marked += mark(audience, stale, making=[pk for pk in wished if pk not in known])
    marked += _mark_unwished(audience)
    Audience.objects.filter(pk=audience.pk).update(
        compared_at=begun_at, followed_seal=max(sealed, audience.followed_seal)
    )
    return marked


def _mark_unwished(audience: Audience) -> int:
    """Whoever was pushed and is not wished for any more."""
    there = Contact.objects.filter(audience=audience, supporter__isnull=False).exclude(pushed="")
    marked, last = 0, 0
    while rows := list(
        there.filter(pk__gt=last).order_by("pk").values_list("pk", "supporter_id")[:CHUNK]
    ):
        last = rows[-1][0]
        people = [supporter_id for _pk, supporter_id in rows]
        wished = wishes.wishes(audience, people)
        marked += mark(audience, [pk for pk in people if pk not in wished])
    return marked
