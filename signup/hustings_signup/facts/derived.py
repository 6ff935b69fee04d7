"""What a row of facts must say, as SQL: one text for triggers, recount and rebuilding."""

# ruff: noqa: S608 - names of our own tables and columns, no input
from __future__ import annotations

from hustings_signup.models.facts import NEVER_FIRST, NEVER_LAST

FACTS = "hustings_signup_personfacts"
BITS = "hustings_signup_factbit"
PEOPLE = "hustings_signup_supporter"
SUBSCRIPTIONS = "hustings_signup_subscription"
SUBMISSIONS = "hustings_signup_submission"

_DONE = (
    f"{SUBMISSIONS} s WHERE s.supporter_id = p.id AND s.site_id = p.site_id"
    " AND s.confirmed_at IS NOT NULL"
)


def minute(moment: str, vendor: str) -> str:
    """SQL for the whole minutes from 1970 to a moment."""
    if vendor == "sqlite":
        # Django writes UTC as text; without its seconds nothing is rounded.
        return f"(CAST(strftime('%s', substr({moment}, 1, 16)) AS integer) / 60)"
    return f"CAST(floor(extract(epoch FROM {moment}) / 60) AS integer)"


def columns(vendor: str) -> dict[str, str]:
    """Each column of facts but the key, as an expression about a supporter `p`."""
    done_at = minute("s.confirmed_at", vendor)
    return {
        # The person's few rows first, then the bit of each: never the other way round.
        "lists": f"(SELECT CAST(COALESCE(SUM((SELECT b.mask FROM {BITS} b WHERE b.kind = 'list'"
        " AND b.key = s.purpose AND b.state = s.state)), 0) AS bigint)"
        f" FROM {SUBSCRIPTIONS} s WHERE s.supporter_id = p.id)",
        "acts": f"(SELECT CAST(COALESCE(SUM((SELECT b.mask FROM {BITS} b WHERE b.kind = 'act'"
        " AND b.key = done.act AND b.state = '')), 0) AS bigint)"
        f" FROM (SELECT DISTINCT s.act FROM {_DONE}) done)",
        "known": minute("p.created_at", vendor),
        "first_act": f"(SELECT COALESCE(MIN({done_at}), {NEVER_FIRST}) FROM {_DONE})",
        "last_act": f"(SELECT COALESCE(MAX({done_at}), {NEVER_LAST}) FROM {_DONE})",
        "site_id": "p.site_id",
        "department": "p.department",
        "postcode": "p.postcode",
        "locale": "p.locale",
    }


def insert(who: str, vendor: str) -> str:
    """Rows for people `p` who have none."""
    wanted = columns(vendor)
    return (
        f"INSERT INTO {FACTS} (supporter_id, {', '.join(wanted)})"
        f" SELECT p.id, {', '.join(wanted.values())} FROM {PEOPLE} p WHERE {who}"
        " ON CONFLICT (supporter_id) DO NOTHING"
    )


def update(who: str, vendor: str) -> str:
    """The rows anew; `who` is a condition on `supporter_id`."""
    wanted = columns(vendor)
    return (
        f"UPDATE {FACTS} SET ({', '.join(wanted)}) ="
        f" (SELECT {', '.join(wanted.values())} FROM {PEOPLE} p WHERE p.id = {FACTS}.supporter_id)"
        f" WHERE {who}"
    )


def comparison(first: int, last: int, vendor: str) -> str:
    """Per row that is wrong, of people from one number to another: the person's number, then for
    each column whether it differs."""
    differs = [f"f.{name} <> {value}" for name, value in columns(vendor).items()]
    said = ", ".join(f"{test} AS d{number}" for number, test in enumerate(differs))
    any_of_them = " OR ".join(f"d{number}" for number in range(len(differs)))
    return (
        f"SELECT * FROM (SELECT p.id, {said} FROM {PEOPLE} p"
        f" JOIN {FACTS} f ON f.supporter_id = p.id WHERE p.id BETWEEN {int(first)} AND {int(last)}"
        f" AND f.supporter_id BETWEEN {int(first)} AND {int(last)}) compared WHERE {any_of_them}"
    )
