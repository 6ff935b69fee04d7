"""What the demonstration sends is caught over real SMTP and read in the browser."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import django
import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.test import RequestFactory
from django.urls import include, path

from hustings.demo import mailbox, views
from tests.site.conftest import Catcher

DEMO = Path(views.__file__).parent
urlpatterns = [path("mailbox/", include("hustings.demo.urls"))]


@pytest.fixture
def inbox(settings, tmp_path: Path) -> Path:
    """The mailbox pages mounted over an empty folder."""
    settings.VAR_DIR = tmp_path
    settings.ROOT_URLCONF = "tests.site.test_mailbox"
    # Not INSTALLED_APPS: Wagtail's API cannot be set up twice in one process.
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [DEMO / "templates"]}]
    (tmp_path / "mailbox").mkdir(exist_ok=True)
    return tmp_path / "mailbox"


def put(inbox: Path, content: bytes, number: int = 1) -> str:
    name = f"{number:020d}-0123abcd"
    (inbox / f"{name}.eml").write_bytes(content)
    return name


def send(catcher: Catcher, **changes: str) -> None:
    """One mail as Django sends it: text, HTML, a header, an attachment."""
    values = {"subject": "Confirmez : l’école", "to": "eloise@ville.test", **changes}
    mail = EmailMultiAlternatives(
        values["subject"],
        "Bonjour Éloïse",
        "Campagne <c@ville.test>",
        [values["to"]],
        headers={"List-Unsubscribe": "<https://ville.test/u/x/>"},
    )
    mail.attach_alternative("<html><head></head><p>Bonjour <b>Éloïse</b></p></html>", "text/html")
    mail.attach("rendez-vous.ics", b"BEGIN:VCALENDAR", "text/calendar")
    server = {"host": "127.0.0.1", "port": catcher.port, "use_tls": False, "timeout": 10}
    server |= {"alias": "catcher"} if django.VERSION >= (6, 1) else {}
    assert EmailBackend(**server).send_messages([mail]) == 1


def test_a_mail_sent_over_smtp_is_in_the_list(catcher, inbox, client):
    send(catcher, to="eloise@ville.test")
    (mail,) = client.get("/mailbox/messages.json").json()
    assert mail["to"] == "eloise@ville.test"
    assert mail["from"] == "Campagne <c@ville.test>"
    assert mail["subject"] == "Confirmez : l’école"
    assert mail["text"].strip() == "Bonjour Éloïse"
    assert "<b>Éloïse</b>" in mail["html"]
    assert mail["headers"]["List-Unsubscribe"] == "<https://ville.test/u/x/>"
    assert mail["attachments"] == ["rendez-vous.ics"]
    assert mail["date"]
    assert "X-Envelope-To" not in mail["headers"]


def test_a_subject_that_begins_on_its_second_line_is_read_without_the_fold(catcher, inbox):
    subject = "Confirmez votre signature : Un bus de nuit jusqu’à 1 heure dans tous les quartiers"
    send(catcher, subject=subject)
    assert next(mailbox.newest_first()).subject == subject
    put(inbox, b"Subject:\r\n =?utf-8?q?=C3=89t=C3=A9?=\r\n\r\nx", number=10**19)
    assert next(mailbox.newest_first()).subject == "Été"


def test_the_newest_mail_comes_first(catcher, inbox, client):
    for number in range(3):
        send(catcher, to=f"a{number}@ville.test")
    mails = client.get("/mailbox/messages.json").json()
    assert [mail["to"] for mail in mails] == ["a2@ville.test", "a1@ville.test", "a0@ville.test"]


def test_a_hidden_recipient_is_shown_when_the_mail_names_none(catcher, inbox):
    with smtplib.SMTP("127.0.0.1", catcher.port, timeout=10) as smtp:
        smtp.sendmail("c@ville.test", ["b@ville.test"], b"Subject: x\r\n\r\nbody\r\n")
    assert next(mailbox.newest_first()).to == "b@ville.test"


def test_a_recipient_cannot_add_a_header_of_its_own(catcher, inbox):
    with smtplib.SMTP("127.0.0.1", catcher.port, timeout=10) as smtp:
        smtp.ehlo()
        smtp.mail("c@ville.test")
        smtp.send(b"RCPT TO:<b@ville.test\rX-Evil: yes>\r\n")
        assert smtp.getreply()[0] >= 500


def test_a_mail_is_only_seen_whole_and_only_by_its_owner(catcher, inbox):
    send(catcher)
    (stored,) = inbox.iterdir()
    assert stored.suffix == ".eml"
    assert stored.stat().st_mode & 0o077 == 0


def test_the_pages_show_list_text_and_headers(inbox, client, db):
    mail = EmailMessage()
    mail["Subject"], mail["To"] = "<b>Sujet</b>", "a@ville.test"
    mail.set_content("Lien : https://ville.test/c/abc/")
    name = put(inbox, mail.as_bytes())
    listing = client.get("/mailbox/")
    assert "&lt;b&gt;Sujet&lt;/b&gt;" in listing.text
    page = client.get(f"/mailbox/{name}/")
    assert 'href="https://ville.test/c/abc/"' in page.text
    assert "&lt;b&gt;Sujet" in page.text
    assert "<iframe" not in page.text
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert client.get(f"/mailbox/{name}/html/").status_code == 404


def test_the_html_of_a_mail_runs_nothing(inbox, client):
    mail = EmailMessage()
    mail["Subject"], mail["To"] = "x", "a@ville.test"
    mail.set_content("text")
    mail.add_alternative("<script>alert(1)</script><a href='/c/x/'>ok</a>", subtype="html")
    name = put(inbox, mail.as_bytes())
    assert "sandbox=" in client.get(f"/mailbox/{name}/").text
    answer = client.get(f"/mailbox/{name}/html/")
    policy = answer["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.text.startswith('<base target="_top">')


def test_links_of_a_whole_document_leave_the_frame(inbox):
    assert views.framed("<html><head><title>x") == '<html><head><base target="_top"><title>x'
    assert views.framed("<html><p>x") == "<html><p>x"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?utf-8?b?broken\r\nTo: <<>>\r\n\r\n\xff",
        b"Content-Type: text/plain; charset=nowhere\r\n\r\nhello",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\nno parts",
        b"To: a@x.test\r\nTo: b@x.test\r\nDate: never\r\n\r\n",
    ],
)
def test_a_damaged_mail_is_listed_all_the_same(inbox, client, content):
    name = put(inbox, content)
    assert client.get("/mailbox/").status_code == 200
    assert client.get(f"/mailbox/{name}/").status_code == 200
    assert len(client.get("/mailbox/messages.json").json()) == 1


def test_an_empty_mailbox_says_what_to_do(inbox, client):
    assert "No mail yet" in client.get("/mailbox/").text
    assert client.get("/mailbox/messages.json").json() == []
    inbox.rmdir()
    assert client.get("/mailbox/").status_code == 200


@pytest.mark.parametrize("name", ["x", "..", "secrets", "0" * 20 + "-zzzzzzzz"])
def test_only_a_mail_is_read(inbox, client, db, name):
    (inbox.parent / "secrets.eml").write_text("hidden")
    assert client.get(f"/mailbox/{name}/").status_code == 404
    assert mailbox.find("../secrets") is None


def test_no_answer_is_kept_and_no_form_is_taken(inbox, client):
    assert "no-store" in client.get("/mailbox/")["Cache-Control"]
    assert client.post("/mailbox/").status_code == 405
    assert not client.get("/mailbox/").cookies
    assert views.mail_list(RequestFactory().get("/mailbox/")).status_code == 200
