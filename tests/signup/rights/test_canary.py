"""R12, the proof: after erasing, a person is found nowhere in a full dump, in files or in logs."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from hustings_petitions import tally
from hustings_signup import keys, outbox, services
from hustings_signup.importing import telling, values
from hustings_signup.models import (
    ConsentRecord,
    ExportRecall,
    ImportAsk,
    ImportResult,
    ImportRow,
    Outbox,
    Supporter,
    Suppression,
)
from hustings_signup.services import self_service
from tests.conftest import PASSWORD
from tests.signup.importing.conftest import WHERE, Import
from tests.signup.importing.conftest import WORDS as CONSENT_WORDS
from tests.signup.rights import dump
from tests.signup.rights.conftest import ADDRESS, Lived

NUMBER, PHONE = "K-4711-canary", "06 55 44 33 22"
WANTED = dump.traces(ADDRESS, "Canari", "Serinette", NUMBER, PHONE)
#: The file of the old tool, with rows that no import takes: they wait for nobody's name.
HEADER = (
    "email;prénom;nom;identifiant;date consentement;texte consentement;source;étiquettes;"
    "remarque;téléphone\n"
)
PROOF = f"03/05/2022;{CONSENT_WORDS};{WHERE}"
ROW = f"{ADDRESS};Canari;Serinette;{NUMBER};{PROOF};driver;Canari Serinette has a van.;{PHONE}\n"
BARE = f"email;prénom;nom;consentement\n{ADDRESS};Canari;Serinette;oui\n"
FILE = (
    HEADER
    + ROW
    + ROW  # a duplicate, set aside
    + f"Canari <{ADDRESS.upper()}>;Canari;Serinette;;{PROOF};;;\n"  # no address, set aside
    + f"second@example.org;Canari;Serinette;{NUMBER};{PROOF};;;\n"  # a number twice
    + f"bob@example.org;Bob;Deux;8;{PROOF};driver;;\n"
)


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Every line any logger would write, however little it matters."""
    written: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    keeper = Keeper(level=logging.DEBUG)
    root = logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(keeper)
    root.setLevel(level)


def look_at(client: Client, supporter_id: int) -> None:
    """What staff do in a day: list, search by every trait, open, tag, note, export."""
    people = reverse("hustings_people:index")
    for words in ("", ADDRESS, "Serinette", "canari serinette", "59000"):
        client.get(people, {"q": words})
    client.get(reverse("hustings_people:person", args=[supporter_id]))
    answer = client.post(
        reverse("hustings_people:export"),
        {
            "columns": ["email", "given_name", "family_name"],
            "format": "csv",
            "purpose_text": "Phoning round before the meeting",
            "password": PASSWORD,
        },
    )
    assert answer.status_code == 200
    taken_out = b"".join(answer.streaming_content).decode("utf-8")
    assert ADDRESS in taken_out


def relate(supporter, staff) -> None:
    """A tag, a note and a follow-up that say who it is."""
    services.tag(site=supporter.site, people=[supporter], name="driver", user=staff)
    services.write_note(supporter=supporter, author=staff, text="Canari Serinette can drive.")
    services.ask_follow_up(supporter=supporter, what="Call Canari back", asked_by=staff)


def everything(journal: Path) -> list[str]:
    """Where any trace of the person stands: tables, uploads, files made at run time."""
    found = dump.hits(dump.rows(), WANTED)
    media = Path(settings.MEDIA_ROOT)
    assert dump.hits(dump.files(media), WANTED) == []
    # The journal holds the suppression's hash, and nothing a person could read.
    plain = {"plain": WANTED["plain"], "keyed": []}
    assert dump.hits(dump.files(journal.parent), plain) == []
    return found


def test_r12_the_canary_is_found_nowhere_after_the_erasure(
    lived: Lived, staff, tmp_path: Path, settings, lines: list[str]
):
    journal = tmp_path / "erasures.jsonl"
    settings.HUSTINGS = {**settings.HUSTINGS, "ERASURE_JOURNAL": str(journal)}
    settings.HUSTINGS["RUNTIME_DIR"] = str(tmp_path)
    importer = Import(site=lived.signup.campaign.site, user=staff)
    importer.run(BARE)
    assert ImportAsk.objects.exists(), "to be asked"
    for purpose in ("updates.campaign", "volunteer.contact"):
        importer.run(FILE, tags=["driver"], purpose=purpose)
    supporter = lived.live()
    relate(supporter, staff)
    waiting = [importer.upload(FILE), importer.check(FILE, tags=["driver"])]
    ImportResult.objects.filter(tell_at__isnull=False).update(tell_at=timezone.now())
    telling.tell_due()
    self_service.ask_for_my_data(site=supporter.site, box=self_service.mailbox.parse(ADDRESS))
    self_service.ask_new_address(
        supporter=supporter, box=self_service.mailbox.parse("canari2@example.org")
    )
    for row in Outbox.objects.filter(state="queued"):
        outbox.send_one(row.pk)
    client = Client()
    client.force_login(staff)
    look_at(client, supporter.pk)
    for page in Page.objects.all():
        page.specific.save_revision()
    tally.fold()
    before = (lived.petitions.row.tally.confirmed, Page.objects.count())
    tables = {hit.partition(":")[0] for hit in dump.hits(dump.rows(), WANTED)}
    imported = ("importrow", "identifier", "note", "volunteerphone", "supporter")
    there = {f"hustings_signup_{name}" for name in imported}
    assert there <= tables, "the canary was there"

    services.erase(
        supporter=supporter,
        reason="request",
        actor=ConsentRecord.Actor.DATA_SUBJECT,
        channel=ConsentRecord.Channel.EMAIL_LINK,
    )
    mail.outbox.clear()
    for row in Outbox.objects.filter(state="queued"):
        outbox.send_one(row.pk)
    tally.fold()
    tally.recount()

    assert everything(journal) == []
    bobs = ImportRow.objects.filter(batch__in=waiting)
    assert {values.unpack(row.cells)[0] for row in bobs} == {"bob@example.org"}
    again = importer.run(FILE, tags=["driver"])
    assert again.counts["reasons"]["kept_out.erased"] == 2
    assert again.counts["outcomes"]["known"] == 1
    assert not Supporter.objects.filter(email_canonical=ADDRESS.lower()).exists()
    assert everything(journal) == []
    assert dump.hits((("log", line) for line in lines), WANTED) == []
    assert dump.hits((("mail", str(sent.message())) for sent in mail.outbox), WANTED) == []
    assert (lived.petitions.row.tally.confirmed, Page.objects.count()) == before
    assert ExportRecall.objects.count() == 1
    hashes = keys.keyed_hashes(ADDRESS.lower(), context="suppression")
    assert Suppression.objects.filter(mailbox_hash__in=hashes, reason="erased").exists()
    call_command("verify_ledger")


def test_r12_the_dump_would_show_a_trace_anywhere(lived: Lived):
    """The canary's own proof: each kind of trace is found where it is planted."""
    lived.sign_up()
    tables = {hit.partition(":")[0] for hit in dump.hits(dump.rows(), WANTED)}
    assert {
        "hustings_signup_supporter",
        "hustings_signup_submission",
        "hustings_signup_hit",
        "hustings_signup_consentevidence",
    } <= tables
