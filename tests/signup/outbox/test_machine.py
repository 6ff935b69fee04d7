"""Whatever happens to the mails of three people, in whatever order: nothing lost, nobody
bothered twice without a crash, nobody written to without a ground, nothing given up for nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hustings_signup import links, mails, outbox, services
from hustings_signup.models import Circuit, Outbox, Subscription, Supporter
from hustings_signup.outbox import sending
from hustings_signup.services.erasing import Reason
from tests.doubles import smtp
from tests.doubles.smtp import SmtpServer
from tests.signup.conftest import Signup

State = Outbox.State
NEWS, ANSWER = "test.machine.news", "test.machine.answer"
PEOPLE = ("a@example.org", "b@example.org", "c@example.org")
#: stage, what the server does, whether it has taken the mail all the same.
FAULTS = {
    "refused": ("RCPT", "550 5.1.1 no such user", False),
    "spam": ("BODY", "554 5.6.0 not this one", False),
    "greylisted": ("RCPT", "451 4.7.1 later", False),
    "busy": ("CONNECT", "421 4.3.2 busy", False),
    "cut": ("BODY", smtp.DROP, False),
    "answer_lost": ("BODY", smtp.TAKE_AND_DROP, True),
    "sender": ("MAIL", "553 5.7.1 not yours", False),
    "listed": ("CONNECT", "554 5.7.1 listed", False),
}
#: Noted for what the server above said.
REASONS = {"no_such_mailbox", "message_refused", "no_ground"}
STEPS = st.one_of(
    st.tuples(st.just("queue"), st.integers(0, 1), st.sampled_from([NEWS, ANSWER])),
    st.tuples(st.just("queue"), st.integers(0, 1), st.sampled_from([NEWS, ANSWER])),
    st.tuples(st.just("work"), st.none() | st.sampled_from(sorted(FAULTS))),
    st.tuples(st.just("work"), st.none() | st.sampled_from(sorted(FAULTS))),
    st.tuples(st.just("crash"), st.booleans()),
    st.tuples(st.just("pass"), st.sampled_from([1, 6, 120, 30 * 60, 80 * 3600])),
    st.tuples(st.just("retry"), st.integers(0, 9)),
    st.tuples(st.just("try_now")),
    st.tuples(st.just("withdraw"), st.integers(0, 2)),
    st.tuples(st.just("erase"), st.integers(0, 2)),
)


class Killed(BaseException):
    """The worker is gone from one instruction to the next."""


@dataclass
class World:
    """What was wished, and how many copies each fault may have made."""

    server: SmtpServer
    signup: Signup
    monkeypatch: pytest.MonkeyPatch
    wishes: dict[str, tuple[str, int]] = field(default_factory=dict)  # Message-ID -> kind, person
    spare: Counter[str] = field(default_factory=Counter)
    withdrawn: set[int] = field(default_factory=set)
    people: list[int] = field(default_factory=list)

    def begin(self) -> None:
        for address in PEOPLE:
            submission = self.signup.submit(address)
            services.confirm(submission=submission)
            self.people.append(submission.supporter_id)
        Outbox.objects.all().delete()

    def play(self, step: tuple) -> None:
        what, *rest = step
        getattr(self, what.replace("pass", "let_pass"))(*rest)

    def queue(self, person: int, kind: str) -> None:
        found = Supporter.objects.filter(pk=self.people[person]).first()
        if found:
            row = outbox.queue(kind, supporter=found)
            self.wishes[f"<{row.uuid}@example.org>"] = (kind, found.pk)

    def due(self) -> list[int]:
        """As `tick` finds it; what a worker that died left behind too."""
        outbox.requeue_due()
        now = timezone.now()
        rows = Outbox.objects.filter(state__in=Outbox.WAITING, due_at__lte=now)
        return list(rows.order_by("pk").values_list("pk", flat=True))

    def work(self, fault: str | None) -> None:
        if fault:
            stage, action, takes = FAULTS[fault]
            self.server.misbehave(stage, action)
        for pk in self.due():
            before = len(self.server.received)
            outbox.send_one(pk)
            self.look(before)
            if fault and takes:
                for letter in self.server.received[before:]:
                    self.spare[letter.message_id] += 1
        self.server.behave()

    def crash(self, after: bool) -> None:
        """One worker is killed: before its mail is written, or after it was taken."""
        before = len(self.server.received)

        def die(*args: object, **options: object) -> None:
            raise Killed

        for pk in self.due()[:1]:
            with self.monkeypatch.context() as patch:
                if after:
                    patch.setattr(sending, "server_answered", die)
                else:
                    patch.setattr(sending.mails, "message_for", die)
                with pytest.raises(Killed) if self.is_sent(pk) else _nothing():
                    outbox.send_one(pk)
        self.look(before)
        for letter in self.server.received[before:]:
            self.spare[letter.message_id] += 1

    def is_sent(self, pk: int) -> bool:
        """Whether a worker that takes it now comes as far as writing it."""
        row = Outbox.objects.get(pk=pk)
        circuit = Circuit.objects.filter(name=outbox.SERVICE).first()
        is_open = bool(circuit and circuit.open_until) and (
            circuit.open_until > timezone.now() or circuit.probe_until is not None
        )
        elder = Outbox.objects.filter(supporter=row.supporter_id, pk__lt=pk).exclude(
            state__in=[State.DONE, State.UNWANTED, State.DEAD]
        )
        return not is_open and not elder.exists() and mails.build(row) is not None

    def let_pass(self, seconds: int) -> None:
        """Everything that is written down lies that much further back."""
        step = timedelta(seconds=seconds)
        for name in ("created_at", "due_at", "leased_until", "blocked_at", "finished_at"):
            Outbox.objects.exclude(**{name: None}).update(**{name: F(name) - step})
        for name in ("opened_at", "open_until", "probe_until"):
            Circuit.objects.exclude(**{name: None}).update(**{name: F(name) - step})

    def retry(self, number: int) -> None:
        dead = list(Outbox.objects.filter(state=State.DEAD).order_by("pk"))
        if dead:
            assert outbox.retry(dead[number % len(dead)])

    def try_now(self) -> None:
        outbox.try_now()

    def withdraw(self, person: int) -> None:
        found = Supporter.objects.filter(pk=self.people[person]).first()
        if found:
            services.withdraw(supporter=found)
        self.withdrawn.add(self.people[person])

    def erase(self, person: int) -> None:
        found = Supporter.objects.filter(pk=self.people[person]).first()
        if found:
            services.erase(
                supporter=found, reason=Reason.REQUEST, actor="data_subject", channel="email_link"
            )
        self.withdrawn.add(self.people[person])

    def look(self, before: int) -> None:
        """Nobody without ground receives: checked after every single mail."""
        alive = set(Supporter.objects.values_list("pk", flat=True))
        for letter in self.server.received[before:]:
            kind, person = self.wishes[letter.message_id]
            assert person in alive
            assert kind == ANSWER or person not in self.withdrawn
            assert letter.recipients == (PEOPLE[self.people.index(person)],)

    def settle(self) -> None:
        """The server is well again, and time passes."""
        self.server.behave()
        for _round in range(12):
            self.let_pass(30 * 60)
            self.work(None)

    def judge(self) -> None:
        copies = Counter(letter.message_id for letter in self.server.received)
        for message_id, (_kind, person) in self.wishes.items():
            row = Outbox.objects.filter(uuid=message_id[1:37]).first()
            assert copies[message_id] <= 1 + self.spare[message_id]
            if row is None:
                assert not Supporter.objects.filter(pk=person).exists()
            elif row.state == State.DONE:
                assert copies[message_id] >= 1
            elif row.state == State.UNWANTED:
                assert (row.kind == NEWS and not self.is_on_list(person)) or self.is_fulfilled(row)
            else:
                assert row.state == State.DEAD
                assert row.failure in REASONS or self.is_too_old(row)

    def is_on_list(self, person: int) -> bool:
        """Neither withdrawn nor ended by a mail that a mailbox refused for good."""
        return Subscription.objects.filter(supporter=person, state="active").exists()

    def is_fulfilled(self, row: Outbox) -> bool:
        """Another wish that says the same ended in its place, later than it was made."""
        same = Outbox.objects.filter(kind=row.kind, supporter=row.supporter_id).exclude(pk=row.pk)
        ends = same.filter(state__in=[State.DONE, State.DEAD], finished_at__gte=row.created_at)
        return ends.exists()

    def is_too_old(self, row: Outbox) -> bool:
        tried_for = row.finished_at - row.created_at - row.blocked_for
        return tried_for >= timedelta(hours=72)


class _nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *args: object) -> None: ...


@pytest.fixture
def kinds() -> None:
    def news(row: Outbox) -> mails.Mail | None:
        if not row.person.subscriptions.filter(state="active").exists():
            return None
        stop = links.url(links.make(kind="unsubscribe", supporter=row.person))
        return mails.Mail("News", "News", ["Read."], footer=[("Stop", stop)], unsubscribe_url=stop)

    def answer(row: Outbox) -> mails.Mail:
        return mails.Mail("Yours", "Yours", ["Here."])

    mails.register(NEWS, news, rests_on="updates.campaign")
    mails.register(ANSWER, answer, rests_on=mails.DUTY, folds=True)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=6, max_size=25))
@example(steps=[("queue", 0, ANSWER), ("queue", 0, NEWS), ("work", None)])
@example(steps=[("queue", 0, ANSWER), ("crash", True), ("pass", 120), ("work", None)])
@example(steps=[("queue", 0, NEWS), ("crash", False), ("withdraw", 0), ("pass", 30 * 60)])
@example(steps=[("queue", 0, NEWS), ("work", "listed"), ("pass", 80 * 3600), ("work", "cut")])
@example(steps=[("queue", 0, NEWS), ("work", "answer_lost"), ("erase", 0), ("work", None)])
def test_whatever_happens_every_mail_has_its_one_end(
    signup: Signup, kinds: None, mailroom: SmtpServer, monkeypatch: pytest.MonkeyPatch, steps
) -> None:
    mailroom.received.clear()
    world = World(mailroom, signup, monkeypatch)
    with transaction.atomic():
        world.begin()
        for step in steps:
            world.play(step)
        world.settle()
        world.judge()
        transaction.set_rollback(True)
