"""A real HTTP server on loopback in place of Google's siteverify, that misbehaves on command."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs

PASSED = json.dumps({"success": True, "hostname": "localhost"})
REFUSED = json.dumps({"success": False, "error-codes": ["timeout-or-duplicate"]})
#: Never answer, or one byte at a time, or cut the line.
HANG, DRIP, CUT = "<hang>", "<drip>", "<cut>"


class SiteVerify:
    """`answer` and `status` say what comes back; `asked` keeps the forms that were sent."""

    def __init__(self) -> None:
        self.answer, self.status, self.location = PASSED, 200, ""
        self.asked: list[dict[str, list[str]]] = []
        self._over = threading.Event()
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                double.asked.append(parse_qs(self.rfile.read(length).decode()))
                double.reply(self)

            do_GET = do_POST

            def log_message(self, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/siteverify"

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        """As told."""
        if self.answer == HANG:
            self._over.wait(20)
            return
        if self.answer == CUT:
            handler.connection.close()
            return
        handler.send_response(self.status)
        if self.location:
            handler.send_header("Location", self.location)
        body = b"x" * 50 if self.answer == DRIP else self.answer.encode()
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if self.answer == DRIP:
            for _tick in range(50):
                if self._over.is_set():
                    return
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.4)
            return
        handler.wfile.write(body)

    def __enter__(self) -> SiteVerify:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
