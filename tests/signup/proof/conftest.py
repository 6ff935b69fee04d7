"""A ledger with some history, and a way to forge it as somebody with the database could."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from hustings_signup import ledger, services, triggers
from hustings_signup.models import ConsentRecord
from hustings_signup.proof.chain import Chain
from tests.conftest import _with_guards, _without_guards
from tests.signup.conftest import Signup

RECORDS = "hustings_signup_consentrecord"
SEALS = "hustings_signup_ledgerseal"
NOTICES = "hustings_signup_notice"


@contextmanager
def unguarded() -> Iterator[Callable[..., None]]:
    """Run SQL as an intruder who first removed the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in _without_guards():
            cursor.execute(statement)
        try:
            yield lambda statement, *args: cursor.execute(statement, args)
        finally:
            for statement in _with_guards():
                cursor.execute(statement)
            triggers.ensure()


def chain_faults() -> list[str]:
    return list(Chain(timezone.now()).faults())


def a_record(site, **fields) -> ConsentRecord:
    """An unsaved record of nobody in particular."""
    import uuid

    values = {
        "site": site,
        "site_name": "localhost:80",
        "subject": uuid.uuid4(),
        "purpose": "updates.campaign",
        "purpose_version": 1,
        "type": "requested",
        "occurred_at": timezone.now(),
        "actor": "data_subject",
        "channel": "web_form",
    }
    return ledger.sealed_record(**values | fields)


@pytest.fixture
def history(signup: Signup) -> list[ConsentRecord]:
    """Ten records: two people, each `requested`, `requested`, `not_given`, `given`, `given`."""
    for name in ("lea", "tom"):
        services.confirm(
            submission=signup.submit(f"{name}@example.org", ticked=("updates.beyond",))
        )
    return list(ConsentRecord.objects.order_by("pk"))


@pytest.fixture
def checkpoint_dir(settings, tmp_path: Path) -> Path:
    """Checkpoints of this test only."""
    settings.HUSTINGS = {**settings.HUSTINGS, "CHECKPOINT_DIR": str(tmp_path)}
    return tmp_path
