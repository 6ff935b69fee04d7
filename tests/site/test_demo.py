"""`python -m hustings demo`: one command starts everything, one signal stops everything."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.site.conftest import free_port
from tests.site.processes import ROOT, environment

# Generous: this machine may be busy. What a start takes on an idle one stands in the README.
START_SECONDS = 300


@dataclass
class Demo:
    """The demonstration as its own process, as make starts it."""

    var_dir: Path
    port: int
    values: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    @property
    def output(self) -> str:
        return (self.var_dir / "output.txt").read_text()

    def start(self) -> None:
        names = {"HUSTINGS_VAR_DIR": str(self.var_dir), "PORT": str(self.port), **self.values}
        with (self.var_dir / "output.txt").open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hustings", "demo"],
                cwd=ROOT,
                env=environment(**names),
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C stops everything" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def get(self, path: str) -> tuple[int, str]:
        address = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def children(self) -> dict[str, int]:
        """Name and process id of each of the four."""
        found = {}
        names = {"catcher": "mail", "gunicorn": "web", "db_worker": "worker", "tick": "tick"}
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = path.read_bytes().decode().split("\0")
                parent = int(path.with_name("stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == self.process.pid:
                keys = [word for word in names if any(word in part for part in command)]
                found |= {names[key]: int(path.parent.name) for key in keys}
        return found

    def everyone(self) -> list[int]:
        """Every process that carries this demonstration's folder in its environment."""
        mark = f"HUSTINGS_VAR_DIR={self.var_dir}".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            try:
                if mark in path.read_bytes().split(b"\0"):
                    found.append(int(path.parent.name))
            except OSError:
                continue
        return found

    def wait_until_gone(self, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while self.everyone():
            assert time.monotonic() < deadline, self.everyone()
            time.sleep(0.1)


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the module: building the database takes most of the time."""
    folder = tmp_path_factory.mktemp("demo")
    # The campaign's content has its own tests; here an empty site will do.
    (folder / "demo-built").touch()
    return folder


@pytest.fixture
def demo(var_dir: Path) -> Iterator[Demo]:
    """A demonstration that is ended by force when the test did not end it."""
    demo = Demo(var_dir, free_port())
    yield demo
    if demo.process and demo.process.poll() is None:
        demo.process.kill()
        demo.process.wait()
    demo.wait_until_gone()


def test_one_command_serves_the_site_keeps_it_up_and_stops_it(demo):
    demo.start()
    assert f"http://127.0.0.1:{demo.port}/" in demo.output
    password = re.search(r"login admin, password (\S+)", demo.output).group(1)
    kept = json.loads((demo.var_dir / "secrets.json").read_text())
    assert kept["DEMO_ADMIN_PASSWORD"] == password
    assert (demo.var_dir / "secrets.json").stat().st_mode & 0o077 == 0
    assert set(demo.children()) == {"mail", "web", "worker", "tick"}
    assert demo.get("/mailbox/")[0] == 200
    assert demo.get("/mailbox/messages.json") == (200, "[]")
    assert log_in(demo, password) == "/admin/"
    # worker and tick gave a sign of life
    wait_until(lambda: json.loads(demo.get("/healthz")[1])["status"] == "ok", 60)
    for name in ("web", "mail"):
        before = demo.children()[name]
        os.kill(before, signal.SIGKILL)
        wait_until(lambda name=name, before=before: demo.children().get(name, before) != before)
        assert f"{name} stopped (exit code -9)" in demo.output
    wait_until(lambda: demo.get("/healthz")[0] == 200)
    stop(demo, signal.SIGTERM)


def test_a_second_run_keeps_everything_and_no_child_outlives_a_killed_parent(demo):
    demo.values = {"DEMO_ADMIN_PASSWORD": "a password of my own"}
    demo.start()
    secrets = (demo.var_dir / "secrets.json").read_text()
    assert "password a password of my own" in demo.output
    assert log_in(demo, "a password of my own") == "/admin/"
    second = run(demo.var_dir, PORT=str(free_port()))
    assert second.returncode == 1
    assert "already runs" in second.stderr
    assert run(demo.var_dir, "--reset").returncode == 1
    stop(demo, signal.SIGINT)
    demo.values = {}
    demo.start()
    assert "Building" not in demo.output
    assert "Collecting" not in demo.output
    assert (demo.var_dir / "secrets.json").read_text() == secrets
    assert len(demo.everyone()) >= 5
    demo.process.kill()
    demo.process.wait()
    demo.wait_until_gone()


def test_a_busy_port_is_a_clear_message_at_once(tmp_path):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        result = run(tmp_path, PORT=str(port))
    assert result.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in result.stderr
    assert f"make demo PORT={port + 1}" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "demo.sqlite3").exists()


@pytest.mark.parametrize("port", ["many", "0", "70000", "-1"])
def test_a_port_that_is_none_is_a_clear_message(tmp_path, port):
    result = run(tmp_path, PORT=port)
    assert result.returncode == 1
    assert "it must be a number from 1 to 65535" in result.stderr


def test_a_host_that_is_none_is_a_clear_message(tmp_path):
    result = run(tmp_path, HOST="192.0.2.1", PORT=str(free_port()))
    assert result.returncode == 1
    assert "cannot listen on 192.0.2.1" in result.stderr


def test_a_failed_preparation_says_so_and_starts_nothing(tmp_path):
    (tmp_path / "demo.sqlite3").write_text("this is no database, " * 100)
    result = run(tmp_path, PORT=str(free_port()))
    assert result.returncode == 1
    assert "could not be prepared" in result.stderr
    assert "campaign site" not in result.stdout


def test_reset_erases_the_data_and_nothing_else(tmp_path):
    for name in ("demo.sqlite3", "demo.sqlite3-wal", "demo-built", "secrets.json", "mine.txt"):
        (tmp_path / name).write_text("x")
    for name in ("media", "mailbox", "static"):
        (tmp_path / name).mkdir()
    result = run(tmp_path, "--reset")
    assert result.returncode == 0
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"mine.txt", "static", "demo.lock"}


def run(var_dir: Path, *more: str, **values: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hustings", "demo", *more],
        cwd=ROOT,
        env=environment(HUSTINGS_VAR_DIR=str(var_dir), **values),
        capture_output=True,
        text=True,
        timeout=60,
    )


def stop(demo: Demo, number: int) -> None:
    demo.process.send_signal(number)
    demo.process.send_signal(number)  # an impatient second one changes nothing
    assert demo.process.wait(60) == 0
    assert "Hustings has stopped." in demo.output
    demo.wait_until_gone(1)
    # The web server ended by itself: nobody's request was cut off.
    assert "Shutting down: Master" in (demo.var_dir / "log" / "web.log").read_text()


def wait_until(true: object, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            if true():  # type: ignore[operator]
                return
        except OSError:
            pass
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def wait_for_health(demo: Demo) -> None:
    """Until worker and tick gave a sign of life."""
    wait_until(lambda: json.loads(demo.get("/healthz")[1])["status"] == "ok", 45)


def log_in(demo: Demo, password: str) -> str:
    """Where the staff login leads."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    address = f"http://127.0.0.1:{demo.port}/admin/login/"
    form = opener.open(address, timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form).group(1)
    fields = {"username": "admin", "password": password, "csrfmiddlewaretoken": token}
    data = urllib.parse.urlencode(fields).encode()
    request = urllib.request.Request(address, data, {"Referer": address})
    return urllib.parse.urlsplit(opener.open(request, timeout=20).url).path
