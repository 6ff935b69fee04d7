"""The jobs `tick` runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_home import jobs, schedule
from hustings_home.models import JobRun

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def registry(monkeypatch):
    """An empty job registry."""
    monkeypatch.setattr(jobs, "_jobs", {})
    return jobs


def test_a_job_that_never_ran_is_due(registry):
    ran = []
    registry.register("count", lambda: ran.append(1), every=MINUTE)
    assert schedule.run_due() == {"count": True}
    assert ran == [1]


def test_a_job_waits_for_its_interval(registry):
    ran = []
    registry.register("count", lambda: ran.append(1), every=MINUTE)
    schedule.run_due()
    assert schedule.run_due() == {}
    JobRun.objects.update(started_at=timezone.now() - MINUTE)
    schedule.run_due()
    assert ran == [1, 1]


def test_a_clock_that_went_back_does_not_stop_a_job():
    assert schedule.is_due(timezone.now() + timedelta(days=1), MINUTE)


def test_a_failing_job_is_logged_and_stops_no_other(registry, caplog):
    ran = []

    def fail():
        raise ValueError("marie@example.org")

    registry.register("fails", fail, every=MINUTE)
    registry.register("works", lambda: ran.append(1), every=MINUTE)
    assert schedule.run_due() == {"fails": False, "works": True}
    assert ran == [1]
    assert "The job fails failed." in caplog.text


def test_what_is_kept_of_a_failure_names_nobody(registry):
    registry.register("fails", lambda: int("marie@example.org"), every=MINUTE)
    schedule.run_due()
    record = JobRun.objects.get()
    assert record.error == "ValueError"
    assert record.finished_at is not None
    assert record.succeeded_at is None
    assert str(record) == "fails"


def test_the_last_success_survives_a_later_failure(registry):
    registry.register("job", lambda: None, every=timedelta(0))
    schedule.run_due()
    worked = JobRun.objects.get().succeeded_at
    registry.register("job", lambda: 1 / 0, every=timedelta(0))
    schedule.run_due()
    record = JobRun.objects.get()
    assert (record.succeeded_at, record.error) == (worked, "ZeroDivisionError")
    registry.register("job", lambda: None, every=timedelta(0))
    schedule.run_due()
    record.refresh_from_db()
    assert record.error == ""
    assert record.succeeded_at > worked


def test_being_stopped_leaves_the_next_jobs_for_later(registry):
    stopped = []
    registry.register("first", lambda: stopped.append(1), every=MINUTE)
    registry.register("second", lambda: None, every=MINUTE)
    assert schedule.run_due(stop=lambda: bool(stopped)) == {"first": True}


def test_the_most_frequent_job_runs_first(registry):
    ran = []
    registry.register("nightly", lambda: ran.append("nightly"), every=timedelta(days=1))
    registry.register("count", lambda: ran.append("count"), every=MINUTE)
    schedule.run_due()
    assert ran == ["count", "nightly"]


def test_a_round_of_slow_jobs_never_keeps_the_count_waiting(registry, monkeypatch):
    now = timezone.now()
    clock = {"now": now}
    monkeypatch.setattr(schedule.timezone, "now", lambda: clock["now"])
    ran = []

    def slow(name):
        ran.append(name)
        clock["now"] += timedelta(seconds=20)

    registry.register("count", lambda: ran.append("count"), every=timedelta(seconds=4))
    for name in ("compare", "seal", "erase"):
        registry.register(name, lambda name=name: slow(name), every=timedelta(days=1))
    schedule.run_due()
    assert ran == ["count", "compare", "count", "seal", "count", "erase", "count"]


def test_a_job_that_is_always_due_ends_a_round_all_the_same(registry):
    ran = []
    registry.register("always", lambda: ran.append(1), every=timedelta(0))
    registry.register("nightly", lambda: None, every=timedelta(days=1))
    schedule.run_due()
    assert len(ran) == 2


def test_registering_a_name_again_replaces_the_job(registry):
    registry.register("job", lambda: 1 / 0, every=MINUTE)
    registry.register("job", lambda: None, every=MINUTE)
    assert schedule.run_due() == {"job": True}
