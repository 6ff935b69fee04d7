"""What nobody can be faster than: the same bytes over bare SMTP, and Django's own way."""

from __future__ import annotations

import multiprocessing
import smtplib
import time
from uuid import UUID

from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from hustings_mailings import placeholders
from hustings_mailings.splicing import OnePerson, Template, Words

WHY = "Une ville à vivre vous écrit parce que vous l’avez demandé le 3 mai 2026."


def person(number: int) -> OnePerson:
    """One of many; no two are the same."""
    stop = f"https://campagne.example/stop/{number:043}/"
    address = f"reader{number}@mail{number % 40}.example"
    return OnePerson(UUID(int=number), address, WHY, stop, "https://campagne.example/moi/")


def bare(words: Words, port: int, count: int, senders: int = 2) -> float:
    """Seconds for spliced bytes from two processes, without a database."""
    fork = multiprocessing.get_context("fork")
    share = count // senders
    started = time.perf_counter()
    children = [
        fork.Process(target=_bare, args=(words, port, number * share, share))
        for number in range(senders)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 0
    return time.perf_counter() - started


def _bare(words: Words, port: int, first: int, count: int) -> None:
    template = Template(words, source="m1")
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as line:
        for number in range(first, first + count):
            one = person(number)
            content = template.splice(one, at=timezone.now())
            line.sendmail(words.sender_address, [one.address], content)


def by_django(words: Words, count: int) -> float:
    """Seconds for a message object per person, over one connection."""
    started = time.perf_counter()
    connection = get_connection()
    connection.open()
    for number in range(count):
        one = person(number)
        mine = {
            placeholders.WHY: one.why,
            placeholders.STOP_URL: one.stop_url,
            placeholders.MY_DATA_URL: one.my_data_url,
            placeholders.SOURCE: "m1",
        }
        text, html = words.text, words.html
        for name, value in mine.items():
            text, html = text.replace(name, value), html.replace(name, value)
        message = EmailMultiAlternatives(
            subject=words.subject,
            body=text,
            from_email=f'"{words.sender}" <{words.sender_address}>',
            to=[one.address],
            headers={"List-Unsubscribe": f"<{one.stop_url}>"},
            connection=connection,
        )
        message.attach_alternative(html, "text/html")
        message.send()
    connection.close()
    return time.perf_counter() - started
