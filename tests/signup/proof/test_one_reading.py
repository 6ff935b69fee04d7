"""Three parts of the software read what a person's records amount to; they never disagree.

`proof.replay` folds them into the states of the list, `grounds.standing` into what data may rest
on, and `retention.standing` asks the database. One fold for all would have to know of dates and
words, of single acts, and of SQL; held against each other on any history, each stays short.
"""

from datetime import datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hustings_home.inventory import Ground
from hustings_signup import grounds, upkeep
from hustings_signup.grounds.standing import standings
from hustings_signup.models import ConsentRecord, Supporter
from hustings_signup.proof.rebuilding import differences
from hustings_signup.retention import standing as retention
from hustings_signup.retention import unconfirmed
from tests.signup.conftest import Signup
from tests.signup.histories import BY_PEOPLE, BY_STAFF, HOURS, begin, play

#: A person who signs up and confirms; the histories below are played every time.
ASKED = ("submit", 0, {"updates.beyond"}, False)
JOINED = [(ASKED, 1), (("confirm", 0, False), 1)]
HISTORIES = st.lists(st.tuples(st.one_of(*BY_PEOPLE, *BY_STAFF), HOURS), max_size=12)


def check(signup: Signup, at: datetime) -> None:
    """All readings of everybody at a moment, once the jobs of that moment are done."""
    upkeep.expire_unconfirmed(at=at)
    due = unconfirmed.due_submissions(signup.campaign.site, at)
    unconfirmed.end_submissions(due, at)
    assert list(map(str, differences(dry_run=True))) == []
    assert (
        set(grounds.groundless(Supporter.objects.filter(email_verified_at__isnull=False), at=at))
        == set()
    )
    found = standings(list(Supporter.objects.values_list("pk", flat=True)), at=at)
    kept = set(Supporter.objects.filter(retention.has_ground(at)).values_list("pk", flat=True))
    agreed = set(
        Supporter.objects.filter(retention.said(ConsentRecord.YES)).values_list("pk", flat=True)
    )
    for person in Supporter.objects.all():
        known = found[person.pk]
        states = dict(person.subscriptions.values_list("purpose", "state"))
        active = {purpose for purpose, state in states.items() if state == "active"}
        pending = {purpose for purpose, state in states.items() if state == "pending"}
        assert known.live == active, states
        assert pending <= known.asked, states
        assert (person.pk in kept) == (known.ground() in (Ground.CONSENT, Ground.PENDING)), states
        assert known.live == set() or person.pk in agreed
        for purpose, state in states.items():
            if state in ("withdrawn", "suppressed"):
                # Another form of theirs that asked for it may still be confirmed.
                waits = known.is_waiting and purpose in known.asked
                assert known.ground(purpose) == (Ground.PENDING if waits else Ground.DUTY)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=HISTORIES)
@example(steps=[(ASKED, 1)])
@example(steps=[(ASKED, 1), (("confirm", 0, True), 1)])
@example(steps=[*JOINED, (("vote", 0), 1)])
@example(steps=[*JOINED, (("withdraw", 0, {"updates.beyond"}), 1)])
@example(steps=[*JOINED, (("withdraw", 0, None), 1)])
@example(steps=[*JOINED, (("renew", 0, {"updates.campaign"}), 1)])
@example(steps=[*JOINED, (ASKED, 80), (("disown", 1), 1)])
@example(steps=[*JOINED, (("submit", 1, set(), False), 1), (("merge", 0, 1), 1)])
@example(steps=[(("submit", 0, set(), True), 1), (("release", 0), 170), (("confirm", 0, False), 1)])
@example(
    steps=[
        (("submit", 0, set(), True), 1),
        (ASKED, 1),
        (("confirm", 1, False), 1),
        (("tidy",), 170),
    ]
)
@example(steps=[(("import", 0, "updates.campaign", False), 1)])
@example(steps=[(("import", 0, "updates.campaign", False), 1), (("undo",), 1)])
@example(steps=[*JOINED, (("import", 0, "volunteer.contact", False), 1), (("undo",), 1)])
@example(steps=[*JOINED, (("import", 0, "updates.campaign", True), 1)])
def test_whatever_was_done_every_reading_of_the_records_says_the_same(
    signup: Signup, steps: list[tuple]
) -> None:
    at = begin()
    with transaction.atomic():
        for step, hours in steps:
            at += timedelta(hours=hours, seconds=1)
            play(signup, step, at)
        check(signup, at)
        transaction.set_rollback(True)
