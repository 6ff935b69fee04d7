"""The frozen formats of a record and of a notice: these bytes must never change."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from hustings_signup import ledger
from hustings_signup.models import ConsentRecord, Notice

FIRST = {
    "uuid": uuid.UUID("00000000-0000-4000-8000-000000000001"),
    "site_name": "campagne.example:443",
    "subject": uuid.UUID("00000000-0000-4000-8000-0000000000aa"),
    "purpose": "updates.campaign",
    "purpose_version": 1,
    "type": "requested",
    "occurred_at": datetime(2026, 11, 22, 16, 40, 4, tzinfo=UTC),
    "actor": "data_subject",
    "channel": "web_form",
    "source": "petition:42",
    "page_path": "/fr/petitions/été/",
    "form_id": "petition.sign",
    "form_version": 1,
    "submission": uuid.UUID("00000000-0000-4000-8000-0000000000bb"),
    "notice_sha256": "a" * 64,
    "label_sha256": "b" * 64,
    "locale": "fr",
    "control": "unticked_box",
    "network_commitment": "c" * 64,
    "submission_commitment": "d" * 64,
}
GOLDEN_BYTES = (
    '{"actor":"data_subject","channel":"web_form","confirms":null,"control":"unticked_box",'
    '"form_id":"petition.sign","form_version":1,"hash_version":1,'
    '"label_sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","locale":"fr",'
    '"network_commitment":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",'
    '"notice_sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'
    '"occurred_at":"2026-11-22T16:40:04.000000Z","page_path":"/fr/petitions/été/",'
    '"purpose":"updates.campaign","purpose_version":1,"site_name":"campagne.example:443",'
    '"source":"petition:42","subject":"00000000-0000-4000-8000-0000000000aa",'
    '"submission":"00000000-0000-4000-8000-0000000000bb",'
    '"submission_commitment":"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",'
    '"type":"requested","uuid":"00000000-0000-4000-8000-000000000001"}'
)


def test_the_canonical_bytes_of_a_record_are_frozen() -> None:
    assert ledger.record_bytes(ledger.sealed_record(**FIRST)).decode() == GOLDEN_BYTES


def test_the_hash_of_a_record_is_the_sha256_of_those_bytes() -> None:
    record = ledger.sealed_record(**FIRST)
    assert record.record_hash == ledger.sha256(GOLDEN_BYTES)
    assert record.hash_version == 1


def test_every_stored_fact_enters_the_hash() -> None:
    left_out = {"id", "site", "recorded_at", "record_hash"}
    columns = {field.name for field in ConsentRecord._meta.concrete_fields} - left_out
    assert columns == set(ledger.FIELDS_V1)


def test_a_moment_is_written_in_utc_whatever_zone_it_came_in() -> None:
    paris = timezone(timedelta(hours=1))
    assert ledger.moment(datetime(2026, 11, 22, 17, 40, 4, 5, paris)) == (
        "2026-11-22T16:40:04.000005Z"
    )


@given(st.sampled_from(sorted(set(FIRST) - {"occurred_at", "uuid", "subject", "submission"})))
def test_changing_any_fact_changes_the_hash(name: str) -> None:
    value = FIRST[name]
    changed = value + 1 if isinstance(value, int) else f"{value}x"
    assert (
        ledger.sealed_record(**{**FIRST, name: changed}).record_hash
        != ledger.sealed_record(**FIRST).record_hash
    )


def test_a_commitment_needs_its_salt() -> None:
    content = {"ip": "192.0.2.7", "user_agent": "x"}
    assert ledger.commitment("salt", content) == ledger.commitment("salt", dict(content))
    assert ledger.commitment("salt", content) != ledger.commitment("other", content)


WORDS = {
    "title": "Recevoir les nouvelles",
    "body": "En vous inscrivant, vous acceptez que l’association vous écrive.",
    "act_label": "Je m’inscris",
    "controller": "Association Essai",
    "recipients": "",
    "processors": "Hébergeur SA",
    "withdrawal": "Lien en bas de chaque e-mail",
    "retention": "P6M",
    "purposes": [
        {
            "purpose": "updates.campaign",
            "version": 1,
            "label": "Je m’inscris",
            "help_text": "",
            "control": "button",
            "legal_basis": ["gdpr:A6-1-a", "gdpr:A9-2-a"],
        }
    ],
}
NOTICE = {
    "site_name": "campagne.example:443",
    "slug": "news",
    "version": 2,
    "locale": "fr",
    "content": WORDS,
}
GOLDEN_NOTICE = (
    '{"content":{"act_label":"Je m’inscris","body":"En vous inscrivant, vous acceptez que '
    'l’association vous écrive.","controller":"Association Essai","processors":"Hébergeur SA",'
    '"purposes":[{"control":"button","help_text":"","label":"Je m’inscris",'
    '"legal_basis":["gdpr:A6-1-a","gdpr:A9-2-a"],"purpose":"updates.campaign","version":1}],'
    '"recipients":"","retention":"P6M","title":"Recevoir les nouvelles",'
    '"withdrawal":"Lien en bas de chaque e-mail"},"locale":"fr",'
    '"site_name":"campagne.example:443","slug":"news","version":2}'
)


def test_r6_the_canonical_bytes_of_a_notice_are_frozen() -> None:
    assert ledger.notice_bytes(Notice(**NOTICE)).decode() == GOLDEN_NOTICE


def test_the_hash_of_a_notice_is_the_sha256_of_those_bytes() -> None:
    golden = "dfb60935fec4bc169f9e4b5e82df2c0f211cb970a0ddfc6125c9140a24efbea4"
    assert ledger.notice_hash(Notice(**NOTICE)) == golden == ledger.sha256(GOLDEN_NOTICE)


def test_r6_every_stored_fact_of_a_notice_enters_its_hash() -> None:
    # The site is another number elsewhere: its name stands for it. The moment is in the records.
    left_out = {"id", "site", "sha256", "published_at"}
    columns = {field.name for field in Notice._meta.concrete_fields} - left_out
    assert columns == set(ledger.NOTICE_FIELDS)
