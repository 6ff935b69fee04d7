"""Sends to everybody in turn with each floor, round after round; then once with a kill."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from wagtail.models import Site

from benchmarks.mailing import crowd, floors
from benchmarks.mailing.sink import Sink
from hustings_blog.models import BlogPage
from hustings_mailings import sending, services, tasks, voice
from hustings_mailings.models import Delivery, Mailing
from hustings_mailings.services.starting import start
from hustings_signup.models import Supporter

ROOT = Path(__file__).resolve().parents[2]
WORKER = [sys.executable, str(ROOT / "manage.py"), "db_worker", "--backend=background"]
SENDERS = 2


def main(sink: Sink, *, count: int, rounds: int, bare: int, by_django: int) -> None:
    """Prints the table of docs/benchmarks.md; fails when one person got none, or two."""
    call_command("migrate", verbosity=0)
    assert not Supporter.objects.exists(), "needs an empty database"
    site = Site.objects.get(is_default_site=True)
    Site.objects.filter(pk=site.pk).update(hostname="localhost", site_name="Une ville à vivre")
    page = crowd.post(site)
    crowd.make(site, count)
    first = prepared(page)
    words = voice.words_of(first, first.editions.get())
    size = len(sending.Template(words, source="m1").splice(floors.person(1), at=timezone.now()))
    print(f"{connection.vendor}, {count:,} people, {size / 1000:.1f} KB a mail, load {_load()}")
    times: dict[str, list[float]] = {"bare": [], "ours": [], "django": []}
    cpu: dict[str, list[float]] = {"bare": [], "ours": [], "django": []}
    started: list[float] = []
    memory = 0.0
    for number in range(rounds):
        used = _cpu()
        times["bare"].append(floors.bare(words, sink.port, bare) * count / bare)
        cpu["bare"].append((_cpu() - used) * count / bare)
        sink.forget()
        mailing = first if number == 0 else prepared(page)
        released(mailing, count)
        before = time.perf_counter()
        assert start(mailing.pk, at=timezone.now() + sending.LEASE * 3)
        began = time.perf_counter()
        started.append(began - before)
        Delivery.objects.filter(mailing=mailing).update(due_at=timezone.now())
        seconds, burnt, most = sent(mailing)
        times["ours"].append(seconds)
        cpu["ours"].append(burnt)
        memory = max(memory, most)
        exactly_once(sink.taken(), count)
        sink.forget()
        used = _cpu()
        times["django"].append(floors.by_django(words, by_django) * count / by_django)
        cpu["django"].append((_cpu() - used) * count / by_django)
        sink.forget()
        print(f"  round {number + 1}: {times['ours'][-1]:.1f} s, load {_load()}", flush=True)
    floor = statistics.median(times["bare"])
    print("\n| way | median s | fastest | slowest | x bare | CPU s | x bare |")
    print("|---|---|---|---|---|---|---|")
    for way, name in (
        ("bare", f"bare SMTP, two senders, of {bare:,}"),
        ("ours", "ours, two workers"),
        ("django", f"Django, one connection, of {by_django:,}"),
    ):
        middle, burnt = statistics.median(times[way]), statistics.median(cpu[way])
        print(
            f"| {name} | {middle:.1f} | {min(times[way]):.1f} | {max(times[way]):.1f}"
            f" | {middle / floor:.1f} | {burnt:.1f}"
            f" | {burnt / statistics.median(cpu['bare']):.1f} |"
        )
    print(f"\ndeliveries made in {statistics.median(started):.1f} s; a worker had {memory:.0f} MB")
    killed(sink, prepared(page), count)
    print(f"load at the end {_load()}")


def prepared(page: BlogPage) -> Mailing:
    """A draft of the page to the list."""
    user = crowd.get_user_model().objects.filter(username="benchmark").first() or crowd.staff()
    return services.prepare(site=page.get_site(), page=page, purpose=crowd.NEWS, user=user)


def released(mailing: Mailing, count: int) -> None:
    """By whoever typed how many."""
    assert mailing.made_by is not None
    services.release(mailing=mailing, user=mailing.made_by, typed=count)


def sent(mailing: Mailing) -> tuple[float, float, float]:
    """Seconds until two workers, up already, have sent it; their CPU in seconds; and the most
    memory of one, in MB."""
    hold(mailing)
    workers = [_worker() for _number in range(SENDERS)]
    idle = _once_up(workers)
    began = time.perf_counter()
    services.resume(mailing=mailing)
    while not _is_sent(mailing):
        time.sleep(0.05)
    seconds = time.perf_counter() - began
    burnt = sum(_cpu_of(worker) for worker in workers) - idle
    most = max(_memory(worker) for worker in workers)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait()
    return seconds, burnt, most


def hold(mailing: Mailing) -> None:
    """Paused, with its tasks gone."""
    services.pause(mailing=mailing)
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()


def killed(sink: Sink, mailing: Mailing, count: int) -> None:
    """One of two workers dies in the middle, and another takes its place.

    The lease of five minutes and the minute of `tick` are ended by hand: nobody learns anything
    from waiting.
    """
    released(mailing, count)
    start(mailing.pk, at=timezone.now() + sending.LEASE * 3)
    Delivery.objects.filter(mailing=mailing).update(due_at=timezone.now())
    workers = [_worker() for _number in range(SENDERS)]
    while Mailing.objects.get(pk=mailing.pk).sent < count / 3:
        time.sleep(0.05)
    workers[0].send_signal(signal.SIGKILL)
    workers[0].wait()
    workers[0] = _worker()
    time.sleep(2)
    in_doubt = 0
    while not _is_sent(mailing):
        held = Delivery.objects.filter(mailing=mailing, state="sending")
        old = held.filter(leased_until__lt=timezone.now() + sending.LEASE - timedelta(seconds=10))
        in_doubt += old.update(leased_until=timezone.now())
        if not Delivery.objects.filter(mailing=mailing, state="waiting").exists():
            tasks.open_lanes(mailing.pk)
        time.sleep(1)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait()
    taken = sink.taken()
    twice = sum(times - 1 for times in taken.values())
    assert len(taken) == count, (len(taken), count)
    assert twice <= sending.BATCH, twice
    print(f"killed in the middle: {in_doubt} were in doubt, {twice} got it twice, nobody missed")


def exactly_once(taken: Counter[str], count: int) -> None:
    """One lost or doubled fails the run."""
    assert len(taken) == count and set(taken.values()) == {1}, (len(taken), max(taken.values()))


def _worker() -> subprocess.Popen[bytes]:
    connections.close_all()
    return subprocess.Popen(
        [*WORKER, "--interval=0.2"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _is_sent(mailing: Mailing) -> bool:
    return Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.SENT).exists()


def _memory(process: subprocess.Popen[bytes]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _once_up(workers: list[subprocess.Popen[bytes]]) -> float:
    """Wait until they have started and find nothing to do; the CPU they used for it."""
    used, before = 0.0, -1.0
    while used < len(workers) or used - before > 0.3:  # a start takes a second and more
        time.sleep(2)
        used, before = sum(_cpu_of(worker) for worker in workers), used
    return used


def _cpu_of(process: subprocess.Popen[bytes]) -> float:
    """User and system, in seconds so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _cpu() -> float:
    """Of this process and its children that have ended."""
    found = os.times()
    return found.user + found.system + found.children_user + found.children_system


def _load() -> str:
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())
