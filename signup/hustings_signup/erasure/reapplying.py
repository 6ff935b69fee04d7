"""After a backup was restored: everybody in the journal is erased once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Site

from hustings_signup import keys, services
from hustings_signup.erasure import journal
from hustings_signup.models import ConsentRecord, Supporter, Suppression

#: People read from the database at a time.
BATCH = 1000


@dataclass(frozen=True)
class Outcome:
    """People found again, and hashes of mailboxes of which the backup held neither the person nor
    the hash; whoever is erased again leaves theirs by that."""

    erased: int
    suppressed: int


def reapply(*, dry_run: bool = False) -> Outcome:
    """Erase whoever was known before the moment the journal names; ValueError for a damaged line.

    Who came back by their own new form after that moment stays. Running it twice changes nothing.
    """
    latest: dict[tuple[int, str], datetime] = {}
    for line in journal.lines():
        key = (line.site, line.mailbox_hash)
        latest[key] = max(latest.get(key, line.erased_at), line.erased_at)
    found, stays = _found(latest)
    if not dry_run:
        for key, supporter in found.items():
            services.erase(
                supporter=supporter,
                reason="reapplied",
                actor=ConsentRecord.Actor.SYSTEM,
                channel=ConsentRecord.Channel.ADMIN,
                at=latest[key],
            )
    without_person = latest.keys() - found.keys() - stays
    return Outcome(len(found), _suppress(without_person, latest, dry_run=dry_run))


def _found(
    latest: dict[tuple[int, str], datetime],
) -> tuple[dict[tuple[int, str], Supporter], set[tuple[int, str]]]:
    """Who is to be erased again, and which keys belong to somebody who came back since."""
    sites = {site for site, _hash in latest}
    found: dict[tuple[int, str], Supporter] = {}
    stays: set[tuple[int, str]] = set()
    for supporter in Supporter.objects.filter(site__in=sites).iterator(chunk_size=BATCH):
        for hashed in keys.keyed_hashes(supporter.email_canonical, context="suppression"):
            key = (supporter.site_id, hashed)
            if key not in latest:
                continue
            if supporter.created_at <= latest[key]:
                found[key] = supporter
            else:
                stays.add(key)
            break
    return found, stays


def _suppress(
    wanted: set[tuple[int, str]], latest: dict[tuple[int, str], datetime], *, dry_run: bool
) -> int:
    """The keyed hashes that refuse an import, where the backup was older than they."""
    known = set(Suppression.objects.values_list("site", "mailbox_hash"))
    sites = set(Site.objects.values_list("pk", flat=True))
    missing = [key for key in sorted(wanted - known) if key[0] in sites]
    if not dry_run:
        Suppression.objects.bulk_create(
            [
                Suppression(
                    site_id=site,
                    mailbox_hash=hashed,
                    reason=Suppression.Reason.ERASED,
                    created_at=latest[(site, hashed)],
                )
                for site, hashed in missing
            ],
            ignore_conflicts=True,
        )
    return len(missing)
