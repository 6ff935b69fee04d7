"""Everything out, and in again elsewhere: the same people, consents and counts."""

from __future__ import annotations

import csv
import io
import json
import stat
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Site

from hustings_signup import portability, services, triggers
from hustings_signup.mailbox import parse
from hustings_signup.models import (
    ConsentRecord,
    ExportRecord,
    Note,
    Notice,
    NoticeText,
    SearchTerm,
    Subscription,
    Supporter,
    Suppression,
    Tag,
    Tagging,
)
from hustings_signup.people import Person
from hustings_signup.portability.dumping import dump
from hustings_signup.portability.loading import NotLoadable, load
from hustings_signup.portability.tables import Rendering
from tests.signup.conftest import Signup

#: Tables of our own apps that stay behind, and why.
LEFT = {
    # made again from the rest, or for a moment only
    "hustings_signup.SearchTerm",
    "hustings_signup.PersonFacts",
    "hustings_signup.FactBit",
    "hustings_signup.MatchKey",
    "hustings_signup.DuplicatePair",
    "hustings_signup.Hit",
    "hustings_signup.CaptchaCheck",
    "hustings_signup.LedgerSeal",
    "hustings_signup.PlannedEnd",
    "hustings_signup.RetentionRun",
    "hustings_signup.Outbox",
    "hustings_signup.SentForm",
    "hustings_signup.MailReport",
    "hustings_signup.ReportReading",
    "hustings_signup.Circuit",
    "hustings_signup.AddressChange",
    # a file from elsewhere that is being brought in; what it left behind moves
    "hustings_signup.ImportBatch",
    "hustings_signup.ImportRow",
    "hustings_signup.ImportResult",
    "hustings_signup.ImportAsk",
    # staff of this install
    "hustings_signup.SiteAccess",
    "hustings_signup.AccessEntry",
    "hustings_signup.ExportRecall",
    # words and pages move with the pages
    "hustings_signup.NoticeText",
    "hustings_signup.NoticeOffer",
}


@pytest.fixture
def campaign_data(signup: Signup) -> Signup:
    """Lea confirmed and was noted and tagged, Zoé withdrew, Max never confirmed, Ida was erased."""
    lea = Person(mailbox=parse("lea@example.org"), given_name="Léa", family_name="=cmd()")
    services.confirm(submission=signup.submit(person=lea, ticked=("updates.beyond",)))
    services.confirm(submission=signup.submit("zoe@example.org"))
    services.withdraw(supporter=Supporter.objects.get(email_canonical="zoe@example.org"))
    signup.submit("max@example.org")
    person = Supporter.objects.get(email_canonical="lea@example.org")
    tag = Tag.objects.create(
        site=person.site, name="Marché", slug="marché", created_at=person.created_at
    )
    Tagging.objects.create(tag=tag, supporter=person, created_at=person.created_at)
    Note.objects.create(
        supporter=person, text="Rappeler", author_name="Anna", created_at=person.created_at
    )
    Suppression.objects.create(
        site=person.site, mailbox_hash="1:ab", reason="not_me", created_at=person.created_at
    )
    return signup


def write(signup: Signup, path: Path) -> dict[str, int]:
    return dump(site=signup.campaign.site, path=path, by="test", purpose_text="Move")


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def empty_install() -> None:
    """As a new install: no row in any table. Only a test may get round the guards."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        if vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in triggers.GUARDED:
            for name in triggers.names(vendor):
                if name.rpartition("_no_")[0] == table:
                    where = f" ON {table}" if vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER {name}{where}")
        if vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for label in [*(table.label for table in reversed(portability.tables())), *sorted(LEFT)]:
            cursor.execute(f"DELETE FROM {apps.get_model(label)._meta.db_table}")
        if vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    triggers.ensure()
    assert triggers.missing() == []


def test_round_trip_export_load_export_again_is_the_same(campaign_data, tmp_path):
    first = write(campaign_data, tmp_path / "first.zip")
    assert first["hustings_signup.Supporter"] == 3
    empty_install()
    assert load(site=campaign_data.campaign.site, path=tmp_path / "first.zip") == first
    second = write(campaign_data, tmp_path / "second.zip")
    before, after = contents(tmp_path / "first.zip"), contents(tmp_path / "second.zip")
    # The first export is itself a row that moved.
    audit = "data/hustings_signup.exportrecord.jsonl"
    assert second == first | {"hustings_signup.ExportRecord": 0}
    for name in before.keys() - {"manifest.json", "LISEZMOI.txt", "README.txt", audit}:
        assert after[name] == before[name], name


@pytest.mark.django_db(transaction=True)
def test_an_archive_tells_one_moment_and_no_form_waits_for_it(campaign_data, tmp_path, monkeypatch):
    def sign() -> None:
        campaign_data.submit("meanwhile@example.org")
        connection.close()

    def meanwhile(site: Site) -> Iterator[bytes]:
        visitor = Thread(target=sign)
        visitor.start()
        visitor.join()
        yield str(Supporter.objects.count()).encode()

    monkeypatch.setattr(portability, "renderings", lambda: [Rendering("seen.txt", meanwhile)])
    started = time.monotonic()
    write(campaign_data, tmp_path / "first.zip")
    assert time.monotonic() - started < 15  # on SQLite a writer gives up after 20 s
    assert contents(tmp_path / "first.zip")["seen.txt"] == b"3"
    assert Supporter.objects.count() == 4
    services.withdraw(supporter=Supporter.objects.get(email_canonical="lea@example.org"))


def test_what_was_loaded_lives_on(campaign_data, tmp_path):
    write(campaign_data, tmp_path / "all.zip")
    empty_install()
    load(site=campaign_data.campaign.site, path=tmp_path / "all.zip")
    lea = Supporter.objects.get(email_canonical="lea@example.org")
    assert set(
        lea.subscriptions.filter(state=Subscription.State.ACTIVE).values_list("purpose", flat=True)
    ) == {"updates.campaign", "updates.beyond"}
    assert SearchTerm.objects.filter(supporter=lea, term="lea").exists()
    assert services.withdraw(supporter=lea) == ["updates.campaign", "updates.beyond"]
    # New rows count on from the ids that came.
    services.confirm(submission=campaign_data.submit("new@example.org"))
    assert Supporter.objects.count() == 4


def test_the_archive_can_be_read_by_its_owner_only_and_is_never_overwritten(
    campaign_data, tmp_path
):
    path = tmp_path / "all.zip"
    write(campaign_data, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write(campaign_data, path)
    record = ExportRecord.objects.get()
    assert (record.format, record.rows, record.purpose_text) == ("zip", 3, "Move")


def test_the_proof_file_tells_each_statement_in_its_words(campaign_data, tmp_path):
    write(campaign_data, tmp_path / "all.zip")
    text = contents(tmp_path / "all.zip")["consents.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    told = [(row["email"], row["purpose"], row["decision"]) for row in rows]
    assert told == [
        ("lea@example.org", "updates.campaign", "given"),
        ("lea@example.org", "updates.beyond", "given"),
        ("zoe@example.org", "updates.campaign", "given"),
        ("zoe@example.org", "updates.campaign", "withdrawn"),
    ]
    assert rows[1]["text"] == "Oui, écrivez-moi aussi après le vote."
    assert rows[1]["confirmed_at"] >= rows[1]["decided_at"]
    assert rows[3]["withdrawn_at"]


def test_other_tools_read_people_and_nobody_without_consent_as_subscribed(campaign_data, tmp_path):
    write(campaign_data, tmp_path / "all.zip")
    found = json.loads(contents(tmp_path / "all.zip")["people.osdi.json"])
    people = {
        person["email_addresses"][0]["address"]: person
        for person in found["_embedded"]["osdi:people"]
    }
    states = {email: who["email_addresses"][0]["status"] for email, who in people.items()}
    assert states == {
        "lea@example.org": "subscribed",
        "zoe@example.org": "unsubscribed",
        "max@example.org": "unsubscribed",
    }
    lea = people["lea@example.org"]
    assert lea["tags"] == ["Marché"]
    given = ConsentRecord.objects.get(purpose="updates.beyond", type="given")
    assert lea["custom_fields"]["consent_updates.beyond"] == str(given.uuid)


def test_r7_other_tools_read_no_consent_that_does_not_cover_the_words_in_force(
    campaign_data, tmp_path
):
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.outside_eu = "Intuit Mailchimp, États-Unis"
    text.save_revision().publish()
    write(campaign_data, tmp_path / "all.zip")
    found = json.loads(contents(tmp_path / "all.zip")["people.osdi.json"])
    people = found["_embedded"]["osdi:people"]
    assert {who["email_addresses"][0]["status"] for who in people} == {"unsubscribed"}
    assert not any(who["custom_fields"] for who in people)


def test_nobody_without_a_legal_ground_is_told_to_other_tools(campaign_data, tmp_path):
    slipped = Supporter.objects.get(email_canonical="lea@example.org")
    slipped.pk, slipped.uuid = None, uuid4()
    slipped.email = slipped.email_canonical = "slipped-in@example.org"
    slipped.save(force_insert=True)
    write(campaign_data, tmp_path / "all.zip")
    files = contents(tmp_path / "all.zip")
    for name in ("people.osdi.json", "people.csv", "consents.csv"):
        assert b"lea@example.org" in files[name]
        assert b"slipped-in@" not in files[name]


def test_a_spreadsheet_runs_nothing(campaign_data, tmp_path):
    write(campaign_data, tmp_path / "all.zip")
    assert '"\'=cmd()"' in contents(tmp_path / "all.zip")["people.csv"].decode()


def test_an_install_that_holds_people_takes_no_archive(campaign_data, tmp_path):
    write(campaign_data, tmp_path / "all.zip")
    with pytest.raises(NotLoadable, match="already holds"):
        load(site=campaign_data.campaign.site, path=tmp_path / "all.zip")


def change(source: Path, target: Path, name: str, content: bytes, *, manifest: bool) -> None:
    """A copy with one file replaced; `manifest`: somebody knew to correct its hash too."""
    import hashlib

    files = contents(source) | {name: content}
    if manifest:
        told = json.loads(files["manifest.json"])
        told["sha256"][name] = hashlib.sha256(content).hexdigest()
        files["manifest.json"] = json.dumps(told).encode()
    with zipfile.ZipFile(target, "w") as archive:
        for file, data in files.items():
            archive.writestr(file, data)


def test_a_changed_file_is_refused_and_nothing_stays(campaign_data, tmp_path):
    write(campaign_data, tmp_path / "all.zip")
    name = "data/hustings_signup.supporter.jsonl"
    forged = contents(tmp_path / "all.zip")[name].replace(b"lea@", b"eve@")
    change(tmp_path / "all.zip", tmp_path / "bad.zip", name, forged, manifest=False)
    empty_install()
    with pytest.raises(NotLoadable, match="was changed"):
        load(site=campaign_data.campaign.site, path=tmp_path / "bad.zip")
    assert not Supporter.objects.exists()


def test_r9_a_consent_forged_in_the_archive_is_refused(campaign_data, tmp_path):
    write(campaign_data, tmp_path / "all.zip")
    name = "data/hustings_signup.consentrecord.jsonl"
    forged = contents(tmp_path / "all.zip")[name].replace(b'"withdrawn"', b'"given"')
    change(tmp_path / "all.zip", tmp_path / "bad.zip", name, forged, manifest=True)
    empty_install()
    with pytest.raises(NotLoadable, match="does not match its hash"):
        load(site=campaign_data.campaign.site, path=tmp_path / "bad.zip")
    assert not ConsentRecord.objects.exists()
    assert not Notice.objects.exists()


def test_r6_words_forged_in_the_archive_are_refused(campaign_data, tmp_path):
    write(campaign_data, tmp_path / "all.zip")
    name = "data/hustings_signup.notice.jsonl"
    forged = contents(tmp_path / "all.zip")[name].replace(b"Association Essai", b"Association Eve")
    change(tmp_path / "all.zip", tmp_path / "bad.zip", name, forged, manifest=True)
    empty_install()
    with pytest.raises(NotLoadable, match="The notice news fr v1 does not match its hash"):
        load(site=campaign_data.campaign.site, path=tmp_path / "bad.zip")
    assert not Notice.objects.exists()


def test_r6_words_stay_verifiable_where_the_site_is_called_otherwise(campaign_data, tmp_path):
    write(campaign_data, tmp_path / "all.zip")
    empty_install()
    site = campaign_data.campaign.site
    site.hostname = "ailleurs.example"
    site.save()
    load(site=site, path=tmp_path / "all.zip")
    call_command("verify_ledger", verbosity=0)


@pytest.mark.parametrize("content", [b"", b"PK no zip at all", b"%PDF-1.7"])
def test_a_file_of_another_kind_is_refused(campaign_data, tmp_path, content):
    path = tmp_path / "other.zip"
    path.write_bytes(content)
    with pytest.raises(NotLoadable):
        load(site=campaign_data.campaign.site, path=path)


def test_the_commands_say_what_they_did(campaign_data, tmp_path, capsys):
    path = tmp_path / "all.zip"
    call_command("export_everything", str(path), purpose="Move to another host")
    assert "3 hustings_signup.Supporter" in capsys.readouterr().out
    with pytest.raises(CommandError, match="exists already"):
        call_command("export_everything", str(path), purpose="Again")
    with pytest.raises(CommandError, match="already holds"):
        call_command("import_everything", str(path))
    with pytest.raises(CommandError, match="There are: "):
        call_command("import_everything", str(path), site="nowhere.example")
    empty_install()
    call_command("import_everything", str(path), dry_run=True)
    assert not Supporter.objects.exists()
    assert "Nothing was changed." in capsys.readouterr().out


#: Mailchimp's mirror is of one install: the other asks Mailchimp itself.
MOVING = {"hustings_signup", "hustings_petitions", "hustings_events", "hustings_mailings"}


def test_no_table_is_forgotten():
    """A new table either moves or is named here with its reason."""
    moved = {table.label for table in portability.tables()}
    ours = {
        model._meta.label
        for config in apps.get_app_configs()
        if config.label in MOVING
        for model in config.get_models()
        if not model._meta.proxy and not model._meta.label.endswith("Page")
    }
    assert ours - moved == LEFT & ours
    assert not LEFT - ours


def test_every_table_comes_after_those_it_refers_to():
    order = [table.label for table in portability.tables()]
    assert order.index("hustings_signup.Supporter") < order.index("hustings_signup.Submission")
    submission = order.index("hustings_signup.Submission")
    assert submission < order.index("hustings_events.Registration")
    assert order.index("hustings_petitions.Petition") < order.index("hustings_petitions.Signature")
