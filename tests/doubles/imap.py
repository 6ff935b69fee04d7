"""A small real IMAP server on loopback: one folder, the commands a reader of reports needs."""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Stored:
    """One mail with its flags."""

    uid: int
    content: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class ImapServer:
    """`with ImapServer() as server:`; `hangs` makes it fall silent after its greeting."""

    user: str = "reports"
    password: str = "p@ss/word"
    has_uidplus: bool = True
    hangs: bool = False
    mails: list[Stored] = field(default_factory=list)

    def __enter__(self) -> ImapServer:
        room = self
        self.stopping = threading.Event()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    _Session(room, self.connection, self.rfile).run()

        class Listener(socketserver.ThreadingTCPServer):
            daemon_threads = allow_reuse_address = True

        self.listener = Listener(("127.0.0.1", 0), Handler)
        self.port: int = self.listener.server_address[1]
        threading.Thread(
            target=self.listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(self, *args: Any) -> None:
        self.stopping.set()
        self.listener.shutdown()
        self.listener.server_close()

    @property
    def address(self) -> str:
        """As the setting wants it."""
        from urllib.parse import quote

        return f"imap://{self.user}:{quote(self.password, safe='')}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, content: bytes, *flags: str) -> Stored:
        """A mail arrives."""
        stored = Stored(len(self.mails) + 1, content.replace(b"\n", b"\r\n"), set(flags))
        self.mails.append(stored)
        return stored


class _Session:
    def __init__(self, room: ImapServer, line: socket.socket, reader: Any) -> None:
        self.room, self.line, self.reader = room, line, reader

    def say(self, text: str | bytes) -> None:
        self.line.sendall((text.encode() if isinstance(text, str) else text) + b"\r\n")

    def run(self) -> None:
        self.say("* OK double ready")
        if self.room.hangs:
            self.room.stopping.wait()
            return
        while raw := self.reader.readline():
            tag, _space, command = raw.decode().strip().partition(" ")
            verb = command.split(" ")[0].upper()
            answer = getattr(self, f"on_{verb.lower()}", None)
            self.say(f"{tag} {answer(command) if answer else 'BAD unknown'}")
            if verb == "LOGOUT":
                return

    def on_capability(self, command: str) -> str:
        self.say("* CAPABILITY IMAP4rev1" + (" UIDPLUS" if self.room.has_uidplus else ""))
        return "OK done"

    def on_login(self, command: str) -> str:
        given = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', command.partition(" ")[2])
        words = [quoted or bare for quoted, bare in given]
        return "OK in" if words == [self.room.user, self.room.password] else "NO wrong password"

    def on_select(self, command: str) -> str:
        if "INBOX" not in command:
            return "NO no such folder"
        self.say(f"* {len(self.room.mails)} EXISTS")
        return "OK [READ-WRITE] selected"

    def on_logout(self, command: str) -> str:
        self.say("* BYE")
        return "OK bye"

    def on_uid(self, command: str) -> str:
        _uid, verb, rest = command.split(" ", 2)
        return getattr(self, f"uid_{verb.lower()}")(rest)

    def uid_search(self, criteria: str) -> str:
        found = [mail for mail in self.room.mails if all(map(self.holds(mail), criteria.split()))]
        self.say("* SEARCH " + " ".join(str(mail.uid) for mail in found))
        return "OK done"

    def holds(self, mail: Stored) -> Any:
        def one(word: str) -> bool:
            is_not, name = word.startswith("UN"), word.removeprefix("UN").capitalize()
            return (f"\\{name}" in mail.flags) != is_not

        return one

    def uid_fetch(self, rest: str) -> str:
        uid, _space, what = rest.partition(" ")
        for mail in self.room.mails:
            if mail.uid == int(uid) and "RFC822.SIZE" in what:
                self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(mail.content)})")
            elif mail.uid == int(uid):
                head = f"* {uid} FETCH (UID {uid} BODY[] {{{len(mail.content)}}}\r\n".encode()
                self.say(head + mail.content + b")")
        return "OK done"

    def uid_store(self, rest: str) -> str:
        uid, _item, flags = rest.split(" ", 2)
        for mail in self.room.mails:
            if mail.uid == int(uid):
                mail.flags |= set(flags.strip("()").split())
        return "OK done"

    def uid_expunge(self, rest: str) -> str:
        self.room.mails[:] = [
            mail
            for mail in self.room.mails
            if not (mail.uid == int(rest) and "\\Deleted" in mail.flags)
        ]
        return "OK done"
