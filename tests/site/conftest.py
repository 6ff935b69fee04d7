"""A running mail catcher, and addresses nobody else listens on."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.site.processes import environment


@dataclass
class Catcher:
    """The catcher as a process of its own."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]


def free_port() -> int:
    """A port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port: int, seconds: float = 20) -> None:
    """Return once something listens there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nothing listens on port {port}")


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Catcher]:
    """The real program, started as the demonstration starts it."""
    folder, port = tmp_path / "mailbox", free_port()
    command = [sys.executable, "-m", "hustings.demo.catcher", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, env=environment())
    try:
        wait_for_port(port)
        yield Catcher(folder, port, process)
    finally:
        process.terminate()
        assert process.wait(10) == 0
