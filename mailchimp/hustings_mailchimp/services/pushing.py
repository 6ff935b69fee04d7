"""Brings an audience at Mailchimp to what should be: changes only, and a failure loses nothing.

One process pushes an audience at a time (a lease), so the calls about one person come in order.
The database is used by one thread; up to four others only wait for Mailchimp.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from functools import partial
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from hustings_home.lease import Lease, LeaseLost
from hustings_mailchimp import api, calls
from hustings_mailchimp.api import Api, ApiFailure
from hustings_mailchimp.calls import Errand, Outcome, Result
from hustings_mailchimp.keys_of_sites import api_of
from hustings_mailchimp.models import Audience, Contact
from hustings_mailchimp.services import hooking, settling
from hustings_mailchimp.services.marking import address_to_erase
from hustings_mailchimp.services.reducing import ENDED, reduce
from hustings_mailchimp.wishes import Wish, address_code, wishes
from hustings_signup.failures import Failure
from hustings_signup.models import Supporter

logger = logging.getLogger(__name__)

#: Rows of one look at the database.
BATCH = api.MAX_BATCH
#: Calls about single people in one go.
SINGLES = 25

Job = Callable[[], list[Outcome]]


def push(audience_id: int) -> dict[str, int]:
    """Push whatever is due; how many rows ended in which way. Nothing, while another process is
    at it, the service is left alone, or nothing is due."""
    try:
        with Lease(f"mailchimp-{audience_id}"):
            return _push(Audience.objects.select_related("site").get(pk=audience_id))
    except LeaseLost:
        return {}


def is_paused(audience: Audience) -> bool:
    """Whether the service failed a moment ago."""
    return audience.paused_until is not None and audience.paused_until > timezone.now()


def due(audience: Audience) -> bool:
    """Whether a push would do anything."""
    if is_paused(audience):
        return False
    return _rows(audience).exists()


def _rows(audience: Audience) -> QuerySet[Contact]:
    return Contact.objects.due().filter(audience=audience).order_by("pk")


def _push(audience: Audience) -> dict[str, int]:
    if not due(audience):
        return {}
    run = _Run(audience)
    try:
        client = api_of(audience.site)
        hooking.ensure(audience, client)
        run.go(client)
    except ApiFailure as failure:
        run.failure = failure.failure
    settling.note_run(audience, run.failure)
    if run.failure:
        logger.warning("Mailchimp, site %s: %s", audience.site_id, run.failure.code)
    return {str(result): count for result, count in run.counts.items()}


class _Run:
    """One pass over what is due, by key; whatever changes meanwhile waits for the next."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self.failure: Failure | None = None
        self.counts: dict[Result, int] = {}
        self.alone: list[int] = []
        # A batch that failed as a whole may hold one row that breaks it: try fewer.
        self.batch = max(1, BATCH >> min(audience.attempts, 9))

    @property
    def is_live(self) -> bool:
        """Asked anew before each call: whoever switches off means now."""
        return Audience.objects.get(pk=self.audience.pk).is_live

    def go(self, client: Api) -> None:
        """Read, call, write; stops at the first failure of the service."""
        self.client = client
        with ThreadPoolExecutor(api.MAX_CONNECTIONS) as pool:
            flying: dict[Future[list[Outcome]], list[Errand]] = {}
            jobs = self._jobs()
            while True:
                room = 0 if self.failure else api.MAX_CONNECTIONS - len(flying)
                try:
                    for job, errands in islice(jobs, room):
                        flying[pool.submit(job)] = errands
                except ApiFailure as failure:  # what flies is landed all the same
                    self.failure = failure.failure
                if flying:
                    done, _rest = wait(flying, return_when=FIRST_COMPLETED)
                    for future in done:
                        self._land(future, flying.pop(future))
                elif self.alone and not self.failure:
                    jobs, self.alone = self._jobs_alone(self.alone), []
                else:
                    return

    def _land(self, future: Future[list[Outcome]], errands: list[Errand]) -> None:
        try:
            outcomes = future.result()
        except ApiFailure as failure:
            outcomes = [calls.failed(errand, failure) for errand in errands]
        outcomes = [self._answered(outcome) for outcome in outcomes]
        for outcome in outcomes:
            self.counts[outcome.result] = self.counts.get(outcome.result, 0) + 1
            if outcome.failure and outcome.failure.of_service:
                self.failure = outcome.failure
        self.alone += [found.errand.pk for found in outcomes if found.result is Result.ALONE]
        settling.settle(self.audience, outcomes)

    def _answered(self, outcome: Outcome) -> Outcome:
        """Where Mailchimp holds their own word against it: the newer of the two counts."""
        if outcome.result is not Result.AGAINST or outcome.there is None:
            return outcome
        errand = outcome.errand
        row = Contact.objects.filter(pk=errand.pk, supporter__isnull=False).first()
        if row is None or not self.is_live or reduce(self.audience, row, outcome.there):
            return outcome
        wish = self._fresh(row)
        at = calls.last_changed(outcome.there)
        is_newer = wish is not None and at is not None and wish.since.replace(microsecond=0) > at
        if wish is None or not is_newer or (row.asked_at and row.asked_at > wish.since):
            return outcome
        try:
            return calls.ask(self.client, self.audience.list_id, replace(errand, wish=wish))
        except ApiFailure as failure:
            return calls.failed(errand, failure)

    def _jobs(self) -> Iterator[tuple[Job, list[Errand]]]:
        """Each wish is read just before its call starts."""
        last = 0
        while rows := list(_rows(self.audience).filter(pk__gt=last)[: self.batch]):
            last = rows[-1].pk
            yield from self._jobs_for(self._look_up(rows))

    def _jobs_for(self, rows: list[Contact]) -> Iterator[tuple[Job, list[Errand]]]:
        people = [row.supporter_id for row in rows if row.supporter_id is not None]
        wished = wishes(self.audience, people)
        is_live = self.is_live
        emails = _emails(people)
        many: list[Errand] = []
        over: list[Errand] = []
        done: list[Outcome] = []
        single: list[int] = []
        for row in rows:
            wish = wished.get(row.supporter_id) if row.supporter_id else None
            errand = _errand(row, wish, emails)
            if row.supporter_id is None or row.to_archive:
                over.append(errand)
            elif wish is not None and (wish.code == row.pushed or not is_live):
                done.append(Outcome(errand, Result.SUBSCRIBED))
            elif wish is not None and errand.moved:
                single.append(row.pk)
            elif wish is not None:
                many.append(errand)
            elif row.is_tried and row.status_there not in ENDED:
                over.append(errand)
            else:
                done.append(Outcome(errand, Result.ENDED))
        settling.settle(self.audience, done)
        if many := settling.start(many):
            yield partial(calls.subscribe_many, self.client, self.audience.list_id, many), many
        for start in range(0, len(over), SINGLES):
            chosen = over[start : start + SINGLES]
            yield partial(self._end_or_erase, chosen), chosen
        yield from self._jobs_alone(single)

    def _jobs_alone(self, pks: list[int]) -> Iterator[tuple[Job, list[Errand]]]:
        for pk in pks:
            row = Contact.objects.filter(pk=pk, supporter__isnull=False).first()
            wish = self._fresh(row) if row else None
            if row is None or wish is None:  # it changed this moment: the next pass sees it
                continue
            errand = _errand(row, wish, {row.supporter_id: wish.email})
            if settling.start([errand]):
                yield partial(self._subscribe, errand), [errand]

    def _fresh(self, row: Contact) -> Wish | None:
        assert row.supporter_id is not None  # noqa: S101 - callers have looked
        if not self.is_live:
            return None
        return wishes(self.audience, [row.supporter_id]).get(row.supporter_id)

    def _subscribe(self, errand: Errand) -> list[Outcome]:
        keys = list(self.audience.purposes)
        return [calls.subscribe(self.client, self.audience.list_id, errand, keys)]

    def _end_or_erase(self, errands: list[Errand]) -> list[Outcome]:
        """One by one; after a failure of the service the rest is not tried."""
        found: list[Outcome] = []
        broken: ApiFailure | None = None
        for errand in errands:
            act = calls.archive if errand.to_archive else calls.end
            act = calls.erase if errand.is_erased else act
            try:
                if broken:
                    raise broken
                found.append(act(self.client, self.audience.list_id, errand))
            except ApiFailure as failure:
                broken = failure if failure.failure.of_service else None
                found.append(calls.failed(errand, failure))
        return found

    def _look_up(self, rows: list[Contact]) -> list[Contact]:
        """What Mailchimp announced is read there and honoured here before anything is said; the
        rows as they are afterwards."""
        asked = [row for row in rows if row.to_reread and row.supporter_id is not None]
        emails = _emails([row.supporter_id for row in asked])
        for row in asked:
            errand = _errand(row, None, emails)
            try:
                found = calls.look_up(self.client, self.audience.list_id, errand)
            except ApiFailure as failure:
                # One that cannot be read waits; it never stands before the others again.
                settling.settle(self.audience, [calls.failed(errand, failure)])
                if failure.failure.of_service:
                    raise
                continue
            settling.looked_up(self.audience, row, found.there)
        if not asked:
            return rows
        return list(_rows(self.audience).filter(pk__in=[row.pk for row in rows]))


def _emails(people: Iterable[int | None]) -> dict[int | None, str]:
    found = Supporter.objects.filter(pk__in=[pk for pk in people if pk is not None])
    return dict(found.values_list("pk", "email_canonical"))


def _errand(row: Contact, wish: Wish | None, emails: dict[int | None, str]) -> Errand:
    if row.supporter_id is None:
        email, moved = address_to_erase(row), False
    else:
        email = emails.get(row.supporter_id, "")
        moved = row.pushed != "" and row.pushed.partition(".")[0] != address_code(email)
    return Errand(
        row.pk,
        row.changed,
        email,
        row.contact_id,
        wish,
        moved,
        row.supporter_id is None,
        row.to_archive,
    )
