"""A box is always one of published words: what changes them, and what does not."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import Site

from hustings_signup import renewal, services
from hustings_signup.models import ConsentRecord, Neighbourhood, Notice, NoticeText, Subscription
from tests.signup.conftest import SAME_ORIGIN, make_notice
from tests.signup.neighbourhoods.conftest import HARBOUR, MILL, NEWS, Town, define


def labels(town: Town, code: str = "fr") -> list[str]:
    return [box["label"] for box in town.notice(code).neighbourhoods]


def test_words_are_published_in_each_language_with_each_name(town: Town) -> None:
    assert labels(town) == [
        "Oui, aussi les nouvelles du quartier Vieux-Moulin.",
        "Oui, aussi les nouvelles du quartier Le Port.",
    ]
    assert labels(town, "en") == ["Yes, the news of Old Mill too.", "Yes, the news of Harbour too."]


def test_a_new_neighbourhood_is_a_new_version_of_each_notice_that_offers_them(town: Town) -> None:
    before = {code: town.notice(code) for code in ("fr", "en")}
    other = make_notice(town.signup.campaign.site, "petition", "fr")
    define(town.signup, "hill", "La Butte")
    for code, old in before.items():
        assert town.notice(code).version == old.version + 1
    assert labels(town, "en")[0] == "Yes, the news of La Butte too."  # no order: before the rest
    still = Notice.objects.current(site=other.site, slug="petition", locale="fr")
    assert still == other


def test_publishing_says_the_same_words_again(town: Town) -> None:
    before = Notice.objects.count()
    for text in NoticeText.objects.all():
        text.save_revision().publish()
    define(town.signup, "old-mill", "Vieux-Moulin", "Old Mill", postcodes=["59800"], sort_order=1)
    assert Notice.objects.count() == before


def test_publishing_other_words_keeps_the_boxes(town: Town) -> None:
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.body = "D’autres mots."
    text.save_revision().publish()
    assert town.notice().body == "D’autres mots."
    assert len(labels(town)) == 2


def test_a_draft_that_waits_is_not_published_by_a_new_neighbourhood(town: Town) -> None:
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.body = "Pas encore."
    text.save_revision()
    define(town.signup, "hill", "La Butte")
    assert town.notice().body != "Pas encore."


def test_without_words_for_them_no_form_offers_any(town: Town) -> None:
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.neighbourhood_label = ""
    text.save_revision().publish()
    assert labels(town) == []
    assert "neighbourhoods" not in town.page().get_public_form().fields


def test_a_closed_one_is_offered_no_more_and_who_chose_it_stays(town: Town, states) -> None:
    lea = town.join(chosen=[MILL])
    define(town.signup, "old-mill", "Vieux-Moulin", is_open=False)
    assert [box["purpose"] for box in town.notice().neighbourhoods] == [HARBOUR]
    assert states(lea)[MILL] == "active"
    assert not renewal.outdated(lea.site_id)


def test_a_form_shown_before_it_was_closed_is_shown_again_with_the_words_in_force(town) -> None:
    page = town.page()
    sent = {"email": "lea@example.org", "neighbourhoods": MILL,
            "stamp": page.get_public_form().initial["stamp"]}  # fmt: skip
    define(town.signup, "old-mill", "Vieux-Moulin", is_open=False)
    answer = Client().post(page.form_action, sent, **SAME_ORIGIN)
    assert answer.status_code == 422
    assert MILL not in answer.content.decode().partition("<form")[2]
    assert not ConsentRecord.objects.exists()


def test_r7_people_who_agreed_before_need_nothing_new(town: Town) -> None:
    lea = town.join(chosen=[MILL])
    define(town.signup, "hill", "La Butte")
    assert renewal.owed(town.notice()).count() == 0
    assert renewal.offers(lea) == []
    assert renewal.news_since(town.notice()) == []
    live = renewal.live(Subscription.objects.all(), site_id=lea.site_id)
    assert set(live.values_list("purpose", flat=True)) == {NEWS, MILL}


def test_r7_a_new_recipient_needs_a_new_consent_for_what_was_chosen_and_offers_nothing_else(
    town: Town,
) -> None:
    lea = town.join(chosen=[MILL])
    define(town.signup, "hill", "La Butte")
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.recipients = "La société des bateliers"
    text.save_revision().publish()
    owed = {offer.purpose for offer in renewal.offers(lea)}
    assert owed == {NEWS, MILL}
    assert [person.pk for person in renewal.owed(town.notice())] == [lea.pk]
    live = renewal.live(Subscription.objects.all(), site_id=lea.site_id)
    assert not live.exists()
    services.renew(supporter=lea, ticked=[MILL])
    assert live.all().values_list("purpose", flat=True).get() == MILL


def test_forty_neighbourhoods_added_one_by_one_leave_the_list_readable(town: Town) -> None:
    """Each is a version; the question who needs a new consent stays one query of any size."""
    for number in range(40):
        define(town.signup, f"quarter-{number}", f"Quartier {number}")
    lea = town.join(chosen=[f"updates.neighbourhood.quarter-{number}" for number in range(40)])
    text = NoticeText.objects.get(slug="news", locale__language_code="fr")
    text.controller = "Une autre association"
    text.save_revision().publish()
    assert len(renewal.offers(lea)) == 41
    assert renewal.owed(town.notice()).count() == 1
    assert not renewal.live(Subscription.objects.all(), site_id=lea.site_id).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"key": "Old Mill"},
        {"key": "vieux_moulin"},
        {"key": "-"},
        {"key": "x" * 29},
        {"key": "hill\n"},
        {"names": {"fr": " "}},
        {"names": {"fr": "x" * 61}},
        {"names": {"fr": "le port"}},
        {"postcodes": ["1" * 201]},
    ],
)
def test_what_is_no_neighbourhood_is_refused_and_publishes_nothing(town: Town, values) -> None:
    before = Notice.objects.count()
    wanted = {"site": town.signup.campaign.site, "key": "hill", "names": {"fr": "La Butte"}}
    with pytest.raises(ValidationError):
        services.save_neighbourhood(**wanted | values)
    assert Notice.objects.count() == before
    assert Neighbourhood.objects.count() == 2


def test_another_site_may_use_the_same_key_for_another_place(town: Town) -> None:
    other = Site.objects.create(hostname="b.example", root_page=town.signup.campaign.home_fr)
    services.save_neighbourhood(site=other, key="old-mill", names={"fr": "Les Forges"})
    assert labels(town)[0] == "Oui, aussi les nouvelles du quartier Vieux-Moulin."
