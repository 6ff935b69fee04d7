"""The frozen format of a seal: these bytes must never change."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hustings_signup import ledger
from hustings_signup.models import LedgerSeal
from hustings_signup.proof import seals

AT = datetime(2026, 11, 22, 16, 40, 4, 123000, tzinfo=UTC)
SEAL = {
    "number": 2,
    "version": 1,
    "previous_hash": "a" * 64,
    "count": 3,
    "total": 10,
    "records_hash": "b" * 64,
    "sealed_at": AT,
}
GOLDEN_HEADER = (
    '{"count":3,"number":2,'
    '"previous":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'
    '"records":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",'
    '"sealed_at":"2026-11-22T16:40:04.123000Z","total":10,"version":1}'
)


def test_the_header_of_a_seal_is_frozen() -> None:
    seal = LedgerSeal(**SEAL)
    assert ledger.canonical(seals.header(seal)).decode() == GOLDEN_HEADER
    assert seals.seal_hash(seal) == ledger.sha256(GOLDEN_HEADER)


def test_the_leaf_of_a_record_is_frozen() -> None:
    assert seals.leaf("c" * 64, AT).hex() == ledger.sha256(
        f"{'c' * 64} 2026-11-22T16:40:04.123000Z"
    )


def test_the_records_hash_is_the_sha256_of_the_leaves_in_order() -> None:
    leaves = [seals.leaf("c" * 64, AT), seals.leaf("d" * 64, AT)]
    count, whole, short = seals.bind(leaves)
    assert (count, whole) == (2, ledger.hashlib.sha256(b"".join(leaves)).hexdigest())
    assert short == leaves[0][:8] + leaves[1][:8]
    assert seals.bind(reversed(leaves))[1] != whole


def test_every_column_of_a_seal_is_bound_or_only_says_where_records_are() -> None:
    local = {"id", "last_id", "missing", "late", "leaves", "seal_hash"}
    columns = {field.name for field in LedgerSeal._meta.concrete_fields} - local
    assert columns == set(SEAL)


@given(st.sets(st.integers(1, 60)))
def test_what_is_outside_the_gaps_is_what_was_present(present: set[int]) -> None:
    spans = seals.spans_between(1, 60, sorted(present))
    assert list(seals.outside(1, 60, spans)) == sorted(present)
