"""SQL for everybody says what the ledger, read person by person, amounts to."""

import random
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_signup import grounds, purposes
from hustings_signup.grounds.standing import ENDS
from hustings_signup.models import (
    ConsentRecord,
    SubjectLink,
    Submission,
    Subscription,
    Supporter,
)

NEWS, BEYOND, MILL = "updates.campaign", "updates.beyond", "updates.neighbourhood.mill"
SIGN = "petition.sign"
TYPES = [str(kind.value) for kind in ConsentRecord.Type]
#: As often as not somebody says yes, and sometimes takes it back.
OFTEN = [*ConsentRecord.YES, *ENDS, ConsentRecord.Type.REQUESTED]


def refused(people):
    """The rule as it reads in words: no ground at all, or a list without its consent."""
    standings = grounds.standings([person.pk for person in people])
    found = set()
    for person in people:
        standing = standings.get(person.pk)
        active = person.subscriptions.filter(purposes.lists_q(), state="active")
        claimed = set(active.values_list("purpose", flat=True))
        if standing is None or standing.ground() is None or claimed - standing.live:
            found.add(person.pk)
    return found


@pytest.fixture
def crowd(signup):
    """Two hundred people of whom the ledger says anything at all."""
    dice = random.Random(20261123)
    site, now = signup.campaign.site, timezone.now()
    people = []
    for number in range(200):
        email = f"p{number}@example.org"
        person = Supporter.objects.create(
            site=site, email=email, email_canonical=email, locale="fr", created_at=now
        )
        people.append(person)
        if dice.random() < 0.9:
            link = SubjectLink.objects.create(supporter=person)
            _speak(dice, site, link.subject, now)
        for purpose in (NEWS, BEYOND, MILL, SIGN):
            if dice.random() < 0.4:
                Subscription.objects.create(
                    supporter=person,
                    purpose=purpose,
                    state=dice.choice(["active", "active", "withdrawn", "pending"]),
                    since=now,
                )
        if dice.random() < 0.5:
            _ask(dice, site, person, now)
    return people


def _speak(dice, site, subject, now):
    forms = [None, uuid.UUID(int=dice.getrandbits(128)), uuid.UUID(int=dice.getrandbits(128))]
    for _number in range(dice.choice([0, 1, 1, 2, 3, 5])):
        ConsentRecord.objects.create(
            site=site,
            site_name="x",
            subject=subject,
            purpose=dice.choice([NEWS, NEWS, BEYOND, MILL, SIGN]),
            type=dice.choice(dice.choice([TYPES, OFTEN])),
            # Often at the very same moment: then the order of writing decides.
            occurred_at=now - timedelta(minutes=dice.randrange(3)),
            actor="data_subject",
            channel="email_link",
            submission=dice.choice(forms),
            hash_version=1,
            record_hash="0" * 64,
        )


def _ask(dice, site, person, now):
    Submission.objects.create(
        site=site,
        supporter=person,
        act=NEWS,
        act_ref="page:1",
        locale="fr",
        notice_sha256="",
        folded_hash="",
        created_at=now - timedelta(days=dice.choice([1, 30])),
        expires_at=now + timedelta(days=dice.choice([-20, 6])),
        confirmed_at=dice.choice([None, now]),
    )


def test_everybody_at_once_is_everybody_one_by_one(crowd):
    expected = refused(crowd)
    assert 40 < len(expected) < 160  # the dice show both sides
    assert set(grounds.groundless(Supporter.objects.all())) == expected
    assert grounds.without_ground([person.pk for person in crowd]) == expected


def test_only_of_those_who_are_asked_about(crowd):
    expected = refused(crowd)
    half = Supporter.objects.filter(pk__in=[person.pk for person in crowd[::2]])
    assert set(grounds.groundless(half)) == expected & {person.pk for person in crowd[::2]}


def test_a_purpose_without_a_list_is_claimed_by_nobody(join):
    person = join()
    Subscription.objects.create(
        supporter=person, purpose=SIGN, state="active", since=timezone.now()
    )
    assert grounds.without_ground([person.pk]) == set()
