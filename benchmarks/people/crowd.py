"""Makes people by the million in set-wise SQL: invented names, mailboxes that cannot exist."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product

from django.db import connection
from django.utils.text import slugify
from wagtail.models import Site

from benchmarks.people.dice import below, roll
from benchmarks.people.engine import digest, fill, loading, moment, numbers, settle, uuid
from hustings_home import places
from hustings_signup import search_terms
from hustings_signup.facts import derived
from hustings_signup.models import (
    ConsentRecord,
    SearchTerm,
    SubjectLink,
    Submission,
    Subscription,
    Supporter,
    Tag,
    Tagging,
)

GIVEN = ["".join(p).capitalize() for p in product(("zo", "lé", "ma", "ni", "ga", "so"), ("é", "na",
         "ri", "do", "lou"), ("", "ne", "l", "s", "the"))]  # fmt: skip
FAMILY = ["".join(p).capitalize() for p in product(("mar", "du", "ber", "lam", "roch", "vau",
          "gué", "fon", "cha", "bel", "tri", "pel"), ("ti", "bo", "na", "ré", "lo", "vi"),
          ("n", "is", "rd", "er", "t", "gne", "ac"))]  # fmt: skip
HOSTS = [f"mail{number}.example" for number in range(40)]
BASE = datetime(2023, 11, 1, tzinfo=UTC)
SPAN = 3 * 365 * 86_400  # seconds from the first person to the last
PETITIONS, EVENTS, TAGS = 40, 300, 50


def make(site: Site, count: int, say: Callable[[str], None] = print) -> None:
    """Fill an empty site; about a minute for a million on two cores."""
    with loading():
        for name, step in (
            ("names", _names),
            ("people", _people),
            ("search terms", _terms),
            ("subscriptions", _subscriptions),
            ("submissions", _submissions),
            ("tags", _tags),
            ("ledger", _ledger),
            ("facts", _facts),
        ):
            started = time.perf_counter()
            step(site, count)
            say(f"  {name}: {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    settle()
    say(f"  statistics: {time.perf_counter() - started:.1f} s")


def _names(site: Site, count: int) -> None:
    """Small tables of names and places beside the crowd."""
    postcodes = [
        (code, f"{code[:2] if code.isdigit() else 20}{n:03}")
        for code in places.departments()
        for n in (0, 120)
    ]
    with connection.cursor() as cursor:
        for table, rows in (
            ("crowd_given", [(name, slugify(name)) for name in GIVEN]),
            ("crowd_family", [(name, slugify(name)) for name in FAMILY]),
            ("crowd_place", postcodes),
            ("crowd_host", [(host, host) for host in HOSTS]),
        ):
            cursor.execute(f"CREATE TEMP TABLE {table} (i bigint PRIMARY KEY, a text, b text)")
            cursor.executemany(
                f"INSERT INTO {table} VALUES (%s, %s, %s)",
                [(number, *row) for number, row in enumerate(rows)],
            )
        assert all(search_terms.words(row) == [slugify(row)] for row in GIVEN + FAMILY)


def _people(site: Site, count: int) -> None:
    spread = f"({roll('place', 1000)} * {roll('place', 1000)} / 1000)"
    place = f"({spread} * {2 * len(places.departments())} / 1000)"
    host = f"(CASE WHEN {below('host', 0.4)} THEN 0 ELSE {roll('host', len(HOSTS))} END)"
    source = (
        f"{numbers(count)} "
        f"JOIN crowd_given g ON g.i = {roll('given', len(GIVEN))} "
        f"JOIN crowd_family f ON f.i = {roll('family', len(FAMILY))} "
        f"JOIN crowd_place p ON p.i = {place} JOIN crowd_host h ON h.i = {host} ORDER BY n"
    )
    email = "g.b || '.' || f.b || n || '@' || h.a"
    is_named = f"NOT {below('jitter', 0.3)}"
    has_place = f"NOT {below('which', 0.1)}"
    # One in twenty was known earlier than their number says, as after an import.
    step = SPAN // count
    age = f"(n * {step} - CASE WHEN {below('tag', 0.05)} THEN n * {step} / 2 ELSE 0 END)"
    fill(
        Supporter,
        source,
        uuid=uuid(),
        site=str(site.pk),
        email=email,
        email_canonical=email,
        given_name=f"CASE WHEN {is_named} THEN g.a ELSE '' END",
        family_name=f"CASE WHEN {is_named} THEN f.a ELSE '' END",
        postcode=f"CASE WHEN {has_place} THEN p.b ELSE '' END",
        town=f"CASE WHEN {has_place} THEN 'Ville ' || p.b ELSE '' END",
        department=f"CASE WHEN {has_place} THEN p.a ELSE '' END",
        locale=f"CASE WHEN {below('locale', 0.03)} THEN 'en' ELSE 'fr' END",
        email_verified_at=f"CASE WHEN {below('state', 0.88)} THEN {moment(BASE, age)} END",
        created_at=moment(BASE, age),
    )
    fill(SubjectLink, _of(site), subject=uuid(), supporter="id")


def _of(site: Site) -> str:
    """The crowd again, with `n` the person's own number within it."""
    return (
        "(SELECT s.*, s.id - (SELECT min(id) FROM hustings_signup_supporter "
        f"WHERE site_id = {site.pk}) + 1 AS n FROM hustings_signup_supporter s "
        f"WHERE site_id = {site.pk}) AS s"
    )


def _terms(site: Site, count: int) -> None:
    """The terms `search_terms.terms_of` would give; the check after the run compares a sample."""
    people = _of(site) + (
        f" JOIN crowd_given g ON g.i = {roll('given', len(GIVEN))}"
        f" JOIN crowd_family f ON f.i = {roll('family', len(FAMILY))}"
        " JOIN (SELECT 0 AS k UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"
        " UNION ALL SELECT 4) AS ks ON k < 4 OR postcode <> ''"
    )
    host = "substr(email_canonical, length(g.b || '.' || f.b || n || '@') + 1)"
    term = (
        f"CASE k WHEN 0 THEN g.b WHEN 1 THEN f.b || n WHEN 2 THEN email_canonical"
        f" WHEN 3 THEN {host} ELSE postcode END"
    )
    fill(SearchTerm, people, site=str(site.pk), supporter="s.id", term=term)
    fill(
        SearchTerm,
        _of(site)
        + f" JOIN crowd_family f ON f.i = {roll('family', len(FAMILY))} WHERE family_name <> ''",
        site=str(site.pk),
        supporter="s.id",
        term="f.b",
    )


def _subscriptions(site: Site, count: int) -> None:
    newest = count - count // 200  # whoever has not yet answered the first mail
    state = (
        f"CASE WHEN n > {newest} THEN 'pending' WHEN {below('state', 0.75)} THEN 'active' "
        f"WHEN {below('state', 0.88)} THEN 'withdrawn' WHEN {below('state', 0.99)} THEN 'expired' "
        f"WHEN {below('state', 0.9985)} THEN 'needs_renewal' ELSE 'bounced' END"
    )
    for purpose, name, share in (
        ("updates.campaign", "news", 0.6),
        ("updates.beyond", "beyond", 0.25),
        ("volunteer.contact", "volunteer", 0.08),
    ):
        fill(
            Subscription,
            f"{_of(site)} WHERE {below(name, share)}",
            supporter="id",
            purpose=f"'{purpose}'",
            state=state,
            since="created_at",
        )


def _submissions(site: Site, count: int) -> None:
    """One act each, for three in ten a second one; petitions and events have their season."""
    season = f"(n * {PETITIONS} / {count + 1})"
    for name, people in (("act", "1 = 1"), ("second", below("second", 0.3))):
        act = (
            f"CASE WHEN {below(name, 0.45)} THEN 'petition.sign' "
            f"WHEN {below(name, 0.55)} THEN 'event.register' "
            f"WHEN {below(name, 0.95)} THEN 'updates.campaign' ELSE 'volunteer.contact' END"
        )
        petition = f"(({season} + {roll('ref', 3)}) % {PETITIONS} + 1)"
        event = f"(n * {EVENTS} / {count + 1} + 1)"
        ref = (
            f"CASE WHEN {below(name, 0.45)} THEN 'petition:' || {petition} "
            f"WHEN {below(name, 0.55)} THEN 'event:' || {event} "
            f"ELSE 'page:' || {roll('which', 5)} END"
        )
        fill(
            Submission,
            f"{_of(site)} WHERE {people}",
            uuid=uuid(),
            site=str(site.pk),
            supporter="id",
            act=act,
            act_ref=ref,
            locale="locale",
            notice_sha256="''",
            given_name="given_name",
            family_name="family_name",
            postcode="postcode",
            town="town",
            department="department",
            folded_hash="''",
            created_at="created_at",
            expires_at="created_at",
            confirmed_at=f"CASE WHEN {below('state', 0.88)} THEN created_at END",
        )


def _tags(site: Site, count: int) -> None:
    made = Tag.objects.bulk_create(
        Tag(site=site, name=f"Tag {n}", slug=f"tag-{n}", created_at=BASE) for n in range(TAGS)
    )
    first = min(tag.pk for tag in made)
    which = f"({roll('which', 100)} * {roll('which', 100)} * {TAGS} / 10000)"
    fill(
        Tagging,
        f"{_of(site)} WHERE {below('tag', 0.15)}",
        tag=f"{first} + {which}",
        supporter="id",
        created_at="created_at",
    )


def _facts(site: Site, count: int) -> None:
    """What the triggers, which step aside while so much is loaded, would have written."""
    with connection.cursor() as cursor:
        cursor.execute(derived.insert(f"p.site_id = {int(site.pk)}", connection.vendor))


def _ledger(site: Site, count: int) -> None:
    """A `given` record for each active subscription. Its hash is no hash: nothing here verifies."""
    source = (
        "hustings_signup_subscription b JOIN hustings_signup_subjectlink l"
        " ON l.supporter_id = b.supporter_id JOIN hustings_signup_supporter s"
        f" ON s.id = b.supporter_id WHERE b.state = 'active' AND s.site_id = {site.pk}"
    )
    fill(
        ConsentRecord,
        source,
        uuid=uuid(),
        site=str(site.pk),
        site_name="'benchmark'",
        subject="l.subject",
        purpose="b.purpose",
        type="'given'",
        occurred_at="b.since",
        actor="'data_subject'",
        channel="'email_link'",
        hash_version="1",
        record_hash=digest(),
    )
