"""What people receive: text and HTML alike, small, nothing remote (consent.md R18)."""

import re

import pytest
from django.core.mail import EmailMultiAlternatives

from hustings_signup import outbox, services
from hustings_signup.models import Outbox, Submission
from tests.signup.conftest import Signup


def send_all() -> None:
    for row in Outbox.objects.filter(state="queued").order_by("pk"):
        outbox.send_one(row.pk)


@pytest.fixture
def first(signup: Signup, mailoutbox) -> EmailMultiAlternatives:
    signup.submit(ticked=("updates.beyond",))
    send_all()
    return mailoutbox[0]


@pytest.fixture
def second(first: EmailMultiAlternatives, mailoutbox) -> EmailMultiAlternatives:
    services.confirm(submission=Submission.objects.get())
    send_all()
    return mailoutbox[1]


def test_r18_one_recipient_and_no_copy(first: EmailMultiAlternatives) -> None:
    assert first.to == ["lea@example.org"]
    assert first.cc == first.bcc == []
    assert "Une ville à vivre" in first.from_email


def test_r19_the_first_mail_repeats_nothing_a_visitor_typed(first: EmailMultiAlternatives) -> None:
    assert "Léa" not in first.body
    assert "Léa" not in first.alternatives[0].content


def test_the_first_mail_lists_the_exact_words_of_each_ticked_box(
    first: EmailMultiAlternatives,
) -> None:
    assert "Oui, écrivez-moi aussi après le vote." in first.body
    assert "Oui, appelez-moi pour aider." not in first.body


def test_text_and_html_hold_the_same_links(
    first: EmailMultiAlternatives, second: EmailMultiAlternatives
) -> None:
    for mail in (first, second):
        html = mail.alternatives[0].content
        in_text = set(re.findall(r"https?://\S+", mail.body))
        assert in_text == set(re.findall(r'href="([^"]+)"', html))
        assert in_text


def test_mails_are_small_and_fetch_nothing(
    first: EmailMultiAlternatives, second: EmailMultiAlternatives
) -> None:
    for mail in (first, second):
        assert len(mail.message().as_bytes()) < 30_000
        assert not re.search(r"<img|src=|url\(|@import|<link", mail.alternatives[0].content)


def test_r18_news_can_be_stopped_from_the_mail_program(second: EmailMultiAlternatives) -> None:
    assert re.fullmatch(
        r"<http://localhost/u/[\w-]{43}/>", second.extra_headers["List-Unsubscribe"]
    )
    assert second.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_first_mail_is_no_list_mail(first: EmailMultiAlternatives) -> None:
    assert "List-Unsubscribe" not in first.extra_headers
    assert "/n/" in first.body


def test_a_database_dump_holds_no_working_token(first: EmailMultiAlternatives) -> None:
    from hustings_signup.models import Link

    tokens = re.findall(r"/[cn]/([\w-]{43})/", first.body)
    assert len(tokens) == 2
    stored = {value for row in Link.objects.values() for value in map(str, row.values())}
    assert stored.isdisjoint(tokens)
