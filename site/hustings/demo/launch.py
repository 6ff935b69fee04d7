"""`python -m hustings demo`: one parent, without Django, that runs the whole demonstration."""

import argparse
import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType

from hustings.demo import secrets
from hustings.demo.children import Child, GivenUp, die_with_parent, stop, watch

READY_SECONDS = 120
DATA = ("demo.sqlite3", "demo.sqlite3-wal", "demo.sqlite3-shm", "demo-built", "secrets.json")
DATA_FOLDERS = ("media", "mailbox", "log")


class Stopped(Exception):
    """Ctrl-C or TERM arrived."""


class Refused(Exception):
    """The demonstration cannot start; the message says why and what to do."""


def main(arguments: Sequence[str]) -> int:
    """Run (or, with --reset, erase) the demonstration; the process's exit code."""
    parser = argparse.ArgumentParser(prog="hustings demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="erase the data and end")
    options = parser.parse_args(arguments)
    var_dir = Path(os.environ.get("HUSTINGS_VAR_DIR") or default_var_dir()).resolve()
    var_dir.mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_stopped)
    try:
        with only_one(var_dir):
            if options.reset:
                return reset(var_dir)
            return run(var_dir)
    except Refused as refusal:
        sys.stderr.write(f"Hustings: {refusal}\n")
        return 1
    except Stopped:
        return 0


def default_var_dir() -> Path:
    """`var/` of the checkout, or of the folder an installed Hustings runs in."""
    checkout = Path(__file__).resolve().parents[3]
    return (checkout if (checkout / "manage.py").exists() else Path.cwd()) / "var"


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    for repeated in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(repeated, signal.SIG_IGN)  # stopping is under way: let it finish
    raise Stopped


@contextlib.contextmanager
def only_one(var_dir: Path) -> Iterator[None]:
    """Hold the folder's lock; Refused when another demonstration runs from the same folder."""
    with (var_dir / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused(f"a demonstration already runs from {var_dir}; stop it first.") from None
        yield


def reset(var_dir: Path) -> int:
    """Erase the demonstration's data; environments and collected static files stay."""
    for name in DATA:
        (var_dir / name).unlink(missing_ok=True)
    for name in DATA_FOLDERS:
        shutil.rmtree(var_dir / name, ignore_errors=True)
    say("The demonstration's data are erased. `make demo` builds a new one.")
    return 0


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket bound (not yet listening) to the address; Refused when that is impossible."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except (OSError, OverflowError) as error:
        raise Refused(
            f"cannot listen on {host} port {port} ({error}). "
            f"Choose another port: make demo PORT={port + 1 if port < 65535 else 8001}"
        ) from None
    return bound


def chosen_port() -> int:
    """PORT, or 8000; Refused when it is no port number."""
    raw = os.environ.get("PORT") or "8000"
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        raise Refused(f"PORT is {raw!r}; it must be a number from 1 to 65535.")
    return int(raw)


def reachable(host: str) -> str:
    """The host to print: an address that stands for every interface is reached on loopback."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(  # noqa: S104
        host, f"[{host}]" if ":" in host else host
    )


def child_environment(var_dir: Path, host: str, port: int, smtp_port: int) -> dict[str, str]:
    """The environment of every child: the demo's settings, and where we were imported from."""
    made = {
        "HUSTINGS_ENV": "demo",
        "HUSTINGS_VAR_DIR": str(var_dir),
        "HOST": host,
        "PORT": str(port),
        "BASE_URL": os.environ.get("BASE_URL") or f"http://{reachable(host)}:{port}",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(smtp_port),
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": "no",
        "EMAIL_USE_SSL": "no",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONUNBUFFERED": "1",
    }
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return inherited | made


def run(var_dir: Path) -> int:
    """Prepare, start the four children, print the addresses, and stay until asked to stop."""
    host, port = os.environ.get("HOST") or "127.0.0.1", chosen_port()
    password = os.environ.get("DEMO_ADMIN_PASSWORD") or secrets.load(var_dir)["DEMO_ADMIN_PASSWORD"]
    log_dir = var_dir / "log"
    shutil.rmtree(log_dir, ignore_errors=True)
    log_dir.mkdir(parents=True)
    with bound_socket(host, port) as web, bound_socket("127.0.0.1", 0) as smtp:
        environment = child_environment(var_dir, host, port, smtp.getsockname()[1])
        environment["DEMO_ADMIN_PASSWORD"] = password
        prepare(environment)
        children = make_children(log_dir, var_dir / "mailbox", web.fileno(), smtp.fileno())
        try:
            for child in children:
                child.start(environment)
            url = environment["BASE_URL"].rstrip("/")
            wait_until_ready(f"http://{reachable(host)}:{port}/healthz", children)
            say(banner(url, password, log_dir))
            watch(children, environment, stopping=lambda: False, say=say)
        except GivenUp as reason:
            say(f"Hustings stops: {reason}")
            return 1
        finally:
            # A second Ctrl-C must not interrupt the stopping and leave a child behind.
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            stop(children)
            say("Hustings has stopped.")
    return 0


def prepare(environment: dict[str, str]) -> None:
    """Bring database, static files, staff login and content up to date; Refused on failure."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hustings", "demo_prepare"],
        env=environment,
        start_new_session=True,
        preexec_fn=die_with_parent(),
    )
    try:
        code = process.wait()
    except Stopped:
        process.terminate()
        process.wait()
        raise
    if code:
        raise Refused("the demonstration could not be prepared; the lines above say why.")


def make_children(log_dir: Path, mailbox: Path, web: int, smtp: int) -> list[Child]:
    """Mail catcher, web server, background worker and clock."""
    hustings = [sys.executable, "-m", "hustings"]

    def child(name: str, *command: str, fds: tuple[int, ...] = ()) -> Child:
        return Child(name, list(command), log_dir / f"{name}.log", fds)

    catcher = [sys.executable, "-m", "hustings.demo.catcher", str(mailbox)]
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "python:hustings.gunicorn_conf"]
    return [
        child("mail", *catcher, "--fd", str(smtp), fds=(smtp,)),
        child("web", *gunicorn, "-b", f"fd://{web}", "hustings.wsgi", fds=(web,)),
        child("worker", *hustings, "db_worker", "--backend", "background", "--interval", "0.5"),
        child("tick", *hustings, "tick", "--loop"),
    ]


def wait_until_ready(url: str, children: list[Child]) -> None:
    """Return when the site answers; GivenUp when it does not within READY_SECONDS."""
    deadline = time.monotonic() + READY_SECONDS
    web = next(child for child in children if child.name == "web")
    while time.monotonic() < deadline and web.exit_code() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
            return
        except OSError:  # not listening yet, or answering 503
            time.sleep(0.1)
    raise GivenUp(f"the site does not answer. The end of {web.log}:\n{web.last_lines()}")


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def banner(url: str, password: str, log_dir: Path) -> str:
    """What a newcomer needs to begin."""
    return f"""
  The campaign site    {url}/
  Staff                {url}/admin/
                       login admin, password {password}
  Every mail it sends  {url}/mailbox/

  Logs are in {log_dir}. Ctrl-C stops everything.
"""
