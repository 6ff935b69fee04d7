"""A real HTTP server on loopback that keeps Mailchimp's contract, and breaks it on command.

What it answers, refuses and remembers follows `docs/mailchimp.md`, "The contract". In a process of
its own: `python -m tests.doubles.mailchimp PORT`; inside a test:

    with MailchimpServer() as server:
        server.fail("empty 500", times=2)
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import hmac
import json
import socket
import struct
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.doubles.mailchimp_lists import Audience, Lists, md5
from tests.doubles.mailchimp_problems import Problem

KEY = "0123456789abcdef0123456789abcdef-us21"
MAX_CONNECTIONS = 10
PROBLEM = "application/problem+json; charset=utf-8"
JSON = "application/json; charset=utf-8"
#: Named after what the client sees. `commit then *` does the work and loses the answer.
FAILURES = (
    "empty 500",
    "problem 500",
    "empty 429",
    "problem 429",
    "bare 403",
    "401",
    "html 200",
    "broken json",
    "hang",
    "reset",
    "commit then reset",
    "commit then empty 500",
    "redirect",
)


@dataclass
class Call:
    """One request as it came in, with how many were being answered, itself included."""

    method: str
    path: str
    body: Any
    in_flight: int
    status: int = 0


@dataclass
class Failure:
    """What to do instead of answering, how often, to which requests."""

    kind: str
    times: int | None
    only: str


class MailchimpServer(Lists):
    """Everything it was asked is in `calls`; whom it made subscribed is in `became`."""

    def __init__(self, *, now: Callable[[], datetime] | None = None, port: int = 0) -> None:
        super().__init__(now or (lambda: datetime.now(UTC)))
        self.key = KEY
        self.calls: list[Call] = []
        self.hang_seconds = 30.0
        #: How long each answer takes; for tests of simultaneous connections.
        self.delay_seconds = 0.0
        self._failures: list[Failure] = []
        self._in_flight = 0
        self._stopping = threading.Event()
        self._http = _Listener(("127.0.0.1", port), _handler_of(self))
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """Where the client's `api_client.host` should point."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/3.0"

    def __enter__(self) -> MailchimpServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._http.shutdown()
        self._http.server_close()

    # -- what a test arranges -----------------------------------------------------------------
    def audience(self, name: str = "News", list_id: str = "a1b2c3d4e5") -> Audience:
        """Make an audience, or answer the one there is."""
        return self.audiences.setdefault(list_id, Audience(list_id, name))

    def fail(self, kind: str, *, times: int | None = 1, only: str = "") -> None:
        """Fail the next requests (None: all) whose "METHOD /path" contains `only`."""
        if kind not in FAILURES:
            raise ValueError(kind)
        with self.lock:
            self._failures.append(Failure(kind, times, only))

    def recover(self) -> None:
        """Answer everything again."""
        with self.lock:
            self._failures.clear()

    def end(self, list_id: str, email: str, status: str = "unsubscribed") -> None:
        """The person unsubscribes at Mailchimp, or the address bounces (`cleaned`)."""
        with self.lock:
            member = self.audiences[list_id].find(md5(email))
            member.status, member.ended_by, member.last_changed = status, "user", self.now()

    def made(self, method: str = "", part: str = "") -> list[Call]:
        """The calls of a method whose path contains a part."""
        return [c for c in self.calls if method in ("", c.method) and part in c.path]

    def subscribed(self, list_id: str) -> set[str]:
        """Addresses that Mailchimp would send to now."""
        with self.lock:
            return {
                m.email
                for m in self.audiences[list_id].members.values()
                if m.status == "subscribed"
            }

    def webhook(
        self,
        list_id: str,
        kind: str,
        *,
        secret: str = "",
        at: float | None = None,
        **data: str,
    ) -> tuple[bytes, dict[str, str]]:
        """Body and headers of a webhook, signed when a secret is given."""
        fired = self.now().strftime("%Y-%m-%d %H:%M:%S")
        pairs = [("type", kind), ("fired_at", fired), ("data[list_id]", list_id)]
        pairs += [(f"data[{name}]", value) for name, value in data.items()]
        body = urllib.parse.urlencode(pairs).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if secret:
            moment = int(at if at is not None else time.time())
            signed = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
            headers["X-Mailchimp-Signature"] = f"t={moment},v1={signed.hexdigest()}"
        return body, headers

    # -- answering ----------------------------------------------------------------------------
    def failure_for(self, what: str) -> str:
        """The failure this request meets; "" for none."""
        with self.lock:
            for failure in self._failures:
                if failure.only in what and failure.times != 0:
                    if failure.times is not None:
                        failure.times -= 1
                    return failure.kind
        return ""

    @contextlib.contextmanager
    def flying(self) -> Iterator[int]:
        """Count a request while it is answered."""
        with self.lock:
            self._in_flight += 1
            number = self._in_flight
        try:
            yield number
        finally:
            with self.lock:
                self._in_flight -= 1

    def wait(self, seconds: float) -> None:
        """Let time pass, unless the server is being stopped."""
        self._stopping.wait(seconds)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def _handler_of(server: MailchimpServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def _serve(self) -> None:
            with server.flying() as in_flight:
                self._serve_one(in_flight)

        def _serve_one(self, in_flight: int) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            raw = self.rfile.read(length)
            parsed = urllib.parse.urlsplit(self.path)
            query = dict(urllib.parse.parse_qsl(parsed.query))
            try:
                body = json.loads(raw) if raw else None
            except ValueError:
                body = None
            # Before the answer, so that whoever has it finds it here.
            self.call = Call(self.command, parsed.path, body, in_flight)
            server.calls.append(self.call)
            server.wait(server.delay_seconds)
            self._answer(parsed.path, query, body, in_flight)

        def _answer(self, path: str, query: dict[str, str], body: Any, in_flight: int) -> None:
            if in_flight > MAX_CONNECTIONS:
                limit = "You have exceeded the limit of 10 simultaneous connections."
                return self._problem(Problem(429, "Too Many Requests", limit))
            failure = server.failure_for(f"{self.command} {path}")
            if failure and not failure.startswith("commit"):
                return self._fail(failure)
            if not self._is_known():
                return self._problem(
                    Problem(
                        401,
                        "API Key Invalid",
                        "Your API key may be invalid, or you've attempted to access the wrong "
                        "datacenter.",
                    )
                )
            try:
                found = server.answer(self.command, path, query, body)
            except Problem as problem:
                return self._problem(problem)
            if failure:
                return self._fail(failure.removeprefix("commit then "))
            if found is None:
                return self._send(204, b"", JSON)
            return self._send(200, json.dumps(found).encode(), JSON)

        def _is_known(self) -> bool:
            scheme, _space, value = self.headers.get("Authorization", "").partition(" ")
            if scheme == "Bearer":
                return value == server.key
            return scheme == "Basic" and b64decode(value).decode().endswith(f":{server.key}")

        def _problem(self, problem: Problem) -> None:
            return self._send(problem.status, json.dumps(problem.body).encode(), PROBLEM)

        def _fail(self, kind: str) -> None:
            match kind:
                case "hang":
                    server.wait(server.hang_seconds)
                    return self._cut()
                case "reset":
                    return self._cut()
                case "redirect":
                    return self._send(302, b"", "", Location="https://example.org/elsewhere")
                case "html 200":
                    return self._send(200, b"<html>Maintenance</html>", "text/html")
                case "broken json":
                    return self._send(200, b'{"id": "12', JSON)
                case "401":
                    return self._problem(
                        Problem(401, "API Key Invalid", "Your API key may be invalid.")
                    )
                case "problem 500":
                    return self._problem(Problem(500, "Internal Server Error", "Oops."))
                case "problem 429":
                    return self._problem(Problem(429, "Too Many Requests", "Slow down."))
            status = int(kind.rsplit(" ", 1)[1])
            return self._send(status, b"", "")

        def _cut(self) -> None:
            """The line breaks: RST, not FIN."""
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

        def _send(self, status: int, content: bytes, kind: str, **headers: str) -> None:
            self.call.status = status
            self.send_response(status)
            if kind:
                self.send_header("Content-Type", kind)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def finish(self) -> None:
            with contextlib.suppress(OSError, ValueError):  # the line was cut on purpose
                super().finish()

        def log_message(self, *args: Any) -> None:
            """`calls` is the log."""

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        setattr(Handler, f"do_{method}", Handler._serve)
    return Handler


def main() -> None:
    """Serve one audience until the process is ended; its id and members are forgotten then."""
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    with MailchimpServer(port=parser.parse_args().port) as server:
        server.audience()
        server.wait(24 * 3600)


if __name__ == "__main__":
    main()
