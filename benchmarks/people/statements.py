"""The rest of the crowd's ledger: what an export needs before anybody may leave in a file."""

from wagtail.models import Site

from benchmarks.people.engine import digest, fill, loading, settle, uuid
from hustings_signup.models import ConsentRecord

Type = ConsentRecord.Type
LINK = "JOIN hustings_signup_subjectlink l ON l.supporter_id = p.supporter_id"


def complete(site: Site) -> bool:
    """A `given` for each act, and for each list that is not active the statement that began it
    and the one that ended it. False when that was done before."""
    if ConsentRecord.objects.filter(site=site, submission__isnull=False).exists():
        return False
    acts = f"hustings_signup_submission p {LINK} WHERE p.site_id = {site.pk}"
    lists = f"hustings_signup_subscription p {LINK}"
    with loading():
        _fill(site, acts, Type.GIVEN, purpose="p.act", occurred_at="p.created_at", of_form=True)
        _fill(site, f"{lists} WHERE p.state <> 'active'", Type.GIVEN)
        _fill(site, f"{lists} WHERE p.state = 'withdrawn'", Type.WITHDRAWN)
    settle()
    return True


def _fill(
    site: Site,
    source: str,
    kind: str,
    *,
    purpose: str = "p.purpose",
    occurred_at: str = "p.since",
    of_form: bool = False,
) -> None:
    """As in `crowd`: the hash is the hash of nothing."""
    fill(
        ConsentRecord,
        source,
        uuid=uuid(),
        site=str(site.pk),
        site_name="'benchmark'",
        subject="l.subject",
        purpose=purpose,
        type=f"'{kind}'",
        occurred_at=occurred_at,
        actor="'data_subject'",
        channel="'email_link'",
        submission="p.uuid" if of_form else "NULL",
        hash_version="1",
        record_hash=digest(),
    )
