"""Hands messages to the mail server: spliced bytes over one SMTP connection, or whole messages to
any other way of sending that Django is set up for."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from email import message_from_bytes, policy
from smtplib import SMTPRecipientsRefused
from types import TracebackType
from typing import Any

import django
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from hustings_mailings.splicing import OnePerson, Template


class Carrier:
    """One connection, opened at the first mail; raises what sending raises."""

    def __init__(self) -> None:
        self._backend: Any = (
            mail.mailers.default if django.VERSION >= (6, 1) else mail.get_connection()
        )

    def __enter__(self) -> Carrier:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, template: Template, person: OnePerson, *, sender: str, at: datetime) -> None:
        """One mail to one person. After a refused address the connection goes on, after any other
        error it is opened anew."""
        content = template.splice(person, at=at)
        try:
            if isinstance(self._backend, EmailBackend):
                self._backend.open()
                connection: Any = self._backend.connection
                connection.sendmail(sender, [person.address], content)
            else:
                self._backend.send_messages([_message(content)])
        except SMTPRecipientsRefused:
            raise  # said of one mailbox: smtplib is ready for the next mail
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Nothing that goes wrong while saying goodbye matters."""
        with suppress(Exception):
            self._backend.close()


def _message(content: bytes) -> EmailMultiAlternatives:
    """The same message as Django builds them, for a backend that takes nothing else."""
    parsed: Any = message_from_bytes(content, policy=policy.default)
    kept = (
        "Message-ID",
        "Date",
        "Auto-Submitted",
        "Precedence",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    )
    text, html = (parsed.get_body((kind,)).get_content() for kind in ("plain", "html"))
    message = EmailMultiAlternatives(
        subject=str(parsed["Subject"]),
        body=text.replace("\r\n", "\n"),
        from_email=str(parsed["From"]),
        to=[str(parsed["To"])],
        reply_to=[str(parsed["Reply-To"])] if parsed["Reply-To"] else None,
        headers={name: str(parsed[name]) for name in kept},
    )
    message.attach_alternative(html, "text/html")
    return message
