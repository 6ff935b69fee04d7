"""A receipt tells a person everything they would need to remind us of it."""

import json

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from hustings_signup import ledger, outbox, services
from hustings_signup.models import ConsentRecord, Notice, NoticeText, Outbox
from hustings_signup.proof import receipts
from hustings_signup.visits import Visit
from tests.signup.conftest import WORDS, Signup


@pytest.fixture
def mail(signup: Signup, mailoutbox) -> EmailMultiAlternatives:
    visit = Visit(ip="192.0.2.7", path="/fr/s-inscrire/", payload={"email": "lea@example.org"})
    services.confirm(submission=signup.submit(ticked=("updates.beyond",), visit=visit))
    outbox.send_one(Outbox.objects.get(kind="confirmed").pk)
    return mailoutbox[0]


def attached(mail: EmailMultiAlternatives, ending: str) -> str:
    [content] = [a.content for a in mail.attachments if a.filename.endswith(ending)]
    return content if isinstance(content, str) else content.decode()


def test_the_mail_after_confirming_carries_the_receipt_twice(mail) -> None:
    assert [name.rpartition(".")[2] for name, *_rest in mail.attachments] == ["txt", "json"]
    assert "lea@example.org" not in attached(mail, ".txt")
    assert "lea@example.org" not in attached(mail, ".json")


def test_the_structure_holds_words_date_page_recipients_retention_rights_and_hash(mail) -> None:
    receipt = json.loads(attached(mail, ".json"))
    assert receipt["schema_version"] == "ISO/IEC TS 27560:2023"
    processing = receipt["pii_processing"]
    assert [item["purpose"] for item in processing["purposes"]] == [
        "updates.campaign",
        "updates.beyond",
    ]
    beyond = processing["purposes"][1]
    assert beyond["words"] == WORDS["fr"]["beyond"]
    assert ledger.sha256(beyond["words"]) == beyond["words_sha256"]
    assert beyond["lawful_basis"] == ["gdpr:A6-1-a", "gdpr:A9-2-a"]
    assert beyond["retention_period"] == "P6M"
    assert "gdpr:A17" in beyond["privacy_rights"]
    assert beyond["withdrawal_method"] == "Lien en bas de chaque e-mail"
    assert processing["privacy_notice"]["text"] == WORDS["fr"]["body"]
    [controller] = receipt["party_identification"]
    assert controller["party_name"] == "Association Essai"
    assert controller["party_email"] == "donnees@example.org"
    record = ConsentRecord.objects.get(type="given", purpose="updates.beyond")
    event = receipt["event"][1]
    assert event["event_time"] == ledger.moment(record.occurred_at)
    assert event["page"] == "/fr/s-inscrire/"
    assert event["record_hash"] == ledger.record_hash(record)
    assert receipt["pii_principal_id"] == f"urn:uuid:{record.subject}"


def test_the_text_says_the_same_in_words(mail) -> None:
    text = attached(mail, ".txt")
    record = ConsentRecord.objects.get(type="given", purpose="updates.beyond")
    for part in (
        WORDS["fr"]["beyond"],
        "/fr/s-inscrire/",
        WORDS["fr"]["body"],
        "Association Essai",
        "Lien en bas de chaque e-mail",
        "donnees@example.org",
        "www.cnil.fr",
        record.record_hash,
    ):
        assert part in text
    assert "&#x27;" not in text
    assert "&amp;" not in text


def test_one_record_has_a_receipt_of_its_own(mail) -> None:
    record = ConsentRecord.objects.get(type="given", purpose="updates.beyond")
    with translation.override("en"):
        text = receipts.readable(receipts.receipt(record))
    assert "RECEIPT OF WHAT YOU AGREED TO" in text
    assert "6 months" in text
    assert WORDS["fr"]["beyond"] in text
    assert text.count("SHA-256") == 1


def test_every_type_of_record_can_be_shown(signup: Signup, mail) -> None:
    services.withdraw(supporter=Outbox.objects.first().supporter)
    for record in ConsentRecord.objects.all():
        receipt = receipts.receipt(record)
        assert json.loads(json.dumps(receipt)) == receipt
        assert receipts.readable(receipt)


def test_a_record_whose_notice_is_unknown_still_has_one(signup: Signup) -> None:
    record = ConsentRecord(type="withdrawn", channel="admin", purpose="gone.purpose")
    record.site, record.occurred_at = signup.campaign.site, signup.notice_fr.published_at
    assert "gone.purpose" in receipts.readable(receipts.receipt(record))


def test_before_confirming_there_is_nothing_to_receipt(signup: Signup) -> None:
    assert receipts.for_submission(signup.submit()) is None


def test_with_the_longest_notice_the_mail_stays_under_30_kb(signup: Signup, mailoutbox) -> None:
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.body = ("Égalité, fraternité, où que vous soyez. " * 60)[:2000]
    text.recipients = text.processors = text.outside_eu = ("Société à Évry\n" * 40)[:500]
    text.withdrawal = "é" * 300
    text.save()
    text.save_revision().publish()
    signup.notice_fr = Notice.objects.current(site=text.site, slug="news", locale="fr")
    ticked = ("updates.beyond", "volunteer.contact")
    services.confirm(submission=signup.submit(ticked=ticked))
    outbox.send_one(Outbox.objects.get(kind="confirmed").pk)
    assert len(mailoutbox[0].message().as_bytes()) < 30_000
    assert WORDS["fr"]["beyond"] in attached(mailoutbox[0], ".txt")
