"""Whoever changes published words behind the triggers' back is found, and the notice is named."""

import json
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Site

from hustings_signup import ledger, services, triggers
from hustings_signup.models import ConsentRecord, Notice, NoticeText, Supporter
from hustings_signup.proof import sealing
from hustings_signup.proof.words import Words
from tests.signup.conftest import Signup
from tests.signup.proof.conftest import NOTICES, a_record, unguarded


@pytest.fixture
def sealed(history: list[ConsentRecord]) -> Notice:
    """Words that two people read and agreed to."""
    sealing.seal()
    return Notice.objects.get(sha256=history[0].notice_sha256)


def faults() -> list[str]:
    return list(Words().faults())


def complaint() -> str:
    with pytest.raises(CommandError) as error:
        call_command("verify_ledger")
    assert error.value.returncode == 1
    return str(error.value)


def store(notice: Notice, **columns: Any) -> None:
    """Write into a published version as somebody with the database could."""
    for name, value in columns.items():
        stored = json.dumps(value) if name == "content" else value
        with unguarded() as run:
            run(f"UPDATE {NOTICES} SET {name} = %s WHERE id = %s", stored, notice.pk)


def in_a_word(name: str) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        content[name] += " et à ses partenaires"

    return change


def in_a_label(content: dict[str, Any]) -> None:
    content["purposes"][1]["label"] = "Oui, transmettez mon adresse."


def in_a_purpose(content: dict[str, Any]) -> None:
    content["purposes"][1]["purpose"] = "sms.campaign"


def in_another_word(content: dict[str, Any]) -> None:
    content["outside_eu"] = "Mailchimp, États-Unis"


CHANGES = {
    **{
        name: in_a_word(name)
        for name in ("title", "body", "act_label", "controller", "recipients", "processors",
                     "withdrawal", "retention")
    },
    "label": in_a_label,
    "purpose": in_a_purpose,
    "a word that was not there": in_another_word,
    "everything": dict.clear,
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_r6_changed_words_are_named(sealed: Notice, what: str) -> None:
    content = Notice.objects.get(pk=sealed.pk).content
    CHANGES[what](content)
    store(sealed, content=content)
    assert complaint() == f"Notice {sealed.pk} (news fr v1) was changed: its hash is another."


@pytest.mark.parametrize(
    ("column", "value"),
    [("site_name", "localhost:81"), ("slug", "petition"), ("locale", "de"), ("version", 7)],
)
def test_r6_a_notice_said_to_be_another_is_named(
    sealed: Notice, column: str, value: object
) -> None:
    store(sealed, **{column: value})
    assert f"Notice {sealed.pk} " in complaint()
    assert "was changed" in complaint()


def test_r6_changed_words_with_a_new_hash_are_no_longer_those_of_the_records(
    sealed: Notice,
) -> None:
    first = ConsentRecord.objects.order_by("pk").first()
    sealed.content["controller"] = "Quelqu’un d’autre"
    store(sealed, content=sealed.content, sha256=ledger.notice_hash(sealed))
    named = "names a notice that its site never published."
    assert complaint().startswith(f"Record {first.pk} ({first.uuid}) {named}")


def test_a_notice_that_is_gone_is_missed_by_the_records(sealed: Notice) -> None:
    first = ConsentRecord.objects.order_by("pk").first()
    with unguarded() as run:
        run(f"DELETE FROM {NOTICES} WHERE id = %s", sealed.pk)
    assert faults()[0].startswith(f"Record {first.pk} ({first.uuid}) names a notice")


def test_a_version_nobody_agreed_to_is_missed_by_the_next(sealed: Notice) -> None:
    text = NoticeText.objects.get(slug="news", locale__language_code="en")
    old = Notice.objects.get(slug="news", locale="en")
    text.body = "Other words."
    text.save_revision().publish()
    assert faults() == []
    with unguarded() as run:
        run(f"DELETE FROM {NOTICES} WHERE id = %s", old.pk)
    new = Notice.objects.get(slug="news", locale="en")
    assert faults() == [f"The version before notice {new.pk} (news en v2) is missing."]


def test_a_notice_moved_to_another_site_is_missed_by_the_records(sealed: Notice) -> None:
    root = Site.objects.get().root_page
    other = Site.objects.create(hostname="autre.example", port=80, root_page=root)
    store(sealed, site_id=other.pk)
    assert "names a notice that its site never published." in faults()[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"notice_sha256": "0" * 64}, "names a notice that its site never published."),
        ({"label_sha256": "0" * 64}, "names a notice that its site never published."),
        (
            {"label_sha256": ledger.sha256("Oui à tout.")},
            "names words that stand nowhere in its notice.",
        ),
    ],
)
def test_a_record_under_words_nobody_published_is_named(
    sealed: Notice, words: dict[str, str], said: str
) -> None:
    given = {"notice_sha256": sealed.sha256} if said.startswith("names words") else {}
    forged = a_record(sealed.site, type="given", **given, **words)
    forged.save(force_insert=True)
    sealing.seal()
    assert complaint() == f"Record {forged.pk} ({forged.uuid}) {said}"


def test_every_way_to_speak_leaves_words_that_were_published(signup: Signup) -> None:
    boxes = ("updates.beyond", "volunteer.contact")
    services.confirm(submission=signup.submit(ticked=boxes))
    services.confirm(submission=signup.submit("tom@example.org", ticked=boxes), only_act=True)
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.controller = "Une autre association"
    text.save_revision().publish()
    lea, tom = Supporter.objects.order_by("pk")
    services.renew(supporter=lea, ticked=["updates.beyond"])
    services.withdraw(supporter=lea)
    services.disown(submission=signup.submit("zoe@example.org"))
    services.merge(kept=lea, gone=tom)
    services.erase(supporter=lea, reason="request", actor="data_subject", channel="email_link")
    assert faults() == []


def test_a_site_that_took_another_name_keeps_its_words_verifiable(sealed: Notice) -> None:
    Site.objects.update(hostname="ailleurs.example", port=443)
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.body = "D’autres mots."
    text.save_revision().publish()
    assert Notice.objects.get(slug="news", locale="fr", version=2).site_name == (
        "ailleurs.example:443"
    )
    assert faults() == []


def fill() -> None:
    """What the migration does with versions published before the name was kept."""
    found = import_module("hustings_signup.migrations.0015_notice_site_name")
    editor = SimpleNamespace(
        connection=connection, execute=lambda statement: connection.cursor().execute(statement)
    )
    found.fill(apps, editor)
    assert triggers.missing() == []


@pytest.mark.parametrize("renamed", [False, True])
def test_an_older_version_gets_the_name_its_hash_was_made_with(
    sealed: Notice, renamed: bool
) -> None:
    """Also from the records of its time, when the site took another name since."""
    store(sealed, site_name="")
    if renamed:
        Site.objects.update(hostname="ailleurs.example")
    assert complaint() == (
        f"Notice {sealed.pk} (news fr v1) cannot be recomputed: "
        "nobody knows what its site was called."
    )
    fill()
    assert faults() == []
    sealed.refresh_from_db()
    assert sealed.site_name == "localhost:80"


def test_an_older_version_that_fits_no_name_stays_without_one(sealed: Notice) -> None:
    store(sealed, site_name="", content={**sealed.content, "body": "Autre chose."})
    fill()
    assert "cannot be recomputed" in faults()[0]
