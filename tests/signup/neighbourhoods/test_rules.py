"""The rules of consent.md, for the list of a neighbourhood: each is a consent like any other."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hustings_home.models import IdentitySettings
from hustings_signup import links, segments, services
from hustings_signup.models import (
    ConsentRecord,
    Outbox,
    Segment,
    SignupPage,
    Subscription,
    Supporter,
)
from hustings_signup.outbox import send_one
from hustings_signup.retention import running
from hustings_signup.segments.recipients import NotForWriting, is_targeting
from tests.signup.conftest import SAME_ORIGIN
from tests.signup.neighbourhoods.conftest import HARBOUR, MILL, NEWS, Town

Type = ConsentRecord.Type


def said(purpose: str) -> list[str]:
    records = ConsentRecord.objects.filter(purpose=purpose).order_by("pk")
    return list(records.values_list("type", flat=True))


def test_r1_each_neighbourhood_has_one_unticked_box_that_is_never_required(town: Town) -> None:
    form = town.page().get_public_form()
    boxes = list(form["neighbourhoods"])
    assert [box.data["value"] for box in boxes] == [MILL, HARBOUR]
    assert form.fields["neighbourhoods"].required is False
    rendered = str(form["neighbourhoods"])
    assert rendered.count('type="checkbox"') == 2
    assert "checked" not in rendered
    assert "required" not in rendered


def test_r1_the_act_works_with_every_box_empty(town: Town, states) -> None:
    assert states(town.join(chosen=())) == {NEWS: "active"}


def test_r1_a_page_that_does_not_ask_for_it_offers_none(town: Town) -> None:
    SignupPage.objects.update(offers_neighbourhoods=False)
    page = town.page()
    assert "neighbourhoods" not in page.get_public_form().fields
    data = {"email": "lea@example.org", "stamp": page.get_public_form().initial["stamp"]}
    answer = Client().post(page.form_action, {**data, "neighbourhoods": MILL}, **SAME_ORIGIN)
    assert answer.status_code == 302
    assert not ConsentRecord.objects.filter(purpose=MILL).exists()


@pytest.mark.parametrize("postcode", ["59000", "59140", "01000"])
def test_r1_a_postcode_ticks_no_box(town: Town, postcode: str) -> None:
    form = town.page().get_public_form(data={"postcode": postcode})
    assert not form.is_valid()
    assert "checked" not in str(form["neighbourhoods"])


def test_r16_living_in_a_neighbourhood_subscribes_nobody(town: Town, states) -> None:
    """A postcode only moves the box up when the form is shown again."""
    page = town.page()
    stamp = page.get_public_form().initial["stamp"]
    sent = {"email": "", "postcode": "59140", "stamp": stamp}
    html = Client().post(page.form_action, sent, **SAME_ORIGIN).content.decode()
    assert 0 < html.index(HARBOUR) < html.index(MILL)
    answer = Client().post(page.form_action, {**sent, "email": "lea@example.org"}, **SAME_ORIGIN)
    assert answer.status_code == 302
    lea = Supporter.objects.get()
    services.confirm(submission=lea.submissions.get(), send_mail=False)
    assert lea.postcode == "59140"
    assert states(lea) == {NEWS: "active"}
    assert said(HARBOUR) == ["not_given"]
    services.self_service.correct(
        supporter=lea, given_name="", family_name="", postcode="59000", locale="fr"
    )
    assert states(lea) == {NEWS: "active"}


def test_r2_every_neighbourhood_offered_leaves_one_record_per_submission(town: Town) -> None:
    sent = town.send(chosen=[MILL])
    found = ConsentRecord.objects.filter(submission=sent.uuid)
    types = {record.purpose: record.type for record in found}
    assert (types[MILL], types[HARBOUR]) == ("requested", "not_given")
    assert found.count() == len(types) == 5
    services.confirm(submission=sent, send_mail=False)
    assert (said(MILL), said(HARBOUR)) == (["requested", "given"], ["not_given"])


def test_r2_a_form_without_neighbourhoods_leaves_no_record_of_them(town: Town) -> None:
    town.send(offered=False)
    assert said(MILL) == said(HARBOUR) == []


def test_r2_an_empty_box_later_withdraws_nothing(town: Town, states) -> None:
    lea = town.join(chosen=[MILL])
    town.join(chosen=[])
    assert states(lea)[MILL] == "active"


def test_r3_the_smaller_button_leaves_the_neighbourhood_out(town: Town, states) -> None:
    sent = town.send(chosen=[MILL])
    services.confirm(submission=sent, only_act=True, send_mail=False)
    assert states(sent.supporter) == {NEWS: "active", MILL: "expired"}
    assert said(MILL) == ["requested", "not_given"]


def test_r6_the_record_holds_the_hash_of_the_exact_words(town: Town) -> None:
    from hustings_signup import ledger

    town.send(chosen=[MILL])
    record = ConsentRecord.objects.get(purpose=MILL)
    words = "Oui, aussi les nouvelles du quartier Vieux-Moulin."
    assert town.notice().label_for(MILL) == words
    assert record.label_sha256 == ledger.sha256(words)
    assert record.notice_sha256 == town.notice().sha256
    assert record.control == "unticked_box"


def test_r8_each_neighbourhood_is_left_alone(town: Town, states) -> None:
    lea = town.join(chosen=[MILL, HARBOUR])
    assert services.withdraw(supporter=lea, purpose_keys=[MILL]) == [MILL]
    assert states(lea) == {NEWS: "active", MILL: "withdrawn", HARBOUR: "active"}


def test_r8_leaving_takes_two_requests_by_the_link_of_any_mail(town: Town, states) -> None:
    lea = town.join(chosen=[MILL, HARBOUR])
    path = links.path(links.make(kind="unsubscribe", supporter=lea))
    page = Client().get(path).content.decode()
    assert "Vieux-Moulin" in page
    assert Client().post(path, {"purpose": MILL}, **SAME_ORIGIN).status_code == 302
    assert states(lea)[MILL] == "withdrawn"
    assert states(lea)[HARBOUR] == "active"


def test_r8_one_click_of_the_mail_program_ends_them_all(town: Town, states) -> None:
    lea = town.join(chosen=[MILL, HARBOUR])
    path = links.path(links.make(kind="unsubscribe", supporter=lea))
    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert set(states(lea).values()) == {"withdrawn"}


def test_r8_a_closed_neighbourhood_can_still_be_left(town: Town, states) -> None:
    lea = town.join(chosen=[MILL])
    site = town.signup.campaign.site
    services.save_neighbourhood(site=site, key="old-mill", names={"fr": "Moulin"}, is_open=False)
    path = links.path(links.make(kind="unsubscribe", supporter=lea))
    assert "Moulin" in Client().get(path).content.decode()
    Client().post(path, {"purpose": MILL}, **SAME_ORIGIN)
    assert states(lea)[MILL] == "withdrawn"


def test_r11_a_withdrawal_anywhere_wins_in_a_merge(town: Town, states) -> None:
    early = timezone.now() - timedelta(days=9)
    kept = town.join("lea.martin@gmail.com", chosen=[MILL, HARBOUR], at=early)
    gone = town.join("leamartin@gmail.com", chosen=[MILL], at=early)
    services.withdraw(supporter=gone, purpose_keys=[MILL])
    services.merge(kept=kept, gone=gone)
    assert states(kept) == {NEWS: "active", MILL: "withdrawn", HARBOUR: "active"}


def test_r11_a_yes_of_an_alias_passes_on(town: Town, states) -> None:
    kept = town.join("lea.martin@gmail.com", chosen=[])
    gone = town.join("leamartin@gmail.com", chosen=[HARBOUR])
    services.merge(kept=kept, gone=gone)
    assert states(kept) == {NEWS: "active", HARBOUR: "active"}


def test_r12_erasing_leaves_records_that_point_to_nobody(town: Town) -> None:
    lea = town.join(chosen=[MILL])
    services.erase(supporter=lea, reason="request", actor="data_subject", channel="email_link")
    assert not Subscription.objects.exists()
    assert said(MILL) == ["requested", "given", "withdrawn", "erased"]


LAST_ROUND = date(2027, 4, 25)
END = timezone.make_aware(datetime.combine(LAST_ROUND + timedelta(days=30), time.min))


@pytest.fixture
def vote(town: Town) -> None:
    IdentitySettings.objects.filter(site=town.signup.campaign.site).update(
        election_date=LAST_ROUND, second_round_date=None
    )


def test_r14_a_neighbourhood_ends_with_the_campaign_at_the_vote(town: Town, vote, states) -> None:
    lea = town.join(chosen=[MILL], at=END - timedelta(days=60))
    services.withdraw(supporter=lea, purpose_keys=[NEWS], at=END - timedelta(days=50))
    running.run(at=END - timedelta(days=7))
    assert states(lea)[MILL] == "active"
    running.run(at=END)
    assert not Supporter.objects.exists()
    assert said(MILL) == ["requested", "given", "expired", "erased"]


def test_r14_it_stays_with_the_news_of_whoever_asked_for_more(town: Town, vote, states) -> None:
    lea = town.join(chosen=[MILL, "updates.beyond"], at=END - timedelta(days=60))
    running.run(at=END - timedelta(days=7))
    running.run(at=END)
    assert states(lea) == {NEWS: "active", MILL: "active", "updates.beyond": "active"}


def test_r14_a_request_nobody_confirmed_is_over_after_seven_days(town: Town) -> None:
    long_ago = timezone.now() - timedelta(days=8)
    town.send(chosen=[MILL], at=long_ago)
    running.run(at=timezone.now())
    assert not Supporter.objects.exists()
    assert said(MILL)[:2] == ["requested", "expired"]


def segment(town: Town, purpose: str, *members) -> Segment:
    tree = {"op": "all", "of": list(members)}
    return Segment(site=town.signup.campaign.site, purpose=purpose, tree=tree)


def test_r16_a_neighbourhood_list_may_choose_recipients_since_the_person_chose_it(town) -> None:
    lea = town.join(chosen=[MILL])
    town.join("tom@example.org", chosen=[HARBOUR])
    for found in (
        segments.recipients(segment(town, MILL), MILL),
        segments.recipients(segment(town, NEWS, {"is": "list", "purpose": MILL}), NEWS),
    ):
        assert not found.is_targeting
        assert [person.pk for person in found.people] == [lea.pk]
        assert found.count == found.people.count() == 1


def test_r16_living_there_is_targeting_and_reaches_nobody_without_that_consent(town) -> None:
    town.join(chosen=[MILL], postcode="59000")
    found = segment(town, MILL, {"is": "place", "postcodes": ["59000"]})
    assert is_targeting(segments.parse(found.tree))
    assert segments.recipients(found, MILL).count == 0


def test_r16_what_is_no_purpose_of_any_site_chooses_nobody(town: Town) -> None:
    with pytest.raises(NotForWriting):
        segments.recipients(segment(town, "updates.nowhere"), "updates.nowhere")


def test_r18_the_mail_after_confirming_names_it_and_brings_its_receipt(town, mailoutbox) -> None:
    sent = town.send(chosen=[MILL])
    services.confirm(submission=sent)
    for row in Outbox.objects.filter(state="queued"):
        send_one(row.pk)
    (found,) = mailoutbox
    assert "Vieux-Moulin" in found.body
    receipt = next(text for name, text, _kind in found.attachments if name.endswith(".txt"))
    assert "Oui, aussi les nouvelles du quartier Vieux-Moulin." in str(receipt)
