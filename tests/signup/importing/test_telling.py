"""GDPR art. 14: whoever was imported is told once, who, from where, which words, how to stop."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from hustings_home.models import IdentitySettings
from hustings_signup import keys, outbox, services
from hustings_signup.importing import telling, undoing
from hustings_signup.models import (
    Hit,
    ImportResult,
    Note,
    Outbox,
    Subscription,
    Supporter,
    Suppression,
)
from tests.signup.importing.conftest import WHERE, WORDS, active, outcomes

HEADER = "email;prénom;date consentement;texte consentement;source;langue;étiquettes;remarque\n"


def row(name, *, day="03/05/2022", language=""):
    return f"{name}@example.org;Anatole;{day};{WORDS};{WHERE};{language};driver;Has a van.\n"


def wait():
    """Until the hour is over."""
    ImportResult.objects.filter(tell_at__isnull=False).update(tell_at=timezone.now())


def send():
    """What `tick` and the worker do."""
    told = telling.tell_due()
    for pk in (
        Outbox.objects.filter(state="queued", kind="imported")
        .order_by("pk")
        .values_list("pk", flat=True)
    ):
        outbox.send_one(pk)
    return told


def told():
    return sorted(message.to[0] for message in mail.outbox)


@pytest.fixture
def batch(importer):
    return importer.run(HEADER + row("ana") + row("bob", language="en"), tags=["driver"])


@pytest.fixture
def letters(batch, importer):
    identity = IdentitySettings.for_site(importer.site)
    identity.publisher = "Association Essai"
    identity.data_contact_email = "data@essai.example"
    identity.save()
    wait()
    send()
    return {message.to[0]: message for message in mail.outbox}


def test_nobody_is_told_within_the_first_hour(batch):
    result = ImportResult.objects.first()
    assert result.tell_at - batch.finished_at == timedelta(hours=1)
    assert send() == 0
    assert mail.outbox == []


def test_each_person_is_told_once(batch):
    wait()
    assert send() == 2
    assert send() == 0
    assert told() == ["ana@example.org", "bob@example.org"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "ana@example.org",
            [
                "Association Essai détient vos données",
                "Elles viennent de : liste de l’ancien outil.",
                "Le 3 mai 2022",
                "Nouvelles par e-mail jusqu’au vote",
                "votre nom",
                "1 mot pour vous retrouver",
                "1 note",
                "data@essai.example",
                "CNIL",
                "/fr/moi/",
            ],
        ),
        (
            "bob@example.org",
            [
                "Association Essai holds your data",
                "They come from: liste de l’ancien outil.",
                "On 3 May 2022",
                "your name",
                "1 word to find you by",
                "1 note",
                "data@essai.example",
                "CNIL",
                "/en/my-data/",
            ],
        ),
    ],
)
def test_the_mail_says_who_where_from_which_words_what_is_held_in_text_and_html(
    letters, address, expected
):
    message = letters[address]
    html = message.alternatives[0].content
    for said in [*expected, WORDS, WHERE]:
        assert said in message.body.replace("\xa0", " "), said
        assert said in html.replace("\xa0", " "), said
    links = set(re.findall(r"https?://\S+", message.body))
    assert links == set(re.findall(r'href="([^"]+)"', html))
    assert "Anatole" not in message.body + html  # nothing of the row itself
    assert "Has a van." not in message.body + html
    assert message.to == [address]
    assert len(message.message().as_bytes()) < 30_000


def test_the_mail_program_and_the_link_stop_it(letters, client):
    message = letters["ana@example.org"]
    url = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.body.count(url) == 2
    Client().post(url.removeprefix("http://localhost"), {"List-Unsubscribe": "One-Click"})
    assert active() == ["bob@example.org"]


def test_whoever_is_only_asked_or_refused_or_known_is_not_told(importer):
    importer.run(HEADER + row("ana"))
    importer.run(HEADER + row("ana") + row("bob", day="") + "cyd@example.org;;;;;;;\n")
    wait()
    send()
    assert told() == ["ana@example.org"]


def test_a_suppressed_or_erased_or_gone_mailbox_is_never_told(importer):
    importer.run(HEADER + row("ana") + row("bob") + row("cyd") + row("dan"))
    Suppression.objects.create(
        site=importer.site,
        mailbox_hash=keys.keyed_hash("ana@example.org", context="suppression"),
        reason="not_me",
        created_at=timezone.now() - timedelta(days=90),
    )
    services.withdraw(supporter=Supporter.objects.get(email="bob@example.org"))
    services.erase(
        supporter=Supporter.objects.get(email="cyd@example.org"),
        reason="request",
        actor="data_subject",
        channel="email_link",
    )
    wait()
    assert send() == 1
    assert told() == ["dan@example.org"]
    assert not ImportResult.objects.filter(tell_at__isnull=False).exists()


def test_r8_whoever_leaves_while_the_mail_is_queued_is_not_written_to(batch):
    wait()
    telling.tell_due()
    services.withdraw(supporter=Supporter.objects.get(email="ana@example.org"))
    for pk in Outbox.objects.order_by("pk").values_list("pk", flat=True):
        outbox.send_one(pk)
    assert told() == ["bob@example.org"]


def test_r19_a_mailbox_that_had_its_mails_waits_a_day(importer, signup):
    for number in range(3):
        signup.submit("ana@example.org", at=timezone.now() - timedelta(minutes=11 * (number + 1)))
    Subscription.objects.all().delete()
    importer.run(HEADER + row("ana"))
    wait()
    assert Hit.objects.filter(kind="mail").count() == 3
    assert send() == 0
    result = ImportResult.objects.get()
    assert result.tell_at > timezone.now() + timedelta(hours=23)
    Hit.objects.all().delete()
    wait()
    assert send() == 1
    assert Hit.objects.filter(kind="mail").count() == 1


def test_no_more_than_a_share_is_told_at_a_time(batch, monkeypatch):
    monkeypatch.setattr(telling, "PER_TICK", 1)
    wait()
    assert [telling.tell_due(), telling.tell_due(), telling.tell_due()] == [1, 1, 0]


@pytest.mark.parametrize("is_queued", [False, True])
def test_undoing_stops_what_is_not_sent(importer, batch, is_queued):
    importer.run(HEADER + row("ana"))  # a later import knows her: she stays
    ImportResult.objects.exclude(batch=batch).update(tell_at=None)
    wait()
    if is_queued:
        telling.tell_due()
    importer.undo(batch)
    assert send() == 0
    assert mail.outbox == []
    assert set(Outbox.objects.values_list("state", flat=True)) <= {"unwanted"}
    assert not ImportResult.objects.filter(tell_at__isnull=False).exists()


def test_a_mail_that_is_sent_while_the_import_is_being_undone_is_not_wanted(batch):
    wait()
    telling.tell_due()
    assert undoing.start_undo(batch=batch)
    for pk in Outbox.objects.order_by("pk").values_list("pk", flat=True):
        assert outbox.send_one(pk) == "unwanted"


def test_two_imports_for_two_purposes_are_told_apart(importer):
    importer.run(HEADER + row("ana"))
    second = importer.run(
        HEADER + row("ana").replace(WORDS, "Oui, appelez-moi."), purpose="volunteer.contact"
    )
    assert outcomes(second) == {2: "consent"}
    wait()
    assert telling.tell_due() == 1  # the second one waits: the same act within ten minutes
    Hit.objects.all().delete()
    wait()
    send()
    bodies = sorted(("Oui, appelez-moi." in message.body) for message in mail.outbox)
    assert bodies == [False, True]
    assert Note.objects.count() == 1
