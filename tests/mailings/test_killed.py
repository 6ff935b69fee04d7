"""`kill -9` in the middle, again and again: nobody is missed, and a batch at most is in doubt."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import defaultdict
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from hustings_mailings import sending
from hustings_mailings.models import Delivery, Mailing
from tests.doubles.smtp import SmtpServer
from tests.mailings.subscribers import Mailroom

PEOPLE, ROUNDS = 300, 20
State = Delivery.State


def child(mailing: Mailing) -> int:
    """A worker that sends until it is killed or done; its process id."""
    connections.close_all()  # no two processes may speak over one connection
    pid = os.fork()
    if pid:
        return pid
    try:
        while sending.work(mailing.pk):
            pass
    finally:
        os._exit(0)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_anywhere_misses_nobody(
    mailroom: Mailroom, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH", 25)
    mailroom.crowd(PEOPLE)
    mailing = mailroom.begun(PEOPLE)
    dice = random.Random(7)
    kills = 0
    with SmtpServer() as server:
        server.use(settings)
        while kills < ROUNDS:
            before = len(server.received)
            pid = child(mailing)
            # While it reads, between two mails, or while it notes what it sent.
            stop_at = before + dice.randrange(0, 30)
            deadline = time.monotonic() + 20
            while len(server.received) < stop_at and time.monotonic() < deadline:
                if os.waitpid(pid, os.WNOHANG)[0]:
                    pid = 0
                    break
                time.sleep(0.001)
            if not pid:
                break
            time.sleep(dice.random() / 100)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            kills += 1
            sent = set(mailing.deliveries.filter(state=State.SENT).values_list("uuid", flat=True))
            taken = {letter.message_id.strip("<>").partition("@")[0] for letter in server.received}
            assert len(taken - {str(uuid) for uuid in sent}) <= sending.BATCH
            assert {str(uuid) for uuid in sent} <= taken
            # Its lease runs out.
            Delivery.objects.filter(state=State.SENDING).update(leased_until=timezone.now())
        while sending.work(mailing.pk):
            pass
        letters = server.received
    mailing.refresh_from_db()
    assert kills >= ROUNDS / 2  # a fast one may have sent everything before the last rounds
    assert (mailing.state, mailing.sent) == (Mailing.State.SENT, PEOPLE)
    ids = defaultdict(set)
    for letter in letters:
        ids[letter.recipients[0]].add(letter.message_id)
    assert len(ids) == PEOPLE
    assert all(len(of_one) == 1 for of_one in ids.values())
    assert len(letters) <= PEOPLE + ROUNDS * sending.BATCH
