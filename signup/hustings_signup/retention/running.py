"""Runs the rules, batch by batch. Killed at any moment, nothing is half done and it goes on."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from wagtail.models import Site

from hustings_home.lease import Lease, LeaseLost
from hustings_signup import outbox
from hustings_signup.models import RetentionRun
from hustings_signup.retention import brake, letters, plans, rules
from hustings_signup.retention.rules import Rule

logger = logging.getLogger(__name__)

DAILY = timedelta(hours=24)
#: What `tick` gives retention in one go: counts and mails are waiting behind it.
SLICE_SECONDS = 10.0
#: A killed run frees the rest of its day after so long.
LEASE_SECONDS = 600.0
WEEK = timedelta(days=7)


class RuleFailed(Exception):
    """A rule broke off; the others ran, and it is tried again."""


def advance() -> int:
    """The job of `tick`: begin what is a day old, go on with what was broken off; rows ended."""
    if next(_waiting(timezone.now()), None) is None:
        return 0
    try:
        runs = run(daily=True, seconds=SLICE_SECONDS)
    except LeaseLost:  # `manage.py retention` is at it
        return 0
    return sum(run.applied for run in runs)


def run(
    *,
    at: datetime | None = None,
    force: bool = False,
    daily: bool = False,
    seconds: float | None = None,
) -> list[RetentionRun]:
    """Run every rule on every site; with `daily` only those whose last run is a day old.

    Stops after `seconds`; the next call goes on. LeaseLost when another process is at it,
    RuleFailed when a rule broke off. `force` releases the brake.
    """
    at = at or timezone.now()
    stop_at = None if seconds is None else time.monotonic() + seconds
    done, failed = [], []
    with Lease("retention", seconds=LEASE_SECONDS):
        for rule, site in list(_waiting(at) if daily else pairs()):
            try:
                done.append(_run_one(rule, site, at=at, force=force, stop_at=stop_at))
            except Exception:
                logger.exception("The retention rule %s broke off.", rule.key)
                failed.append(rule.key)
            if stop_at is not None and time.monotonic() >= stop_at:
                break
    if failed:
        raise RuleFailed(", ".join(sorted(set(failed))))
    return done


def pairs() -> Iterator[tuple[Rule, Site | None]]:
    """Every rule with every site it looks at, in the order in which they run."""
    for site in Site.objects.order_by("pk"):
        for rule in rules.registered():
            if not rule.is_for_install:
                yield rule, site
    for rule in rules.registered():
        if rule.is_for_install:
            yield rule, None


def latest_runs() -> dict[tuple[str, int | None], RetentionRun]:
    """The last run by rule and site."""
    newest = RetentionRun.objects.order_by().values("site", "rule").annotate(last=Max("pk"))
    found = RetentionRun.objects.filter(pk__in=newest.values("last"))
    return {(run.rule, run.site_id): run for run in found}


def _waiting(at: datetime) -> Iterator[tuple[Rule, Site | None]]:
    last = latest_runs()
    for rule, site in pairs():
        run = last.get((rule.key, site and site.pk))
        if run is None or run.finished_at is None or at - run.started_at >= DAILY:
            yield rule, site


def _run_one(
    rule: Rule, site: Site | None, *, at: datetime, force: bool, stop_at: float | None
) -> RetentionRun:
    if site is not None:
        plans.announce(rule, site, at)
    previous = RetentionRun.objects.filter(rule=rule.key, site=site).first()
    run = previous if previous and previous.finished_at is None else None
    if run is None:
        run = _start(rule, site, at=at, force=force, previous=previous)
    while run.finished_at is None:
        found = rule.due(site, at).order_by("pk").filter(pk__gt=run.reached)
        keys = list(found.values_list("pk", flat=True)[: rule.batch])
        if keys:
            _apply(run, rule, site, keys, at)
        else:
            _finish(run, at)
        if stop_at is not None and time.monotonic() >= stop_at:
            break
    return run


def _start(
    rule: Rule, site: Site | None, *, at: datetime, force: bool, previous: RetentionRun | None
) -> RetentionRun:
    run = RetentionRun(
        rule=rule.key,
        site=site,
        started_at=at,
        counted=rule.due(site, at).count(),
        upcoming=rule.due(site, at + WEEK).count(),
    )
    if run.counted and site and not (rule.is_exempt_from_brake or force):
        run.stopped_by_brake = brake.measure(site, at).holds
    if run.stopped_by_brake:
        run.finished_at = at
        logger.warning("The brake stopped the retention rule %s.", rule.key)
    with transaction.atomic():
        run.save()
        if site and run.stopped_by_brake and not (previous and previous.stopped_by_brake):
            outbox.queue_for_staff(letters.STAFF_MAIL, site_id=site.pk)
    return run


def _apply(run: RetentionRun, rule: Rule, site: Site | None, keys: list[int], at: datetime) -> None:
    """One batch, and the note that it is done, in one transaction."""
    with transaction.atomic():
        done = rule.apply(rule.due(site, at).filter(pk__in=keys), at)
        RetentionRun.objects.filter(pk=run.pk).update(reached=keys[-1], applied=F("applied") + done)
    run.reached, run.applied = keys[-1], run.applied + done


@transaction.atomic
def _finish(run: RetentionRun, at: datetime) -> None:
    run.finished_at = at
    run.save(update_fields=["finished_at"])
    # Of runs that found nothing only the last is worth a row.
    RetentionRun.objects.filter(
        rule=run.rule, site=run.site_id, counted=0, pk__lt=run.pk, finished_at__isnull=False
    ).delete()
