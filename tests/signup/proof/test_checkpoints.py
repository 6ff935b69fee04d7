"""What left the database tells later whether the database was cut or rewritten."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from hustings_home import conf
from hustings_home.models import IdentitySettings
from hustings_signup import ledger, outbox
from hustings_signup.models import ConsentRecord, LedgerSeal, Notice, NoticeText, Outbox
from hustings_signup.proof import checkpoints, sealing
from tests.signup.proof.conftest import NOTICES, RECORDS, SEALS, unguarded

OTHER_KEY = bytes(range(32))


@pytest.fixture
def made(history: list[ConsentRecord], checkpoint_dir: Path) -> Path:
    assert checkpoints.make() == 1
    return next(checkpoint_dir.iterdir())


def complaint(**options: object) -> str:
    with pytest.raises(CommandError) as error:
        call_command("verify_ledger", **options)
    return str(error.value)


def test_once_a_day_a_signed_checkpoint_covers_all_records(
    made: Path, checkpoint_dir: Path
) -> None:
    assert checkpoints.make() == 0
    assert [path.name for path in checkpoint_dir.iterdir()] == [
        f"checkpoint-{timezone.now():%Y-%m-%d}.json"
    ]
    point = checkpoints.last()
    seal = LedgerSeal.objects.get()
    assert (point.seal, point.seal_hash, point.records) == (1, seal.seal_hash, 10)
    assert point.is_signed_by(checkpoints.own_public_key())
    call_command("verify_ledger")


def test_no_key_and_no_folder_mean_no_checkpoint(history, settings, tmp_path: Path) -> None:
    assert checkpoints.make() == 0
    settings.HUSTINGS = {**settings.HUSTINGS, "CHECKPOINT_DIR": tmp_path, "CHECKPOINT_KEY": b""}
    assert checkpoints.make() == 0
    assert checkpoints.last() is None


def test_an_empty_ledger_has_no_checkpoint(db: None, checkpoint_dir: Path) -> None:
    assert checkpoints.make() == 0
    assert checkpoints.last() is None


def test_the_whole_ledger_cut_off_behind_a_checkpoint_is_found(made: Path) -> None:
    with unguarded() as run:
        run(f"DELETE FROM {SEALS}")
        run(f"DELETE FROM {RECORDS}")
        run("DELETE FROM hustings_signup_consentevidence")
    assert complaint() == f"Seal 1 of {made.name} is missing: the ledger was cut off."


def test_a_ledger_rewritten_and_sealed_again_is_found(made: Path) -> None:
    with unguarded() as run:
        run(f"DELETE FROM {SEALS}")
        run(f"DELETE FROM {RECORDS} WHERE type = 'not_given'")
    sealing.seal()
    assert complaint() == f"Seal 1 is not the one that {made.name} holds."


@pytest.fixture
def of_old_words(history: list[ConsentRecord], checkpoint_dir: Path) -> Path:
    """A checkpoint over notices that were published the day before."""
    with unguarded() as run:
        run(f"UPDATE {NOTICES} SET published_at = %s", timezone.now() - timedelta(days=1))
    assert checkpoints.make() == 1
    call_command("verify_ledger")
    return next(checkpoint_dir.iterdir())


def unnamed() -> Notice:
    """The newest version of words that no record names."""
    named = ConsentRecord.objects.values("notice_sha256")
    return Notice.objects.exclude(sha256__in=named).latest("pk")


def is_missed(made: Path) -> bool:
    return f"are not those of {made.name}: " in complaint()


def test_r6_the_newest_words_taken_away_are_missed_though_no_record_names_them(
    of_old_words: Path,
) -> None:
    with unguarded() as run:
        run(f"DELETE FROM {NOTICES} WHERE id = %s", unnamed().pk)
    assert is_missed(of_old_words)
    count = Notice.objects.count()
    assert f"{count + 1} then, {count} now." in complaint()


def test_r6_words_said_to_be_older_or_younger_are_found(of_old_words: Path) -> None:
    at = unnamed().published_at - timedelta(seconds=1)
    with unguarded() as run:
        run(f"UPDATE {NOTICES} SET published_at = %s WHERE id = %s", at, unnamed().pk)
    assert is_missed(of_old_words)


def test_words_published_since_are_no_fault(of_old_words: Path) -> None:
    text = NoticeText.objects.get(slug="news", locale__language_code="en")
    text.body = "Other words."
    text.save_revision().publish()
    call_command("verify_ledger")


def test_r6_words_published_within_the_hour_wait_for_the_next_checkpoint(made: Path) -> None:
    point = checkpoints.read(made)
    assert point.notices == 0
    later = checkpoints.sign(LedgerSeal.objects.get(), at=timezone.now() + timedelta(hours=2))
    assert later.notices == Notice.objects.count() > 0


def test_a_checkpoint_of_the_first_format_still_counts(made: Path) -> None:
    values = json.loads(made.read_text())
    body = {name: value for name, value in values.items() if not name.startswith("notices")}
    body["format"] = "hustings-checkpoint-1"
    del body["signature"]
    key = Ed25519PrivateKey.from_private_bytes(conf.get("CHECKPOINT_KEY"))
    signature = key.sign(ledger.canonical(body)).hex()
    made.write_text(json.dumps({**body, "signature": signature}))
    call_command("verify_ledger")
    assert checkpoints.last().format == "hustings-checkpoint-1"


@pytest.mark.parametrize(
    "name",
    ["seal", "seal_hash", "records", "made_at", "signature", "notices", "notices_hash",
     "notices_until"],
)  # fmt: skip
def test_a_changed_checkpoint_is_found(made: Path, name: str) -> None:
    values = json.loads(made.read_text())
    moment = "2020-01-01T00:00:00.000000Z"
    changed = {"seal": 7, "records": 1, "notices": 7, "made_at": moment, "notices_until": moment}
    values[name] = changed.get(name, "0" * 128)
    made.write_text(json.dumps(values))
    assert complaint() == f"{made.name} was changed: its signature is wrong."


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "x"}', "\xff", "null"])
def test_a_file_that_is_no_checkpoint_is_named_and_never_served(made: Path, content: str) -> None:
    made.write_text(content, encoding="latin-1")
    assert complaint().startswith(f"{made.name} is no checkpoint")
    assert checkpoints.last() is None


def test_a_checkpoint_of_another_key_counts_only_when_that_key_is_named(
    made: Path, settings
) -> None:
    old = checkpoints.own_public_key()
    settings.HUSTINGS = {**settings.HUSTINGS, "CHECKPOINT_KEY": OTHER_KEY}
    assert complaint() == f"{made.name} is signed with a key that is not ours."
    call_command("verify_ledger", public_key=[old])


def test_it_is_mailed_to_the_data_contact(made: Path, mailoutbox) -> None:
    row = Outbox.objects.get(kind="staff.checkpoint")
    assert row.supporter is None
    assert outbox.send_one(row.pk) == "done"
    [message] = mailoutbox
    assert message.to == ["donnees@example.org"]
    name, content, _mime = message.attachments[0]
    assert name == made.name
    assert json.loads(content) == json.loads(made.read_text())
    assert checkpoints.last().seal_hash in message.body
    assert "List-Unsubscribe" not in message.extra_headers


def test_without_a_data_contact_nobody_is_mailed(history, checkpoint_dir: Path) -> None:
    IdentitySettings.objects.update(data_contact_email="")
    checkpoints.make()
    assert not Outbox.objects.filter(kind="staff.checkpoint").exists()


def test_only_a_mail_to_the_campaign_may_lack_a_supporter(campaign) -> None:
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbox.objects.create(site=campaign.site, kind="confirm", created_at=now, due_at=now)
