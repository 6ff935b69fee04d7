"""The page that says what is held, in public; and what the legal page adds."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation

from hustings_home import inventory
from hustings_home.models import IdentitySettings, LegalPage
from hustings_signup import ledger, purposes
from hustings_signup.models import ConsentRecord, Notice, NoticeOffer, NoticeText
from hustings_signup.openness import partners, periods
from hustings_signup.proof import checkpoints
from hustings_signup.templatetags.hustings_data import published_purposes


def address(code="en"):
    with translation.override(code):
        return reverse("hustings_signup:trust")


def read(client, code="en"):
    """The page's words, without line breaks."""
    answer = client.get(address(code))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def publish(text, **words):
    """A new version of a notice, a day after the last one."""
    for name, value in words.items():
        setattr(text, name, value)
    text.save()
    text.save_revision().publish()
    return Notice.objects.current(site=text.site, slug=text.slug, locale="en")


@pytest.fixture
def notice_text(signup):
    return NoticeText.objects.get(locale__language_code="en", slug="news")


def test_every_kind_of_supporters_data_is_on_it_with_its_reason(client, signup):
    page = read(client)
    for table in inventory.registered():
        if not table.about:
            continue
        for said in table.personal.values():
            with translation.override("en"):
                assert str(said.category.label) in page
                assert str(said.why).replace("’", "’").split("(")[0].strip()[:40] in page


@pytest.mark.parametrize("code", ["fr", "en"])
def test_it_is_there_in_both_languages_and_in_the_footer(client, signup, code):
    page = read(client, code)
    assert f'<html lang="{code}">' in page
    home = signup.campaign.home_fr if code == "fr" else signup.campaign.home_en
    assert f'href="{address(code)}"' in client.get(home.url).content.decode()


def test_any_cache_may_keep_it_and_it_sets_no_cookie(client, signup):
    answer = client.get(address())
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies


def test_r4_it_takes_no_post(client, signup):
    assert client.post(address()).status_code == 405


def test_a_processor_is_named_with_the_day_it_was_first_announced(notice_text):
    site = notice_text.site
    first = publish(notice_text, processors="Relais SA, Lyon")
    publish(notice_text, processors="Relais SA, Lyon\nPostes SARL")
    found = {one.name: one.since for one in partners.named(site, "en", "processors")}
    assert found["Relais SA, Lyon"] == first.published_at
    assert found["Postes SARL"] > first.published_at


def test_a_processor_that_came_back_counts_from_its_return(notice_text):
    site = notice_text.site
    publish(notice_text, processors="Relais SA")
    publish(notice_text, processors="")
    assert partners.named(site, "en", "processors") == []
    back = publish(notice_text, processors="Relais SA", body="Other words.")
    assert partners.named(site, "en", "processors")[0].since == back.published_at


def test_what_is_off_is_said_to_be_off(client, signup):
    page = read(client)
    assert "no form asks for it" in page
    assert "may load nothing from elsewhere" in page


def test_a_script_of_another_host_shows_as_on(signup, settings):
    directives = {**settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]}
    directives["script-src"] = ["https://stats.example"]
    with override_settings(CONTENT_SECURITY_POLICY={"DIRECTIVES": directives}):
        loaded = partners.switches(signup.campaign.site, "en")[0]
    assert loaded.is_on and loaded.detail == "stats.example"


def test_who_was_erased_is_counted_once_for_this_site_only(client, signup, join, other):
    person = join()
    for site, times in ((signup.campaign.site, 2), (other.site, 1)):
        for number in range(times):
            ledger.sealed_record(
                site=site,
                site_name="x",
                subject=person.subject_link.subject,
                purpose=["updates.campaign", "updates.beyond"][number],
                purpose_version=1,
                type=ConsentRecord.Type.ERASED.value,
                occurred_at=timezone.now(),
                actor="system",
                channel="retention",
            ).save(force_insert=True)
    assert "1 person was erased" in read(client)


def test_the_last_checkpoint_is_on_it_once_there_is_one(client, signup, monkeypatch):
    assert "checkpoint was made" not in read(client)
    made = checkpoints.Checkpoint(
        format=checkpoints.FORMAT,
        made_at=ledger.moment(timezone.now() - timedelta(hours=1)),
        seal=7,
        seal_hash="ab" * 32,
        records=1234,
        public_key="",
    )
    monkeypatch.setattr(checkpoints, "last", lambda: made)
    from django.core.cache import cache

    cache.clear()
    page = read(client)
    assert "ab" * 32 in page and "1,234 records" in page


def test_without_a_name_or_a_host_it_still_answers(client, signup):
    IdentitySettings.objects.all().delete()
    assert "On the server of this site." in read(client)


def test_the_legal_page_lists_purposes_words_and_periods(client, signup):
    page = LegalPage(title="Privacy", slug="privacy", kind="personal_data",
                     locale=signup.campaign.en)  # fmt: skip
    signup.campaign.home_en.add_child(instance=page)
    page.save_revision().publish()
    text = client.get(page.url).content.decode()
    assert "Sign me up" in text and "6 months" in text
    assert address("en") in text


def test_a_purpose_is_kept_as_its_own_form_says_not_as_a_box_beside_another(signup):
    agenda = NoticeText.objects.get(slug="news", locale=signup.campaign.en)
    beside = NoticeText(
        site=agenda.site, locale=agenda.locale, slug="event", title="Under events", body="…",
        act_label="Register", controller="X", retention="P3M", withdrawal="…",
    )  # fmt: skip
    beside.offers.add(
        NoticeOffer(purpose="updates.campaign", label="News too", locale=agenda.locale)
    )
    beside.save()
    beside.save_revision().publish()
    with translation.override("en"):
        found = {offer.label: offer.period for offer in published_purposes(agenda.site)}
    assert found[purposes.label_of("updates.campaign")].startswith("at most 6 months after the end")
    assert found[purposes.label_of("event.register")].startswith("at most 3 months after the end")


def test_what_is_off_by_default_is_offered_by_no_shipped_notice(signup):
    for switch in partners.switches(signup.campaign.site, "en"):
        assert not switch.is_on


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("P6M", "6 months"),
        ("P1Y6M", "1 year, 6 months"),
        ("P30D", "30 days"),
        ("soon", "soon"),
        ("", ""),
        ("P", "P"),
    ],
)
def test_a_duration_in_words(iso, words):
    with translation.override("en"):
        assert periods.in_words(iso) == words
