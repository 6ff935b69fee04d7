"""What a thank-you page offers next: a further act of this site by one press (consent.md R3).

The token of a button is sealed, names no address, and is good for thirty minutes after the press
that verified the mailbox, however often the page is read again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice, zip_longest
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string

from hustings_signup import acts, keys, limits, mailbox
from hustings_signup.acts import Act
from hustings_signup.models import Notice, Submission
from hustings_signup.people import Person

OPEN_FOR = timedelta(minutes=30)
AT_MOST = 3
CONTEXT = "further-act"
#: A token that is over still says which page its button stood for: its form is open longer.
READABLE = int(timedelta(days=2).total_seconds())


@dataclass(frozen=True)
class Offer:
    """One card: a page, the words of its notice, and the button."""

    page: Any
    notice: Notice
    facts: list[str]
    pressed_by: str
    token: str


@dataclass(frozen=True)
class Token:
    """What a button was sealed with: after which submission, where, under which words."""

    after: str
    site: int
    page: int
    notice: str
    until: float

    def is_over(self, at: datetime) -> bool:
        """Whether its thirty minutes are over."""
        return at.timestamp() >= self.until


def offers(
    after: Submission, *, at: datetime | None = None, besides: int | None = None
) -> list[Offer]:
    """At most three, the acts in turn; none once the thirty minutes are over. `besides` is the
    id of a page not to offer: that of the press this page answers."""
    at = at or timezone.now()
    person = person_of(after, at)
    if person is None:
        return []
    hashes = keys.keyed_hashes(person.mailbox.folded, context="duplicate")

    def ready(act: Act) -> Iterator[Offer]:
        """One by one: the words of a page are not looked up once there are enough."""
        pages = act.open_pages(site=after.site, language=after.locale, mailbox=hashes, at=at)
        for page in pages:
            if page.pk != besides and _is_ready(page, person):
                yield _offer(act, page, person, after)

    by_act = [ready(act) for act in acts.registered()]
    in_turn = (offer for offer in chain.from_iterable(zip_longest(*by_act)) if offer)
    return list(islice(in_turn, AT_MOST))


def _offer(act: Act, page: Any, person: Person, after: Submission) -> Offer:
    notice = page.current_notice()
    return Offer(
        page=page,
        notice=notice,
        facts=act.facts(page),
        pressed_by=act.pressed_by(person),
        token=_seal(after, page, notice),
    )


def _is_ready(page: Any, person: Person) -> bool:
    return bool(
        not page.accepts_now() and page.current_notice() is not None and is_enough(page, person)
    )


def is_enough(page: Any, person: Person) -> bool:
    """Whether the person told whatever the form of the page must be given."""
    needed = import_string(page.public_form_class).fields_required
    return all(getattr(person, name) for name in needed)


def person_of(after: Submission, at: datetime) -> Person | None:
    """Who may go on after a submission: its mailbox's holder within thirty minutes of their
    press; None for whoever asked to be left alone, or has another address since."""
    if after.confirmed_at is None or at >= after.confirmed_at + OPEN_FOR:
        return None
    holder = after.supporter
    box = mailbox.parse(holder.email_canonical)
    is_same = after.folded_hash in keys.keyed_hashes(box.folded, context="duplicate")
    if not is_same or limits.is_suppressed(
        site_id=after.site_id, canonical=holder.email_canonical, at=at
    ):
        return None
    return Person(
        mailbox=box,
        given_name=holder.given_name,
        family_name=holder.family_name,
        postcode=holder.postcode,
        town=holder.town,
        department=holder.department,
    )


def _seal(after: Submission, page: Any, notice: Notice) -> str:
    assert after.confirmed_at is not None  # noqa: S101 - nothing is offered before
    until = (after.confirmed_at + OPEN_FOR).timestamp()
    told = [str(after.uuid), after.site_id, page.pk, notice.sha256, until]
    return keys.seal(json.dumps(told), context=CONTEXT)


def read(sealed: str) -> Token | None:
    """What a button was sealed with; None when forged or damaged."""
    told = keys.unseal(sealed, context=CONTEXT, max_age=READABLE)
    return Token(*json.loads(told)) if told else None
