"""Children of the demonstration are restarted, given up, and never left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hustings.demo.children import MAX_DEATHS, Child, GivenUp, stop, watch
from tests.site.processes import environment

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('up', flush=True); time.sleep(600)"
)
WITH_GRANDCHILD = (
    "import subprocess, sys, time; "
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
    "print(p.pid, flush=True); time.sleep(600)"
)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that ended and was not yet reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(true: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def make(tmp_path: Path, *command: str, name: str = "child") -> Child:
    return Child(name, list(command), tmp_path / f"{name}.log")


def test_output_goes_to_the_log(tmp_path):
    child = make(tmp_path, sys.executable, "-c", "print(1, flush=True); raise SystemExit('wrong')")
    child.start(environment())
    assert child.process is not None
    assert child.process.wait(10) == 1
    assert child.last_lines().split() == ["1", "wrong"]


def test_a_child_that_dies_is_started_again(tmp_path):
    child = make(tmp_path, *SLEEP)
    child.start(environment())
    first = child.process.pid
    said: list[str] = []
    rounds = iter(range(10**6))

    def stopping() -> bool:
        if next(rounds) == 1:
            os.kill(first, signal.SIGKILL)
        return child.process.pid != first

    try:
        watch([child], environment(), stopping=stopping, say=said.append, pause=0.05)
        assert child.exit_code() is None
        assert "child stopped (exit code -9)" in said[0]
        assert str(child.log) in said[0]
    finally:
        stop([child])
    assert child.exit_code() is not None


def test_a_child_that_dies_again_and_again_is_given_up_with_its_last_words(tmp_path):
    child = make(tmp_path, sys.executable, "-c", "raise SystemExit('no such table')")
    child.start(environment())
    said: list[str] = []
    with pytest.raises(GivenUp, match="no such table"):
        watch([child], environment(), stopping=lambda: False, say=said.append, pause=0.05)
    assert len(said) == MAX_DEATHS


def test_old_deaths_are_forgotten(tmp_path):
    child = make(tmp_path, *SLEEP)
    child.deaths = [time.monotonic() - 3600] * 50
    child.start(environment())
    child.process.kill()
    child.process.wait()
    watch([child], environment(), stopping=lambda: len(child.deaths) == 1, say=str, pause=0.01)
    stop([child])


def test_stopping_ends_the_willing_and_the_stubborn(tmp_path):
    children = [
        make(tmp_path, *SLEEP, name="willing"),
        make(tmp_path, sys.executable, "-c", STUBBORN, name="stubborn"),
    ]
    for child in children:
        child.start(environment())
    wait_until(lambda: all("up" in child.last_lines() for child in children))
    started = time.monotonic()
    stop(children, seconds=1)
    assert time.monotonic() - started < 5
    assert [child.exit_code() for child in children] == [-signal.SIGTERM, -signal.SIGKILL]


def test_what_a_child_started_ends_with_it(tmp_path):
    child = make(tmp_path, sys.executable, "-c", WITH_GRANDCHILD)
    child.start(environment())
    wait_until(lambda: child.last_lines().strip().isdigit())
    grandchild = int(child.last_lines())
    assert is_alive(grandchild)
    stop([child])
    wait_until(lambda: not is_alive(grandchild))


def test_stopping_what_never_started_or_has_ended_is_no_error(tmp_path):
    ended = make(tmp_path, sys.executable, "-c", "", name="ended")
    ended.start(environment())
    ended.process.wait(10)
    stop([make(tmp_path, "never"), ended])


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    parent = (
        "import os, pathlib, sys, time\n"
        "from hustings.demo.children import Child\n"
        f"child = Child('c', {SLEEP!r}, pathlib.Path({str(tmp_path / 'c.log')!r}))\n"
        "child.start(dict(os.environ))\n"
        "print(child.process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", parent], env=environment(), stdout=subprocess.PIPE, text=True
    )
    child = int(process.stdout.readline())
    assert is_alive(child)
    process.kill()
    process.wait()
    wait_until(lambda: not is_alive(child))
