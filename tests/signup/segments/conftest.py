"""A crowd with every kind of fact, in the database and as plain values beside it."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from hustings_signup.models import Segment, Submission, Subscription, Supporter, Tag, Tagging
from tests.signup.staff.conftest import editor, officer, organiser, other  # noqa: F401

PARIS = ZoneInfo(settings.TIME_ZONE)
PURPOSES = ("updates.campaign", "updates.beyond", "volunteer.contact", "targeting.political_ads")
STATES = ("active", "pending", "withdrawn")
DEPARTMENTS = ("", "69", "75", "2A")
POSTCODES = ("", "69001", "69100", "75011", "20000")
SOURCES = ("petition:1", "petition:2", "event:1")
ACTS = ("petition.sign", "event.register")
START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class Facts:
    """What is true of one person, outside the database."""

    pk: int
    lists: dict[str, str]
    tags: set[int]
    department: str
    postcode: str
    language: str
    known_on: date
    #: (act, source, day it was confirmed)
    acts: list[tuple[str, str, date]] = field(default_factory=list)


@dataclass
class Crowd:
    site: object
    tags: list[int]
    facts: list[Facts]


def local_day(at):
    return at.astimezone(PARIS).date()


def make_crowd(site, *, size=60, seed=1, mark="p"):
    """Invented people; the same for the same seed."""
    dice = random.Random(seed)
    tags = [
        Tag.objects.create(site=site, name=f"{mark}{n}", slug=f"{mark}{n}", created_at=START).pk
        for n in range(3)
    ]
    facts = []
    for number in range(size):
        at = START + timedelta(hours=dice.randrange(24 * 90), minutes=dice.randrange(60))
        person = Supporter.objects.create(
            site=site,
            email=f"{mark}{number}@example.org",
            email_canonical=f"{mark}{number}@example.org",
            locale=dice.choice(["fr", "fr", "en"]),
            department=dice.choice(DEPARTMENTS),
            postcode=dice.choice(POSTCODES),
            created_at=at,
        )
        known = Facts(
            pk=person.pk,
            lists={p: dice.choice(STATES) for p in PURPOSES if dice.random() < 0.6},
            tags={tag for tag in tags if dice.random() < 0.4},
            department=person.department,
            postcode=person.postcode,
            language=person.locale,
            known_on=local_day(at),
        )
        Subscription.objects.bulk_create(
            Subscription(supporter=person, purpose=purpose, state=state, since=at)
            for purpose, state in known.lists.items()
        )
        Tagging.objects.bulk_create(
            Tagging(supporter=person, tag_id=tag, created_at=at) for tag in known.tags
        )
        for _act in range(dice.randrange(3)):
            _act_once(person, known, dice, at)
        facts.append(known)
    return Crowd(site, tags, facts)


def _act_once(person, known, dice, at):
    done_at = at + timedelta(hours=dice.randrange(24 * 30)) if dice.random() < 0.8 else None
    act, source = dice.choice(ACTS), dice.choice(SOURCES)
    Submission.objects.create(
        site=person.site,
        supporter=person,
        act=act,
        act_ref=source,
        locale="fr",
        notice_sha256="",
        folded_hash="",
        created_at=at,
        expires_at=at,
        confirmed_at=done_at,
    )
    if done_at:
        known.acts.append((act, source, local_day(done_at)))


def holds(node, person):
    """Whether a tree is true of a person: in plain Python, without a database."""
    if "op" in node:
        found = [holds(member, person) for member in node["of"]]
        return {"all": all(found), "any": any(found), "none": not any(found)}[node["op"]]
    return _fact(node, person) != node.get("is_not", False)


def _between(day, node):
    since, until = node.get("since"), node.get("until")
    return (not since or day >= date.fromisoformat(since)) and (
        not until or day <= date.fromisoformat(until)
    )


def _fact(node, person):
    match node["is"]:
        case "list":
            return person.lists.get(node["purpose"]) == node.get("state", "active")
        case "tag":
            return node["tag"] in person.tags
        case "place":
            return person.department in node.get("departments", []) or any(
                person.postcode.startswith(start) for start in node.get("postcodes", [])
            )
        case "acted":
            return any(
                node.get("act", "") in ("", act)
                and node.get("source", "") in ("", source)
                and _between(day, node)
                for act, source, day in person.acts
            )
        case "known":
            return _between(person.known_on, node)
        case "language":
            return person.language == node["language"]


@pytest.fixture
def crowd(campaign):
    """Sixty people of the site."""
    return make_crowd(campaign.site)


@pytest.fixture
def make_segment(campaign):
    """A saved segment of the site."""

    def make(tree=None, *, purpose="", name="Segment", site=None):
        return Segment.objects.create(
            site=site or campaign.site,
            name=name,
            purpose=purpose,
            tree=tree or {},
            made_at=START,
            changed_at=START,
        )

    return make
