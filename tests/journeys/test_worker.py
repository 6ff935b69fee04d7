"""What the worker owed when it was killed. Last of the journeys: a lost lease takes 5 minutes."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Demo
from tests.journeys.test_killed import rows

pytestmark = pytest.mark.browser


def test_a_killed_worker_loses_no_mail_and_repeats_at_most_one(demo: Demo) -> None:
    """What `test_killed.py` queued: every mail leaves in the end."""

    def waiting() -> int:
        found = rows(
            demo,
            "SELECT count(*) FROM hustings_signup_outbox o JOIN hustings_signup_supporter p "
            "ON p.id = o.supporter_id WHERE p.email_canonical LIKE 'killed-%' "
            "AND o.state NOT IN ('done', 'unwanted')",
        )
        return int(found[0][0])

    demo.until(lambda: waiting() == 0, seconds=400)
    sent = rows(
        demo,
        "SELECT p.email FROM hustings_signup_outbox o JOIN hustings_signup_supporter p "
        "ON p.id = o.supporter_id WHERE p.email_canonical LIKE 'killed-%' AND o.state = 'done'",
    )
    assert sent
    counts = {email: len(demo.mails_to(email)) for (email,) in sent}
    assert min(counts.values()) >= 1
    assert sum(counts.values()) <= len(counts) + 1
