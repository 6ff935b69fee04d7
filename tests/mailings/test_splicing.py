"""Spliced bytes say exactly what was to be said, whoever it is said to."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html import escape

from hypothesis import example, given
from hypothesis import strategies as st

from hustings_mailings import placeholders
from hustings_mailings.splicing import OnePerson, Template, Words

AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
#: What XML and mail can hold at all: no control characters but line breaks, no lone surrogates.
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n=.\t"), max_size=400
)
LINE = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=120)
SENDER = LINE.filter(lambda name: name.strip() == name)
URL = st.from_regex(r"https://[a-z]{1,20}\.example/u/[A-Za-z0-9_-]{43}/", fullmatch=True)


def body_of(message, kind: str) -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


@given(before=WORDS, between=WORDS, after=WORDS, subject=LINE, why=LINE, sender=SENDER, url=URL)
@example(before="", between="", after="", subject="", why="", sender="", url="https://a.example/")
@example(
    before="a" * 75, between=" \n", after=".\n..\n", subject="é" * 80, why="=" * 90,
    sender="L’équipe, “Une ville”", url="https://a.example/",
)  # fmt: skip
def test_what_arrives_is_what_was_written(
    before: str, between: str, after: str, subject: str, why: str, sender: str, url: str
) -> None:
    text = f"{before}{placeholders.WHY}{between}{placeholders.STOP_URL}{after}"
    words = Words(sender, "campaign@example.org", "", subject, text, f"<p>{text}</p>")
    person = OnePerson(uuid.uuid4(), "ada@example.org", why, url, "https://a.example/moi/")
    sent = Template(words, source="m1").splice(person, at=AT)

    assert sent.isascii()
    assert b"\n" not in sent.replace(b"\r\n", b"") and b"\r" not in sent.replace(b"\r\n", b"")
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    message = message_from_bytes(sent, policy=policy.SMTP)
    assert message["To"] == "ada@example.org"
    assert " ".join(str(message["Subject"]).split()) == " ".join(subject.split())
    assert message["From"].addresses[0].addr_spec == "campaign@example.org"
    assert message["List-Unsubscribe"] == f"<{url}>"
    assert str(person.uuid) in message["Message-ID"]
    assert body_of(message, "plain") == f"{before}{why}{between}{url}{after}"
    assert body_of(message, "html") == f"<p>{before}{escape(why)}{between}{url}{after}</p>"


def test_two_people_get_the_same_but_for_what_is_theirs() -> None:
    text = f"Bonjour\n{placeholders.WHY}\n{placeholders.STOP_URL}\n"
    template = Template(Words("X", "x@example.org", "", "S", text, text), source="m1")
    one, other = (
        template.splice(
            OnePerson(uuid.UUID(int=number), f"{name}@example.org", name, f"https://{name}/", "/"),
            at=AT,
        )
        for number, name in enumerate(("ada", "bea"))
    )
    assert b"bea" not in one and b"ada" not in other
    assert (
        one.replace(b"ada", b"bea")
        .replace(uuid.UUID(int=0).hex.encode(), uuid.UUID(int=1).hex.encode())
        .replace(str(uuid.UUID(int=0)).encode(), str(uuid.UUID(int=1)).encode())
        == other
    )


def test_a_line_break_in_a_name_begins_no_header() -> None:
    sender, reply_to = "X\r\nBcc: eve@example.org", "contact@équipe.fr"
    words = Words(sender, "x@example.org", reply_to, "S\nT: u", "t", "h")
    person = OnePerson(uuid.uuid4(), "ada@example.org", "", "https://a.example/", "/")
    message = message_from_bytes(Template(words, source="m1").splice(person, at=AT))
    assert message["Bcc"] is None and message["T"] is None
    assert message["Reply-To"] is None
