"""Reports as mail servers write them; every name, address and number is made up."""

from __future__ import annotations

TO = "lea@example.org"


def _dsn(*, sender: str, text: str, status: str, original: str, of_headers: bool = False) -> bytes:
    kind = "text/rfc822-headers" if of_headers else "message/rfc822"
    return f"""\
Return-Path: <>
From: {sender}
To: campaign@example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"

--=_report
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{text}

--=_report
Content-Type: message/delivery-status

{status}

--=_report
Content-Type: {kind}

{original}

--=_report--
""".encode()


def original(message_id: str, *, body: bool = True) -> str:
    """The mail that comes back, or its headers."""
    headers = f"""From: "Essai" <campaign@example.org>
To: {TO}
Subject: Confirmez
Message-ID: {message_id}
Date: Tue, 24 Nov 2026 16:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8"""
    return f"{headers}\n\nBonjour.\n" if body else headers


def postfix(
    message_id: str, *, status: str = "5.1.1", action: str = "failed", to: str = TO
) -> bytes:
    return _dsn(
        sender="MAILER-DAEMON@relay.example.net (Mail Delivery System)",
        text=f"This is the mail system at host relay.example.net.\n\n<{to}>: host mx said: "
        f"550 {status} <{to}>: Recipient address rejected (in reply to RCPT TO command)",
        status=f"""Reporting-MTA: dns; relay.example.net
X-Postfix-Queue-ID: 4A1B2C3D4E
Arrival-Date: Tue, 24 Nov 2026 16:00:01 +0000 (UTC)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550 {status} <{to}>: Recipient address rejected""",
        original=original(message_id),
    )


def exim(message_id: str) -> bytes:
    """The status is vague; the other server's words are not."""
    return _dsn(
        sender="Mail Delivery System <Mailer-Daemon@exim.example.net>",
        text="This message was created automatically by mail delivery software.",
        status=f"""Reporting-MTA: dns; exim.example.net

Action: failed
Final-Recipient: rfc822;{TO}
Status: 5.0.0
Remote-MTA: dns; mx.example.org
Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.""",
        original=original(message_id, body=False),
        of_headers=True,
    )


def exchange(message_id: str) -> bytes:
    return _dsn(
        sender="<postmaster@outlook.example.com>",
        text="Your message couldn't be delivered. lea wasn't found at example.org.",
        status=f"""Reporting-MTA: dns;AM0PR01.prod.example.com
Received-From-MTA: dns;relay.example.net
Arrival-Date: Tue, 24 Nov 2026 16:00:02 +0000

Original-Recipient: rfc822;{TO}
Final-Recipient: rfc822;{TO}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP""",
        original=original(message_id),
    )


def gmail(message_id: str) -> bytes:
    """The readable part is itself a multipart; the mailbox is full."""
    return f"""\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: campaign@example.org
Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/report; boundary="outer"; report-type=delivery-status

--outer
Content-Type: multipart/related; boundary="inner"

--inner
Content-Type: multipart/alternative; boundary="deep"

--deep
Content-Type: text/plain; charset="UTF-8"

** Boîte pleine ** L'adresse {TO} a dépassé son quota.

--deep
Content-Type: text/html; charset="UTF-8"

<p>Boîte pleine</p>
--deep--
--inner--
--outer
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Arrival-Date: Tue, 24 Nov 2026 08:00:00 -0800 (PST)
X-Original-Message-ID: {message_id}

Final-Recipient: rfc822; {TO}
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552-5.2.2 The recipient's inbox is out of storage space.

--outer
Content-Type: message/rfc822

{original(message_id)}
--outer--
""".encode()


def orange(message_id: str) -> bytes:
    """511 is no status of the standard; the enhanced one is."""
    return _dsn(
        sender="MAILER-DAEMON@smtp.orange.example (Mail Delivery System)",
        text="Ce message a été créé automatiquement. Votre message n'a pas pu être remis.",
        status=f"""Reporting-MTA: dns; smtp.orange.example

Final-Recipient: rfc822; {TO}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 511 5.1.1 Adresse d au moins un destinataire invalide. OFR_416 [416]""",
        original=original(message_id, body=False),
        of_headers=True,
    )


def free(message_id: str) -> bytes:
    """No report at all but a letter, as qmail writes it, with our mail below."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@smtp.free.example
To: campaign@example.org
Subject: failure notice
Content-Type: text/plain; charset=utf-8

Hi. This is the qmail-send program at smtp.free.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{TO}>:
192.0.2.25 does not like recipient.
Remote host said: 550 5.1.1 User unknown
Giving up on 192.0.2.25.

--- Below this line is a copy of the message.

{original(message_id)}
""".encode()


def complaint(message_id: str, *, kind: str = "abuse") -> bytes:
    """ARF, as feedback loops send it."""
    return f"""\
From: <feedback@arf.mail.example>
To: campaign@example.org
Subject: FW: Confirmez
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part"

--part
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for a message received on 24 Nov 2026.
--part
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <campaign@example.org>
Source-IP: 192.0.2.1

--part
Content-Type: message/rfc822
Content-Disposition: inline

{original(message_id)}
--part--
""".encode()


def answer() -> bytes:
    """A person, not a server."""
    return b"""\
From: Somebody <somebody@example.org>
To: campaign@example.org
Subject: Re: Confirmez

I cannot read your mail, error 550 5.1.1 on my screen!
"""
