"""The lease under real concurrency: separate connections, committed transactions."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from hustings_home.lease import Lease, LeaseLost

pytestmark = pytest.mark.django_db(transaction=True)
CONTENDERS = 8


def test_of_many_that_start_together_exactly_one_wins():
    together = Barrier(CONTENDERS)

    def contend():
        try:
            together.wait(timeout=10)
            return Lease("tick").acquire()
        finally:
            connection.close()

    for _round in range(3):
        with ThreadPoolExecutor(CONTENDERS) as pool:
            won = [future.result() for future in [pool.submit(contend) for _ in range(CONTENDERS)]]
        assert sum(won) <= 1
    assert not Lease("tick").acquire()


def test_a_long_job_keeps_its_lease():
    with Lease("tick", seconds=1.5):
        time.sleep(3)
        assert not Lease("tick").acquire()
    assert Lease("tick").acquire()


def test_without_renewal_the_lease_would_have_ended():
    """The negative control of the test above."""
    assert Lease("tick", seconds=0.3).acquire()
    time.sleep(0.5)
    assert Lease("tick").acquire()


def test_two_bodies_never_run_at_the_same_time():
    inside, most, runs = [], [], []

    def run():
        try:
            with Lease("tick"):
                inside.append(1)
                most.append(len(inside))
                time.sleep(0.02)
                inside.pop()
                runs.append(1)
        except LeaseLost:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(run) for _ in range(12)]:
            future.result()
    assert runs
    assert max(most) == 1
