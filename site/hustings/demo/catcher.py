"""An SMTP server that delivers nothing: every mail becomes a file in the mailbox folder."""

import argparse
import asyncio
import os
import secrets
import signal
import socket
import time
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_MAIL_BYTES = 20 * 1024 * 1024
#: The oldest mails beyond this number are thrown away.
MAX_MAILS = 1000


class MailboxHandler:
    """Writes each accepted mail; the name sorts by arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store one mail whole, then answer 250."""
        content = envelope.original_content or b""
        recipients = " ".join(", ".join(envelope.rcpt_tos).split())  # no line of its own
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        partial = self.folder / f"{name}.part"
        partial.write_bytes(f"X-Envelope-To: {recipients}\r\n".encode() + content)
        partial.rename(self.folder / f"{name}.eml")
        for old in sorted(self.folder.glob("*.eml"))[:-MAX_MAILS]:
            old.unlink(missing_ok=True)
        return "250 OK"


async def serve(folder: Path, listener: socket.socket) -> None:
    """Answer SMTP on the socket until TERM or INT."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    handler = MailboxHandler(folder)

    def protocol() -> SMTP:
        return SMTP(
            handler,
            loop=loop,
            hostname="localhost",  # the default asks the network for a name
            data_size_limit=MAX_MAIL_BYTES,
            enable_SMTPUTF8=True,
        )

    server = await loop.create_server(protocol, sock=listener)
    async with server:
        await stopped.wait()


def main() -> None:
    """`python -m hustings.demo.catcher FOLDER --fd N | --port N`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fd", type=int, help="an inherited, bound socket")
    parser.add_argument("--port", type=int, default=2525, help="or a port on loopback")
    options = parser.parse_args()
    os.umask(0o077)
    listener = socket.socket(fileno=options.fd) if options.fd is not None else socket.socket()
    if options.fd is None:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", options.port))
    asyncio.run(serve(options.folder, listener))


if __name__ == "__main__":
    main()
