"""A mail server that takes everything and keeps whom each mail was for, in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any

HELLO = b"250-sink.example\r\n250 8BITMIME\r\n"
REPLIES = {b"EHLO": HELLO, b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}
OK = b"250 Ok\r\n"
END = b"\r\n.\r\n"


class Sink:
    """`with Sink() as sink:`; `taken()` says how many mails each mailbox got since `forget()`."""

    port: int

    def __enter__(self) -> Sink:
        self.folder = tempfile.TemporaryDirectory(prefix="sink-")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.mailing.sink", self.folder.name],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.folder.cleanup()

    def taken(self) -> Counter[str]:
        """By mailbox."""
        found: Counter[str] = Counter()
        for path in Path(self.folder.name).iterdir():
            found.update(path.read_text().splitlines())
        return found

    def forget(self) -> None:
        """Begin a new count; nobody may be connected."""
        for path in Path(self.folder.name).iterdir():
            path.unlink()


def serve(folder: str) -> None:
    """Until the process is ended. What was taken is in the file before it is acknowledged."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        print(listener.getsockname()[1], flush=True)
        number = 0
        while True:
            line, _address = listener.accept()
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            number += 1
            place = Path(folder) / str(number)
            threading.Thread(target=_talk, args=(line, place), daemon=True).start()


def _talk(line: socket.socket, place: Path) -> None:
    reader: Any = line.makefile("rb", buffering=1 << 16)
    kept = os.open(place, os.O_WRONLY | os.O_CREAT)
    recipient = b""
    try:
        line.sendall(b"220 sink.example\r\n")
        while command := reader.readline():
            verb = command[:4].upper()
            if verb == b"RCPT":
                recipient = command.partition(b"<")[2].partition(b">")[0]
            line.sendall(REPLIES.get(verb, OK))
            if verb == b"DATA":
                if not _body(line, reader):
                    return
                os.write(kept, recipient + b"\n")
                line.sendall(OK)
    except OSError:
        return  # the sender was killed
    finally:
        os.close(kept)
        line.close()


def _body(line: socket.socket, reader: Any) -> bool:
    """Up to the lonely dot; False when the sender was killed before. One client, one mail at a
    time: nothing may follow the dot before our answer."""
    tail = b""
    while not tail.endswith(END):
        piece = reader.read1(1 << 16)
        if not piece:
            return False
        tail = (tail + piece)[-5:]
    return True


if __name__ == "__main__":
    serve(sys.argv[1])
