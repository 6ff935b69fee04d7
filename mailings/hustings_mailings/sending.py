"""Sends what a mailing has left: claims a batch, reads the consent of its people, sends, notes.

Killed anywhere it misses nobody: what was claimed is claimed again once its lease is over, with
the same Message-ID. What one second of sending brought is noted at once, so that at most one
second of one batch is sent twice.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone, translation

from hustings_mailings import quiet
from hustings_mailings.carriers import Carrier
from hustings_mailings.models import Delivery, Mailing
from hustings_mailings.splicing import OnePerson, Template
from hustings_mailings.voice import my_data_url, words_of
from hustings_signup import breaker, grounds, links
from hustings_signup.failures import Failure, Kind, classify
from hustings_signup.grounds.reasons import Reason as Yes
from hustings_signup.grounds.reasons import Reasons, sentence
from hustings_signup.mails import sender_address, sender_name
from hustings_signup.models import Link, Subscription, Supporter
from hustings_signup.outbox.sending import SERVICE, server_answered
from hustings_signup.services import bouncing

logger = logging.getLogger(__name__)

BATCH = 250
LEASE = timedelta(minutes=5)
#: After so long a lane lets other work of the worker go first.
SLICE = 5.0
#: Consent is read again, and what was sent is noted, this often within a batch (seconds).
NOTED_EVERY = 1.0
FIRST_WAIT, LONGEST_WAIT, ATTEMPTS = timedelta(minutes=1), timedelta(hours=4), 12
MINUTE = timedelta(minutes=1)
#: So many in a row refused for the message itself, and none taken: it is the message, not them.
REFUSED_IN_A_ROW = 20
State, Reason = Delivery.State, Delivery.Reason
TO_DO = (State.WAITING, State.SENDING)


@dataclass
class Noted:
    """What became of claimed deliveries, until it is written down."""

    sent: list[int] = field(default_factory=list)
    skipped: dict[str, list[int]] = field(default_factory=dict)
    refused: dict[str, list[int]] = field(default_factory=dict)
    #: Tried, and to be tried again later.
    deferred: list[Delivery] = field(default_factory=list)
    #: Not tried: given back as if never claimed, for the moment named.
    returned: list[int] = field(default_factory=list)
    return_at: datetime | None = None


def work(mailing_id: int, *, seconds: float = SLICE) -> bool:
    """Send batch after batch for some seconds; whether there is more to do at once.

    False when all is decided, when the rest waits for its time or for the mail server (its circuit
    is that of all our mail), and when the mailing stands still.
    """
    until = time.monotonic() + seconds
    mailing = (
        Mailing.objects.select_related("site")
        .filter(pk=mailing_id, state=Mailing.State.SENDING)
        .first()
    )
    if mailing is None:
        return False
    permit = breaker.enter(SERVICE, seconds=LEASE.total_seconds())
    if not permit:
        return False
    try:
        return _batches(Run(mailing, permit), until=until)
    finally:
        breaker.leave(SERVICE, permit)


def _batches(run: Run, *, until: float) -> bool:
    with Carrier() as carrier:
        while time.monotonic() < until:
            if not is_going_on(run.mailing):
                return False
            batch = claim(run.mailing, at=timezone.now())
            if not batch:
                finish(run.mailing)
                return False
            if not run.send(batch, carrier, until=until):
                return False
    return True


def is_going_on(mailing: Mailing) -> bool:
    """Whether it may go on now; a mailing that runs into a quiet period pauses itself."""
    if quiet.ends_at(mailing.site, timezone.now()):
        stand_still(mailing, Mailing.Pause.QUIET)
        return False
    return Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING).exists()


def stand_still(mailing: Mailing, pause: str, failure: str = "") -> None:
    """Pause it by itself, with the reason."""
    Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING).update(
        state=Mailing.State.PAUSED, pause=pause, failure=failure
    )


@transaction.atomic
def claim(mailing: Mailing, *, at: datetime) -> list[Delivery]:
    """Up to a batch of deliveries, which no other lane has then; fewer where the minute is full."""
    size = _allowed(mailing, at)
    if not size:
        return []
    due = Delivery.objects.filter(
        Q(state=State.WAITING) | Q(state=State.SENDING, leased_until__lte=at),
        mailing=mailing,
        due_at__lte=at,
    ).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    batch = list(due[:size])
    Delivery.objects.filter(pk__in=[row.pk for row in batch]).update(
        state=State.SENDING, leased_until=at + LEASE, attempts=F("attempts") + 1
    )
    for row in batch:
        row.leased_until = at + LEASE
    if mailing.per_minute:
        Mailing.objects.filter(pk=mailing.pk).update(minute_count=F("minute_count") + len(batch))
    return batch


def _allowed(mailing: Mailing, at: datetime) -> int:
    """How many the minute has room for; the row is held, so that lanes share one minute."""
    if not mailing.per_minute:
        return BATCH
    row = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if row.minute_at is None or at - row.minute_at >= MINUTE:
        Mailing.objects.filter(pk=row.pk).update(minute_at=at, minute_count=0)
        row.minute_count = 0
    return max(min(BATCH, mailing.per_minute - row.minute_count), 0)


def finish(mailing: Mailing) -> bool:
    """End it once nothing is left to decide; whether this call did. A step stays open."""
    if mailing.is_step:
        return False
    if Delivery.objects.filter(mailing=mailing, state__in=TO_DO).exists():
        return False
    return bool(
        Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENDING).update(
            state=Mailing.State.SENT, finished_at=timezone.now()
        )
    )


class Run:
    """Some seconds of sending one mailing: what is the same for all its people is made once."""

    def __init__(self, mailing: Mailing, permit: breaker.Permit) -> None:
        self.mailing, self.permit = mailing, permit
        self.templates = {}
        for edition in mailing.editions.all():
            words = words_of(mailing, edition)
            self.templates[edition.locale] = Template(words, source=mailing.source)
        self.sender, self.address = sender_name(mailing.site), sender_address()
        self.my_data = {locale: my_data_url(mailing.site, locale) for locale in self.templates}
        self.reasons = Reasons()
        self.said: dict[tuple[date | None, str, str], str] = {}
        self.refused_in_a_row = 0
        self.leased_until: datetime | None = None

    def send(self, batch: Sequence[Delivery], carrier: Carrier, *, until: float) -> bool:
        """Decide on each of a batch; False when the mailing stands still because of it.

        After `until` the rest is given back: a server that takes a mail every ten seconds must
        not hold a batch for longer than its lease, after which others send it too.
        """
        self.leased_until = batch[0].leased_until
        people = self._people(batch)
        noted, noted_at = Noted(), time.monotonic()
        for number, row in enumerate(batch):
            if number and time.monotonic() > until:
                noted.returned += [other.pk for other in batch[number:]]
                break
            if time.monotonic() - noted_at > NOTED_EVERY:
                self.note(noted)
                noted, noted_at = Noted(), time.monotonic()
                if not is_going_on(self.mailing):
                    noted.returned += [other.pk for other in batch[number:]]
                    break
                # R8: whoever withdrew a second ago is not written to.
                people = self._still_consenting(people)
            failure = self._one(row, people.get(row.supporter_id), carrier, noted)
            if failure is None:
                continue
            # What went well before is told first, or it would count as the server's recovery.
            self.note(noted)
            noted, noted_at = Noted(), time.monotonic()
            if not self._goes_on(failure, batch[number:], noted):
                self.note(noted)
                return False
        self.note(noted)
        return True

    def _one(
        self, row: Delivery, found: _Person | None, carrier: Carrier, noted: Noted
    ) -> Failure | None:
        if found is None:
            noted.skipped.setdefault(Reason.NO_CONSENT, []).append(row.pk)
            return None
        template = self.templates.get(found.locale) or next(iter(self.templates.values()), None)
        if template is None:
            noted.skipped.setdefault(Reason.NO_EDITION, []).append(row.pk)
            return None
        my_data = self.my_data[self._language(found.locale)]
        one = OnePerson(row.uuid, found.address, found.why, found.stop_url, my_data)
        try:
            carrier.send(template, one, sender=self.address, at=timezone.now())
        except Exception as error:
            return classify(error)
        self.refused_in_a_row = 0
        noted.sent.append(row.pk)
        return None

    def _goes_on(self, failure: Failure, rest: Sequence[Delivery], noted: Noted) -> bool:
        """Judge what one mail ran into; False when none of the rest has a better chance now."""
        row, others = rest[0], [other.pk for other in rest[1:]]
        logger.warning("Mailing %s: %s", self.mailing.pk, failure.code)
        if failure.kind is Kind.CONFIGURATION:
            noted.returned += [row.pk, *others]
            stand_still(self.mailing, Mailing.Pause.SERVER, failure.code)
            return False
        if failure.kind is Kind.TRANSIENT:
            noted.deferred.append(row)
            if failure.of_service:
                breaker.failed(SERVICE, self.permit, failure.code)
                noted.returned += others
                noted.return_at = timezone.now() + FIRST_WAIT
            return not failure.of_service
        noted.refused.setdefault(failure.code, []).append(row.pk)
        if failure.kind is Kind.PERMANENT and failure.is_of_recipient:
            self._came_back(row.supporter_id, failure)
        self.refused_in_a_row += not failure.is_of_address
        if self.refused_in_a_row >= REFUSED_IN_A_ROW:
            noted.returned += others
            stand_still(self.mailing, Mailing.Pause.SERVER, failure.code)
            return False
        return True

    def _came_back(self, supporter_id: int, failure: Failure) -> None:
        """A mailbox that is not there ends the list at once, as for any other mail of ours."""
        person = Supporter.objects.filter(pk=supporter_id).first()
        if person is not None:
            bouncing.bounced(
                supporter=person, is_hard=failure.is_of_address, sent_at=timezone.now()
            )

    def _people(self, batch: Sequence[Delivery]) -> dict[int, _Person]:
        """Those who may be written to at this moment. Queries: constant."""
        ids = [row.supporter_id for row in batch]
        purpose = self.mailing.purpose
        standing = grounds.standings(ids)
        live = {person for person, found in standing.items() if purpose in found.live}
        live &= self._active(ids)
        ways_out = Link.objects.filter(kind="unsubscribe", supporter__in=live, submission=None)
        stops = links.urls(ways_out, self.mailing.site)
        reasons = self.reasons.of(live, purpose)
        titles = self.reasons.titles(list(reasons.values()))
        found = {}
        for person in Supporter.objects.filter(pk__in=live).only(
            "email", "email_canonical", "locale"
        ):
            if person.pk not in stops:
                continue  # without a working way to stop nothing of a list is sent (R18)
            reason = reasons.get(person.pk)
            title = titles.get(reason.submission, "") if reason and reason.submission else ""
            found[person.pk] = _Person(
                address=person.email if person.email.isascii() else person.email_canonical,
                locale=person.locale,
                why=self._why(reason, title, self._language(person.locale)),
                stop_url=stops[person.pk],
            )
        return found

    def _why(self, reason: Yes | None, title: str, language: str) -> str:
        """Said once for all who said yes to the same on the same day."""
        day = timezone.localdate(reason.at) if reason else None
        key = (day, title, language)
        if key not in self.said:
            with translation.override(language):
                self.said[key] = sentence(reason, title, sender=self.sender)
        return self.said[key]

    def _language(self, locale: str) -> str:
        return locale if locale in self.templates else next(iter(self.templates), locale)

    def _still_consenting(self, people: dict[int, _Person]) -> dict[int, _Person]:
        active = self._active(people)
        return {person: found for person, found in people.items() if person in active}

    def _active(self, ids: Any) -> set[int]:
        rows = Subscription.objects.filter(
            supporter__in=list(ids), purpose=self.mailing.purpose, state=Subscription.State.ACTIVE
        )
        return set(rows.values_list("supporter_id", flat=True))

    @transaction.atomic
    def note(self, noted: Noted) -> None:
        """Write down what became of them; each is counted once, whoever else claimed it since."""
        now = timezone.now()
        counts: Counter[str] = Counter()

        def decide(ids: list[int], state: str, reason: str = "") -> None:
            counts[state] += self._ours(ids).update(
                state=state, reason=reason, decided_at=now, leased_until=None
            )

        if (noted.returned or noted.deferred) and self._is_cancelled():
            noted.skipped.setdefault(Reason.CANCELLED, []).extend(
                [*noted.returned, *(row.pk for row in noted.deferred)]
            )
            noted.returned, noted.deferred = [], []
        decide(noted.sent, State.SENT)
        if noted.sent:
            server_answered()
        for reason, ids in noted.skipped.items():
            decide(ids, State.SKIPPED, reason)
        for code, ids in noted.refused.items():
            decide(ids, State.REFUSED, code)
        for row in noted.deferred:
            self._defer(row, now, counts)
        self._ours(noted.returned).update(
            state=State.WAITING,
            attempts=F("attempts") - 1,
            due_at=noted.return_at or now,
            leased_until=None,
        )
        Mailing.objects.filter(pk=self.mailing.pk).update(
            sent=F("sent") + counts[State.SENT],
            skipped=F("skipped") + counts[State.SKIPPED],
            refused=F("refused") + counts[State.REFUSED],
            worked_at=now,
        )

    def _ours(self, ids: list[int]) -> QuerySet[Delivery]:
        """Those that nobody claimed from us: a lane that slept past its lease decides nothing."""
        return Delivery.objects.filter(
            pk__in=ids, state=State.SENDING, leased_until=self.leased_until
        )

    def _is_cancelled(self) -> bool:
        return Mailing.objects.filter(pk=self.mailing.pk, state=Mailing.State.CANCELLED).exists()

    def _defer(self, row: Delivery, now: datetime, counts: Counter[str]) -> None:
        mine = self._ours([row.pk])
        if row.attempts + 1 >= ATTEMPTS:
            counts[State.REFUSED] += mine.update(
                state=State.REFUSED, reason="gave_up", decided_at=now, leased_until=None
            )
            return
        wait = min(FIRST_WAIT * 2**row.attempts, LONGEST_WAIT)
        mine.update(state=State.WAITING, due_at=now + wait, leased_until=None)


@dataclass(frozen=True)
class _Person:
    """What a mail needs of one person."""

    address: str
    locale: str
    why: str
    stop_url: str
