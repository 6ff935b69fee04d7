"""The production settings under the production server, as a proxy in front would see them."""

import concurrent.futures
import http.client
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from tests.conftest import Campaign
from tests.site.conftest import free_port, wait_for_port
from tests.site.processes import PRODUCTION, ROOT, environment, manage

pytestmark = pytest.mark.django_db(transaction=True)
HTTPS = {"X-Forwarded-Proto": "https"}
TOKEN = "5pKq-Zr_3vX0aB9dEfGh"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """gunicorn with the configuration of the Procfile."""

    port: int
    log: Path

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """One request of its own connection; header names with `_` for `-`."""
        sent = {"Host": "campagne.test"} | {k.replace("_", "-"): v for k, v in headers.items()}
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            client.request(method, path, body, sent)
            answer = client.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            client.close()

    def log_with(self, line: str) -> str:
        """The log once the line is there: it is written after the answer was sent."""
        deadline = time.monotonic() + 10
        while line not in (log := self.log.read_text()):
            assert time.monotonic() < deadline, log
            time.sleep(0.05)
        return log

    def page(self, path: str, **headers: str) -> Answer:
        """Through the proxy that ended TLS."""
        return self.ask(path, X_Forwarded_Proto="https", **headers)


def database_url() -> str:
    """The suite's own database, for another process."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    host = str(values["HOST"]).replace("/", "%2F")
    return (
        f"postgres://{values['USER']}:{values['PASSWORD']}@{host}:{values['PORT']}/{values['NAME']}"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run-time folder with collected static files."""
    var_dir = tmp_path_factory.mktemp("production")
    result = manage("collectstatic", "--no-input", **PRODUCTION, HUSTINGS_VAR_DIR=str(var_dir))
    assert result.returncode == 0, result.stderr
    return var_dir


@pytest.fixture
def server(folder: Path, campaign: Campaign) -> Iterator[Server]:
    """Started per test: the database is emptied between them."""
    server = Server(free_port(), folder / "server.log")
    values = {**PRODUCTION, "DATABASE_URL": database_url(), "HUSTINGS_VAR_DIR": str(folder)}
    command = [sys.executable, "-m", "gunicorn", "--config", "site/hustings/gunicorn_conf.py"]
    command += ["--bind", f"127.0.0.1:{server.port}", "hustings.wsgi"]
    with server.log.open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(**values), stdout=log, stderr=subprocess.STDOUT
        )
    try:
        wait_for_port(server.port, 60)
        yield server
    finally:
        process.terminate()
        assert process.wait(60) == 0, server.log.read_text()


def test_production_serves_pages_files_and_refusals(server):
    # Plain HTTP is led to https; only the monitor is answered.
    plain = server.ask("/fr/")
    assert (plain.status, plain.headers["Location"]) == (301, "https://campagne.test/fr/")
    assert server.ask("/healthz").status == 200
    assert server.page("/fr/", Host="evil.test").status == 400

    page = server.page("/fr/")
    assert page.status == 200, server.log.read_text()
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Set-Cookie" not in page.headers
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]

    # Every file the page names is there, hashed, compressed and kept by browsers.
    text = page.body.decode()
    files = re.findall(r'(?:href|src)="(/(?:static/|theme\.)[^"]+\.(?:css|js))"', text)
    assert len(files) >= 2
    for path in files:
        answer = server.page(path, Accept_Encoding="br, gzip")
        assert answer.status == 200, path
        assert answer.headers["Content-Encoding"] in {"br", "gzip"}, path
        assert "max-age=31536000" in answer.headers["Cache-Control"], path
        assert "immutable" in answer.headers["Cache-Control"], path

    # Staff cookies travel over https only.
    login = server.page("/admin/login/")
    assert login.status == 200
    assert "Secure" in login.headers["Set-Cookie"]

    # What is wrong is answered by a page; what is private is not there.
    assert server.page("/mailbox/").status in {302, 404}
    assert server.page("/fr/mailbox/").status == 404
    assert server.page("/media/documents/x.pdf").status in {302, 404}
    missing = server.page("/en/nowhere/")
    assert missing.status == 404
    assert b"<h1>" in missing.body

    # A megabyte is refused, and the browser that sent it gets to read why.
    body = b"given_name=" + b"x" * 1_000_000
    refused = server.ask("/fr/", "POST", body, X_Forwarded_Proto="https")
    assert refused.status == 413
    assert b"<h1>" in refused.body

    # The log names no token, no search, no visitor.
    server.page(f"/c/{TOKEN}/?from=mail", X_Forwarded_For="203.0.113.7")
    log = server.log_with('"GET /c/***/?*** HTTP/1.1"')
    assert TOKEN not in log
    assert "203.0.113.7" not in log
    assert "Traceback" not in log


def test_many_visitors_at_once_share_the_pool(server):
    with concurrent.futures.ThreadPoolExecutor(24) as visitors:
        answers = list(visitors.map(lambda _: server.page("/fr/").status, range(120)))
    assert set(answers) == {200}, server.log.read_text()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            (open_connections,) = cursor.fetchone()
        # Two processes of at most four, and one each for the health probe.
        assert 1 <= open_connections <= 10
