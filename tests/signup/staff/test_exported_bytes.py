"""One file, two ways to read it: copied out of PostgreSQL, or a batch of rows at a time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone, translation

from hustings_home import spreadsheets
from hustings_signup import exports, keys, services
from hustings_signup.models import ExportRecord, Submission, Subscription, Supporter, Suppression
from tests.signup.grounds.conftest import slip_active  # noqa: F401 - a fixture

#: What breaks a table: the marks of both text formats, and whatever a spreadsheet would execute.
NASTY = [
    "=HYPERLINK(1)",
    "a\tb\nc\r\nd",
    'say "hi", twice',
    "back\\slash \\t \\N \\",
    "\\.",
    " -1",
    "x;=1",
    "\u3164@a",
    "Élodie Nguyễn",
    "O'Brien",
    "\u202ede droite",
    "a\x0bb\x08c\x0cd",
    "",
    "t\tf",
    "日本 😀",
    "\ufeff+1",
]


@pytest.fixture
def people(join):
    """One of each kind, named in the nastiest way."""
    for number, text in enumerate(NASTY):
        person = join(f"p{number}@example.org", town=text[:100], postcode="01000")
        Supporter.objects.filter(pk=person.pk).update(
            given_name=text,
            family_name=NASTY[-number],
            # Around the hour that comes twice, and with parts of a second.
            created_at=datetime(2026, 10, 25, number % 3, 30, 59, 999_999, tzinfo=UTC),
        )
    everybody = list(Supporter.objects.order_by("pk"))
    for person, state in zip(everybody, Subscription.State, strict=False):
        person.subscriptions.create(
            purpose="updates.beyond", state=state, since=timezone.now(), notice_sha256="ab"
        )
    everybody[1].subscriptions.filter(purpose="updates.beyond").delete()  # no consent behind it
    services.withdraw(supporter=everybody[3])
    for act_ref in ("event:2", "petition:1", "event:2"):
        again = Submission.objects.filter(supporter=everybody[4]).latest("pk")
        again.pk, again.uuid, again.act_ref = None, again._meta.get_field("uuid").default(), act_ref
        again.save()
    Supporter.objects.filter(pk=everybody[5].pk).update(email_canonical="a\\b@example.org")
    for address in ("p2@example.org", "a\\b@example.org"):
        Suppression.objects.create(
            site=everybody[0].site,
            mailbox_hash=keys.keyed_hash(address, context="suppression"),
            reason="not_me",
            created_at=timezone.now(),
        )
    return Supporter.objects.all()


def both(people, chosen):
    """The file as it leaves, and as the rows read one by one make it."""
    site_id = Supporter.objects.all()[0].site_id
    lines = list(exports.csv_lines(people, chosen, site_id=site_id))
    rows = exports.rows(people, chosen, site_id=site_id)
    return lines, [spreadsheets.csv_line(row) for row in rows]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Martinique", "UTC"])
def test_both_ways_make_the_same_file_byte_for_byte(people, language, zone):
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        copied, read = both(people, exports.columns([]))
    assert copied == read
    assert len(copied) == len(NASTY)


def test_both_ways_leave_out_the_same_people(people, slip_active):  # noqa: F811
    slip_active(people[0], "volunteer.contact")
    copied, read = both(people, exports.columns([]))
    assert copied == read
    assert len(copied) == len(NASTY) - 1


def test_both_ways_tell_of_a_new_consent_that_is_needed(people, monkeypatch):
    outdated = {(people[0].subscriptions.get().notice_sha256, "updates.campaign")}
    monkeypatch.setattr("hustings_signup.renewal.outdated", lambda _site_id: outdated)
    with translation.override("en"):
        copied, read = both(people, exports.columns([]))
    assert copied == read
    assert any("needs a new consent" in line for line in copied)


def test_the_file_in_so_many_bytes(join):
    """What PostgreSQL and SQLite both have to write."""
    person = join("=lea@example.org", given_name="Léa", family_name='M"artin', ticked=[])
    Supporter.objects.filter(pk=person.pk).update(
        created_at=datetime(2026, 11, 22, 23, 30, 5, 999, tzinfo=UTC), email_verified_at=None
    )
    Submission.objects.filter(supporter=person).update(act_ref="page:1")
    Subscription.objects.filter(supporter=person).update(since=datetime(2026, 7, 1, 12, tzinfo=UTC))
    with translation.override("en"):
        copied, read = both(Supporter.objects.all(), exports.columns([]))
    assert copied == read
    assert copied == [
        f'"Léa","M""artin","\'=lea@example.org","","","","fr","2026-11-23 00:30:05","","page:1",'
        f'"active","2026-07-01 14:00:00","","","","","no","{person.pk}"\r\n'
    ]


@pytest.mark.parametrize("key", [b"short", b"k" * 64, b"longer than one block" * 9])
def test_the_hash_of_many_is_the_hash_of_one(settings, key):
    settings.HUSTINGS = settings.HUSTINGS | {"HASH_KEYS": {1: b"an older key", 3: key}}
    of = keys.hasher("suppression")
    for value in ("lea@example.org", "", "é" * 300):
        assert of(value) == keys.keyed_hashes(value, context="suppression")


def test_filters_that_leave_nobody_make_an_empty_file(join):
    person = join()
    people = Supporter.objects.none()
    chosen = exports.columns([])
    assert list(exports.csv_lines(people, chosen, site_id=person.site_id)) == []
    assert list(exports.rows(people, chosen, site_id=person.site_id)) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="elsewhere nothing is copied")
@pytest.mark.django_db(transaction=True)
def test_a_download_that_breaks_off_leaves_the_connection_of_use(join, signup):
    site = signup.campaign.site
    # Far more than fits on the way, behind the one who leaves.
    Supporter.objects.bulk_create(
        Supporter(
            site=site,
            email=f"p{number}@example.org",
            email_canonical=f"p{number}@example.org",
            town="x" * 100,
            locale="fr",
            created_at=timezone.now(),
        )
        for number in range(20_000)
    )
    join()
    people, chosen = Supporter.objects.filter(site=site), exports.columns([])
    record = exports.start(
        site=site,
        user=get_user_model().objects.create(username="officer"),
        purpose_text="Break off",
        file_format="csv",
        chosen=chosen,
        filters={},
        count=people.count(),
    )
    lines = exports.audited(record, exports.csv_lines(people, chosen, site_id=site.pk))
    next(lines)
    lines.close()
    assert people.count() == 20_001
    assert not connection.in_atomic_block
    record = ExportRecord.objects.get()
    assert (record.rows, record.finished_at) == (1, None)
