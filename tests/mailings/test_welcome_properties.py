"""Over random joins, withdrawals, switches, time and ticks: nobody gets a step twice, nobody
without a consent that began after the switch, and each the steps in their order."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings_mailings import sending, services
from hustings_mailings.models import Delivery, Mailing
from hustings_mailings.services.joining import enrol_all
from hustings_signup import services as signup_services
from hustings_signup.models import Supporter
from tests.mailings.subscribers import NEWS, Mailroom

BEGIN = timezone.now() - timedelta(days=200)
DAYS = (0, 1, 3)
NAMES = ("ada", "bea")
ACTS = st.one_of(
    st.tuples(st.sampled_from(["join", "withdraw"]), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from(["on", "off", "pause", "resume"]), st.sampled_from(DAYS)),
    st.tuples(st.just("wait"), st.integers(1, 60)),  # hours
    st.tuples(st.sampled_from(["tick", "clock", "die"]), st.none()),
)


class World:
    """The campaign, and beside it what a plain list of facts says should hold."""

    def __init__(self, mailroom: Mailroom) -> None:
        self.mailroom, self.now = mailroom, BEGIN
        self.steps = {
            days: services.add_step(
                site=mailroom.site,
                page=mailroom.post,
                purpose=NEWS,
                days_after=days,
                user=mailroom.writer,
            )
            for days in DAYS
        }
        self.began: dict[str, datetime] = {}
        self.on_since: dict[int, datetime] = {}
        self.got: dict[str, list[int]] = {name: [] for name in NAMES}

    def do(self, act: str, value: Any) -> None:
        self.now += timedelta(seconds=1)
        getattr(self, act)(value)

    def join(self, name: str) -> None:
        submission = self.mailroom.signup.submit(f"{name}@example.org", at=self.now)
        signup_services.confirm(submission=submission, at=self.now)
        self.began.setdefault(name, self.now)

    def withdraw(self, name: str) -> None:
        person = Supporter.objects.filter(email=f"{name}@example.org").first()
        if person:
            signup_services.withdraw(supporter=person, at=self.now)
            self.began.pop(name, None)

    def on(self, days: int) -> None:
        if services.switch_on(mailing=self.steps[days], user=self.mailroom.writer, at=self.now):
            self.on_since[days] = self.now

    def off(self, days: int) -> None:
        services.switch_off(mailing=self.steps[days], at=self.now)
        self.on_since.pop(days, None)

    def pause(self, days: int) -> None:
        services.pause(mailing=self.steps[days])

    def resume(self, days: int) -> None:
        services.resume(mailing=self.steps[days])

    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def clock(self, _value: None) -> None:
        """Two at the same moment, the worker away."""
        enrol_all(at=self.now)
        enrol_all(at=self.now)

    def die(self, _value: None) -> None:
        """A worker claims, and is killed before the first mail."""
        for step in self.steps.values():
            if Mailing.objects.filter(pk=step.pk, state=Mailing.State.SENDING).exists():
                sending.claim(step, at=timezone.now())
        Delivery.objects.update(leased_until=self.now)

    def tick(self, _value: None) -> None:
        enrol_all(at=self.now)
        for days, step in self.steps.items():
            before = len(mail.outbox)
            sending.work(step.pk)
            for sent in mail.outbox[before:]:
                self.check(sent.to[0].partition("@")[0], days)

    def check(self, name: str, days: int) -> None:
        """A mail left: by right, once, in order."""
        assert days in self.on_since
        assert self.on_since[days] < self.began[name]
        assert days not in self.got[name]
        self.got[name].append(days)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=5, max_size=40))
def test_nobody_gets_a_step_twice_or_without_consent(mailroom: Mailroom, acts) -> None:
    mail.outbox.clear()
    with transaction.atomic():
        world = World(mailroom)
        for act, value in [*(("on", days) for days in DAYS), *acts]:
            world.do(act, value)
        world.wait(24 * 30)
        for _round in DAYS:
            world.tick(None)
        for name, got in world.got.items():
            # Who comes back, or a step that was off meanwhile, may catch up on an earlier day.
            if not {"off", "withdraw"} & {act for act, _value in acts}:
                assert got == sorted(got), name
        transaction.set_rollback(True)
