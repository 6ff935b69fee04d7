"""A real HTTP server on loopback in place of Google's siteverify, that misbehaves on command."""

from __future__ import annotations

import ipaddress
import json
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSED = json.dumps({"success": True, "hostname": "localhost"})
REFUSED = json.dumps({"success": False, "error-codes": ["timeout-or-duplicate"]})
#: Never answer, or one byte at a time, or cut the line.
HANG, DRIP, CUT = "<hang>", "<drip>", "<cut>"


class SiteVerify:
    """`answer` and `status` say what comes back; `asked` keeps the forms that were sent."""

    def __init__(self, folder: Path) -> None:
        #: Whoever asks must trust it: `SSL_CERT_FILE` of the environment.
        self.certificate = folder / "siteverify.pem"
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
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certify(self.certificate))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.domain = f"127.0.0.1:{self._server.server_port}"
        self.elsewhere = f"https://{self.domain}/elsewhere"

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        """As told."""
        if self.answer == HANG:
            self._over.wait(20)
            return
        if self.answer == CUT:
            handler.connection.close()
            return
        is_elsewhere = handler.path == "/elsewhere"
        handler.send_response(200 if is_elsewhere else self.status)
        if self.location and not is_elsewhere:
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


def _certify(path: Path) -> Path:
    """A certificate of its own for 127.0.0.1, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path
