"""What the press on a thank-you page answers, whoever presses (consent.md R3, R5)."""

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from hustings_petitions.models import Petition, PetitionPage, Signature
from hustings_signup import keys, limits, services
from hustings_signup.models import (
    ConsentRecord,
    Hit,
    NoticeText,
    Outbox,
    Submission,
    Supporter,
)
from hustings_signup.views.links import thanks_url
from tests.petitions.conftest import (
    Petitions,
    make_petition,
    sign,
    sign_and_confirm,
)
from tests.petitions.pressing import SAME_ORIGIN, fields, of, press, rows, thanks

GONE = ["suppressed", "erased", "address changed", "already signed", "limit of the day"]


@pytest.mark.parametrize("how", GONE)
def test_r5_the_answer_is_the_same_and_nothing_is_written(
    client: Client, petitions: Petitions, first: Submission, second: PetitionPage, how: str
) -> None:
    counted = sign_and_confirm(petitions.fr, "zoe@example.org")
    usual = press(client, counted)
    data = fields(thanks(client, first))[0]
    holder = first.supporter
    if how == "suppressed":
        services.disown(submission=sign(second))
    elif how == "erased":
        services.erase(
            supporter=holder, reason="request", actor="data_subject", channel="email_link"
        )
    elif how == "address changed":
        Supporter.objects.filter(pk=holder.pk).update(email_canonical="other@example.org")
    elif how == "already signed":
        sign_and_confirm(second)
    else:
        key = keys.keyed_hash("marie@example.org", context=limits.ACTS)
        Hit.objects.bulk_create(
            Hit(kind=Hit.Kind.MAIL, key_hash=key, act_hash="x", at=timezone.now())
            for _ in range(limits.VERIFIED_PER_DAY)
        )
    before = rows()
    answer = client.post("/g/", data, **SAME_ORIGIN)
    assert rows() == before
    assert (answer.status_code, len(answer["Location"])) == (302, len(usual["Location"]))
    shown, usually = client.get(answer["Location"]), client.get(usual["Location"])
    assert shown.status_code == usually.status_code == 200
    assert lead(shown) == lead(usually)
    assert sorted(answer.headers) == sorted(usual.headers)


def lead(answer) -> str:
    return answer.content.decode().split('id="further"')[0]


def test_r3_twenty_acts_a_day_and_no_more(client: Client, first: Submission) -> None:
    index = PetitionPage.objects.get(slug="abri").get_parent().specific
    for number in range(22):
        make_petition(index, slug=f"p{number}", title=f"P{number}")
    for _ in range(23):
        left = fields(thanks(client, first))
        if left:
            client.post("/g/", left[0], **SAME_ORIGIN)
    assert Signature.objects.filter(state="confirmed").count() == limits.VERIFIED_PER_DAY


def test_r3_what_says_nothing_of_its_origin_is_held_silently(
    client: Client, first: Submission, second: PetitionPage
) -> None:
    data = fields(thanks(client, first))[0]
    answers = [client.post("/g/", data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    answer = answers[1]
    assert client.get(answer["Location"]).status_code == 200
    signature = of(second)
    assert signature.state == "held"
    made = signature.submission
    assert made.confirmed_at is None
    assert not Outbox.objects.filter(submission=made).exists()
    # Released by staff, it is confirmed by its mail as any other.
    assert services.release(submission=made)
    assert Outbox.objects.get(submission=made).kind == "confirm"
    services.confirm(submission=made)
    assert of(second).state == "confirmed"
    given = ConsentRecord.objects.get(submission=made.uuid, type="given")
    assert given.channel == "email_link"


def test_r3_over_the_limit_of_its_network_it_is_held_silently(
    client: Client, first: Submission, second: PetitionPage, settings
) -> None:
    settings.HUSTINGS = {**settings.HUSTINGS, "NETWORK_LIMIT_PER_HOUR": 0}
    usual = press(client, first)
    assert usual.status_code == 302
    assert of(second).state == "held"
    assert client.get(usual["Location"]).status_code == 200


def test_r3_a_press_from_elsewhere_is_refused(
    client: Client, first: Submission, second: PetitionPage
) -> None:
    before = rows()
    assert press(client, first, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert rows() == before


def test_r3_a_closed_petition_says_so_as_its_form_does(
    client: Client, first: Submission, second: PetitionPage
) -> None:
    data = fields(thanks(client, first))[0]
    Petition.objects.update(state="closed", closed_at=timezone.now())
    before = rows()
    answer = client.post("/g/", data, **SAME_ORIGIN)
    assert answer.status_code == 409
    assert second.title in answer.content.decode()
    assert rows() == before


def test_r6_nobody_agrees_to_words_that_changed_meanwhile(
    client: Client, petitions: Petitions, first: Submission, second: PetitionPage
) -> None:
    data = fields(thanks(client, first))[0]
    text = NoticeText.objects.get(locale=Locale.objects.get(language_code="fr"))
    text.body = "Autres mots."
    text.save()
    services.publish_notice(text=text)
    answer = client.post("/g/", data, **SAME_ORIGIN)
    assert answer.status_code == 410
    assert second.url in answer.content.decode()
    assert Signature.objects.count() == 1
    assert "Autres mots." in thanks(client, first)


def test_r3_only_what_the_form_would_need_and_the_person_told_is_offered(
    client: Client, petitions: Petitions, second: PetitionPage
) -> None:
    submission = sign_and_confirm(petitions.fr, postcode="", town="", department="")
    assert fields(thanks(client, submission)) == []


def test_r3_petitions_are_offered_in_the_language_of_the_person(
    client: Client, petitions: Petitions, second: PetitionPage
) -> None:
    in_english = second.copy_for_translation(Locale.objects.get(language_code="en"))
    in_english.title, in_english.slug = "A shelter", "shelter"
    in_english.save_revision().publish()
    page = thanks(client, sign_and_confirm(petitions.en))
    assert [data["page"] for data in fields(page)] == [str(in_english.pk)]
    assert "Sign · Marie D.</button>" in page
    assert "By signing you agree." in page


@pytest.mark.parametrize("what", ["closed", "draft", "private", "without words"])
def test_r3_what_cannot_be_done_is_not_offered(
    client: Client,
    first: Submission,
    second: PetitionPage,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if what == "closed":
        Petition.objects.filter(translation_key=second.translation_key).update(state="closed")
    elif what == "draft":
        second.unpublish()
    elif what == "private":
        second.view_restrictions.create(restriction_type="login")
    else:
        monkeypatch.setattr(PetitionPage, "notice_slug", "unpublished")
    assert fields(thanks(client, first)) == []


def test_r3_at_most_three_are_offered(
    client: Client, petitions: Petitions, first: Submission
) -> None:
    for number in range(4):
        make_petition(petitions.index_fr, slug=f"p{number}", title=f"P{number}")
    assert len(fields(thanks(client, first))) == 3


def test_r3_the_ledger_never_holds_the_token(client: Client, first: Submission) -> None:
    press(client, first)
    token = thanks_url(first).split("/")[2]
    for record in ConsentRecord.objects.all():
        assert token[:20] not in record.page_path
