"""A real SMTP server on loopback that misbehaves on command.

A raw socket, because a library that answers correctly cannot hang at DATA, cut the line after
it has taken a mail, or talk garbage. `misbehave` says what happens at a stage:

    server.misbehave("RCPT", "550 5.1.1 no such user", to="gone@example.org")
    server.misbehave("BODY", TAKE_AND_DROP, times=1)
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import socket
import socketserver
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from types import TracebackType
from typing import Any

import django

#: Never answer; the client's own patience must end it.
HANG = "<hang>"
#: Cut the line without an answer.
DROP = "<drop>"
#: At BODY only: the mail is taken, its answer is lost.
TAKE_AND_DROP = "<take and drop>"
TAKE_AND_HANG = "<take and hang>"
GARBAGE = "<garbage>"
STAGES = ("CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "BODY")


@dataclass(frozen=True)
class Letter:
    """One mail that was taken: its envelope and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message(self) -> EmailMessage:
        """Parsed."""
        return email.message_from_bytes(self.content, policy=email.policy.default)  # type: ignore[return-value]

    @property
    def message_id(self) -> str:
        """With its angle brackets."""
        return str(self.message["Message-ID"])


@dataclass
class Rule:
    """What to do at a stage, for whom, and how often."""

    stage: str
    action: str
    to: str = ""
    times: int | None = None


@dataclass
class SmtpServer:
    """`with SmtpServer() as server:`; everything it took is in `received`."""

    offers_auth: bool = True
    #: Seconds between a mail and the word that it was taken.
    delay: float = 0
    received: list[Letter] = field(default_factory=list)
    connections: int = 0
    rules: list[Rule] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.lines: set[socket.socket] = set()

    def __enter__(self) -> SmtpServer:
        room = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    _Session(room, self.connection, self.rfile).run()

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads = allow_reuse_address = True
            request_queue_size = 64

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that was killed is no news."""

        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.port: int = self.listener.server_address[1]
        self.thread = threading.Thread(
            target=self.listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stopping.set()
        for line in list(self.lines):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self.listener.shutdown()
        self.listener.server_close()

    def misbehave(self, stage: str, action: str, *, to: str = "", times: int | None = None) -> None:
        """From now on (`times` times) do this at that stage; with `to`, for that recipient."""
        assert stage in STAGES, stage
        self.rules.append(Rule(stage, action, to.lower(), times))

    def behave(self) -> None:
        """Answer as a mail server should from now on."""
        self.rules.clear()

    def action(self, stage: str, recipients: tuple[str, ...] = ()) -> str:
        """What to do now; "" for what is proper. Uses up one of a rule's times."""
        with self.lock:
            for rule in self.rules:
                named = not rule.to or rule.to in {address.lower() for address in recipients}
                if rule.stage == stage and named and rule.times != 0:
                    if rule.times is not None:
                        rule.times -= 1
                    return rule.action
        return ""

    def take(self, letter: Letter) -> None:
        """Keep a mail."""
        with self.lock:
            self.received.append(letter)

    def to(self, address: str) -> list[Letter]:
        """What was taken for one address."""
        return [letter for letter in self.received if address in letter.recipients]

    def use(self, settings: Any, **options: Any) -> None:
        """Let the product's own backend talk to it (pytest-django's `settings`)."""
        send_by_smtp(settings, self.port, **options)


def send_by_smtp(settings: Any, port: int, **options: Any) -> None:
    """As each Django wants to be told: 6.1 knows MAILERS, earlier ones EMAIL_HOST and the like.

    `options` are those of the backend: host, username, password, use_tls, use_ssl, timeout.
    """
    backend = "django.core.mail.backends.smtp.EmailBackend"
    options = {"host": "127.0.0.1", "port": port, "use_tls": False, "timeout": 10} | options
    if django.VERSION >= (6, 1):
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        return
    names = {"username": "EMAIL_HOST_USER", "password": "EMAIL_HOST_PASSWORD"}
    settings.EMAIL_BACKEND = backend
    for name, value in options.items():
        setattr(settings, names.get(name, f"EMAIL_{name.upper()}"), value)


class _Session:
    """One connection."""

    def __init__(self, room: SmtpServer, line: socket.socket, reader: Any) -> None:
        self.room, self.line, self.reader = room, line, reader
        self.sender, self.recipients = "", []
        room.lines.add(line)
        room.connections += 1

    def run(self) -> None:
        """Answer until the client leaves or the line is cut."""
        try:
            if not self.reply("CONNECT", "220 double.example ESMTP"):
                return
            while raw := self.reader.readline():
                if not self.command(raw.decode("utf-8", "replace").strip()):
                    return
        finally:
            self.room.lines.discard(self.line)

    def command(self, text: str) -> bool:
        """Whether the conversation goes on."""
        verb = text.split(" ")[0].upper()
        if verb in ("EHLO", "HELO"):
            auth = "250-AUTH PLAIN\r\n" if self.room.offers_auth else ""
            return self.reply("EHLO", f"250-double.example\r\n{auth}250 8BITMIME")
        if verb == "AUTH":
            return self.reply("AUTH", "235 2.7.0 Authentication successful")
        if verb == "MAIL":
            self.sender, self.recipients = _address(text), []
            return self.reply("MAIL", "250 2.1.0 Ok")
        if verb == "RCPT":
            address = _address(text)
            refused = self.room.action("RCPT", (address,))
            if not refused:
                self.recipients.append(address)
            return self.do(refused or "250 2.1.5 Ok")
        if verb == "DATA":
            return self.data()
        if verb == "QUIT":
            self.do("221 2.0.0 Bye")
            return False
        return self.do("250 2.0.0 Ok" if verb in ("RSET", "NOOP") else "502 5.5.2 Unknown")

    def data(self) -> bool:
        """The words of the mail, up to the lonely dot."""
        answer = self.room.action("DATA", tuple(self.recipients)) or "354 End data with a dot"
        if not self.do(answer) or not answer.startswith("354"):
            return not answer.startswith("<")
        lines = []
        while (raw := self.reader.readline()) != b".\r\n":
            if not raw:
                return False  # the client died: nothing was taken
            lines.append(raw[1:] if raw.startswith(b"..") else raw)
        letter = Letter(self.sender, tuple(self.recipients), b"".join(lines))
        answer = self.room.action("BODY", letter.recipients) or "250 2.0.0 Ok: queued"
        if answer in (TAKE_AND_DROP, TAKE_AND_HANG) or answer.startswith("250"):
            self.room.take(letter)
        if self.room.delay:
            self.room.stopping.wait(self.room.delay)
        return self.do(answer)

    def reply(self, stage: str, proper: str) -> bool:
        return self.do(self.room.action(stage, tuple(self.recipients)) or proper)

    def do(self, action: str) -> bool:
        """Send a reply, or not; whether the conversation goes on."""
        if action in (HANG, TAKE_AND_HANG):
            self.room.stopping.wait()
            return False
        if action in (DROP, TAKE_AND_DROP):
            self.line.shutdown(socket.SHUT_RDWR)
            return False
        if action == GARBAGE:
            self.line.sendall(b"\xff\xfe\x00 what is this\r\n")
            return True
        self.line.sendall(action.encode() + b"\r\n")
        return True


def _address(command: str) -> str:
    return command.partition("<")[2].partition(">")[0]
