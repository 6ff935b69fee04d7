"""Thirty minutes after a press, the next petition is one press more (consent.md R3)."""

import html
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from hustings_petitions import tally
from hustings_petitions.models import Petition, PetitionPage, Signature
from hustings_signup import further, keys, ledger, links, my_data, services
from hustings_signup.holdings import evidence_words
from hustings_signup.models import (
    ConsentEvidence,
    ConsentRecord,
    Outbox,
    Submission,
    Subscription,
)
from hustings_signup.proof import receipts
from hustings_signup.views.links import thanks_url
from hustings_signup.visits import Visit
from tests.petitions.conftest import (
    NEWS,
    Petitions,
    make_petition,
    sign,
)
from tests.petitions.pressing import SAME_ORIGIN, fields, of, press, pressed_ago, rows, thanks


def test_r3_the_thank_you_page_offers_what_was_not_done_yet(
    client: Client, petitions: Petitions, first: Submission, second: PetitionPage
) -> None:
    page = thanks(client, first)
    assert [data["page"] for data in fields(page)] == [str(second.pk)]
    assert "Signer · Marie D.</button>" in page
    assert "En signant, vous acceptez." in page
    assert f'href="{second.url}"' in page
    assert 'type="checkbox"' not in page


def test_r3_one_press_signs_and_counts_without_a_mail_to_confirm(
    client: Client, first: Submission, second: PetitionPage
) -> None:
    answer = press(client, first)
    assert answer.status_code == 302
    signature = of(second)
    assert (signature.state, signature.number) == ("confirmed", 1)
    assert (signature.given_name, signature.town) == ("Marie", "Lille")
    made = Submission.objects.get(pk=signature.submission_id)
    assert made.confirmed_at is not None
    assert list(Outbox.objects.filter(submission=made).values_list("kind", flat=True)) == [
        "confirmed"
    ]
    tally.fold()
    assert Petition.objects.get(pk=signature.petition_id).count == 1
    after = client.get(answer["Location"])
    assert after.status_code == 200
    assert not client.cookies


def test_r3_r6_the_record_holds_the_words_and_the_way_of_the_press(
    client: Client, first: Submission, second: PetitionPage
) -> None:
    press(client, first)
    made = of(second).submission
    notice = second.current_notice()
    asked, given = ConsentRecord.objects.filter(submission=made.uuid).order_by("pk")
    assert [record.type for record in (asked, given)] == ["requested", "given"]
    assert given.confirms == asked.uuid
    for record in (asked, given):
        assert record.purpose == "petition.sign"
        assert (record.channel, record.control) == ("web_form", "button")
        assert record.page_path == "/t/***/"
        assert record.source == Petition.objects.get(pk=of(second).petition_id).ref
        assert record.notice_sha256 == notice.sha256
        assert record.label_sha256 == ledger.sha256("Signer")
        assert record.record_hash == ledger.record_hash(record)
    told = ConsentEvidence.objects.get(submission=made.uuid, kind="submission")
    assert told.content == {"after": str(first.uuid)}


def test_r2_r3_no_other_purpose_goes_with_it(
    client: Client, petitions: Petitions, second: PetitionPage
) -> None:
    submission = services.confirm(submission=sign(petitions.fr, news=True), send_mail=False)
    press(client, submission)
    made = of(second).submission
    assert set(
        ConsentRecord.objects.filter(submission=made.uuid).values_list("purpose", flat=True)
    ) == {"petition.sign"}
    assert Subscription.objects.get(purpose=NEWS).state == "active"
    assert ConsentRecord.objects.filter(purpose=NEWS).count() == 2


def test_r3_proof_audit_receipt_and_my_data_hold(
    client: Client, petitions: Petitions, second: PetitionPage
) -> None:
    first = services.confirm(submission=sign(petitions.fr, news=True), send_mail=False)
    press(client, first)
    before = rows()
    for command in ("verify_ledger", "rebuild_subscriptions", "audit_consent"):
        call_command(command)
    assert rows() == before
    made = of(second).submission
    receipt = receipts.for_submission(made)
    assert receipt["event"][0]["page"] == "/t/***/"
    assert receipt["pii_processing"]["purposes"][0]["words"] == "Signer"
    held = str(my_data.download(made.supporter))
    assert Petition.objects.get(pk=of(second).petition_id).ref in held
    assert len(my_data.given_records(made.supporter)) == 3
    with translation.override("en"):
        told = evidence_words.lines({"after": str(first.uuid)})
    assert told == f"pressed on the page after form: {first.uuid}"


@pytest.mark.parametrize("presses", [2, 3])
def test_r3_pressed_again_it_counts_once_with_the_same_answer(
    client: Client, first: Submission, second: PetitionPage, presses: int
) -> None:
    data = fields(thanks(client, first))[0]
    answers = [client.post("/g/", data, **SAME_ORIGIN) for _ in range(presses)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({client.get(answer["Location"]).content for answer in answers}) == 1
    assert Submission.objects.count() == 2
    assert ConsentRecord.objects.filter(type="given").count() == 2


def test_r3_r8_a_stale_button_takes_nothing_back_that_was_withdrawn(
    client: Client, first: Submission, second: PetitionPage
) -> None:
    from hustings_petitions import services as petition_services

    data = fields(thanks(client, first))[0]
    client.post("/g/", data, **SAME_ORIGIN)
    petition_services.withdraw(signature=of(second))
    before = rows()
    assert client.post("/g/", data, **SAME_ORIGIN).status_code == 302
    assert rows() == before


@pytest.mark.parametrize(("minutes", "is_open"), [(29.9, True), (30, False), (600, False)])
def test_r3_it_is_open_for_thirty_minutes(
    client: Client, first: Submission, minutes: float, is_open: bool
) -> None:
    answer = client.post("/g/", pressed_ago(first, minutes=minutes), **SAME_ORIGIN)
    assert answer.status_code == (302 if is_open else 410)
    assert Signature.objects.count() == (2 if is_open else 1)


def test_r3_the_service_itself_keeps_the_thirty_minutes(
    first: Submission, second: PetitionPage
) -> None:
    notice = second.current_notice()
    for minutes, counts in ((30, 1), (29, 2)):
        services.go_on(
            after=first.uuid,
            page=second,
            notice=notice,
            visit=Visit(),
            at=first.confirmed_at + timedelta(minutes=minutes),
        )
        assert Signature.objects.count() == counts


def test_r3_neither_reading_nor_confirming_again_makes_it_longer(
    client: Client, first: Submission, second: PetitionPage
) -> None:
    pressed_ago(first, minutes=29)
    mailed = links.path(links.make(kind="confirm", supporter=first.supporter, submission=first))
    again = client.post(mailed, **SAME_ORIGIN)
    late = fields(html.unescape(client.get(again["Location"]).content.decode()))[0]["token"]
    token = further.read(late)
    assert token.until == (first.confirmed_at + timedelta(minutes=30)).timestamp()
    pressed_ago(first, minutes=30)
    assert fields(html.unescape(client.get(again["Location"]).content.decode())) == []


def test_r3_what_remains_is_offered_with_the_same_thirty_minutes(
    client: Client, petitions: Petitions, first: Submission, second: PetitionPage
) -> None:
    third = make_petition(petitions.index_fr, slug="banc", title="Un banc")
    data = pressed_ago(first, minutes=20)
    answer = client.post("/g/", data, **SAME_ORIGIN)
    left = fields(html.unescape(client.get(answer["Location"]).content.decode()))
    assert [data["page"], *(other["page"] for other in left)] == [str(third.pk), str(second.pk)]
    assert further.read(left[0]["token"]).until == further.read(data["token"]).until
    client.post("/g/", left[0], **SAME_ORIGIN)
    assert Signature.objects.filter(state="confirmed").count() == 3


def test_r3_an_expired_button_leads_to_the_form(
    client: Client, first: Submission, second: PetitionPage
) -> None:
    answer = client.post("/g/", pressed_ago(first, minutes=45), **SAME_ORIGIN)
    assert answer.status_code == 410
    assert second.url in answer.content.decode()


@pytest.mark.parametrize("how", ["damaged", "empty", "of another use", "of another site"])
def test_r3_a_forged_button_leads_to_the_form_and_does_nothing(
    client: Client, first: Submission, second: PetitionPage, how: str
) -> None:
    good = fields(thanks(client, first))[0]["token"]
    token = {
        "damaged": good[:-6] + "AAAAA=",
        "empty": "",
        "of another use": keys.seal(str(first.uuid), context="thanks"),
        "of another site": keys.seal(
            keys.unseal(good, context=further.CONTEXT, max_age=60).replace(
                f", {first.site_id}, ", f", {first.site_id + 1}, "
            ),
            context=further.CONTEXT,
        ),
    }[how]
    before = rows()
    answer = client.post("/g/", {"token": token, "page": str(second.pk)}, **SAME_ORIGIN)
    assert answer.status_code == 410
    assert second.url in answer.content.decode()
    assert rows() == before


@pytest.mark.parametrize("page", ["", "0", "x", "999999", "²", "-1"])
def test_r3_without_a_page_it_leads_home(client: Client, first: Submission, page: str) -> None:
    answer = client.post("/g/", {"token": "x", "page": page}, **SAME_ORIGIN)
    assert answer.status_code == 410
    assert 'href="/"' in answer.content.decode()


def test_r3_the_token_names_nobody(client: Client, first: Submission) -> None:
    token = fields(thanks(client, first))[0]["token"]
    plain = keys.unseal(token, context=further.CONTEXT, max_age=60)
    for secret in ("marie", "example.org", "Dupont", first.folded_hash):
        assert secret not in token
        assert secret not in plain


def test_r4_reading_the_pages_changes_nothing(client: Client, first: Submission) -> None:
    before = rows()
    thanks(client, first)
    assert client.get("/g/").status_code == 405
    client.head(thanks_url(first))
    assert rows() == before
