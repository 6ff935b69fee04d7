"""Words are immutable once used (consent.md R6)."""

import pytest
from django.db import DatabaseError, connection, transaction

from hustings_signup import ledger, services
from hustings_signup.models import Notice, NoticeText
from tests.conftest import Campaign
from tests.signup.conftest import make_notice


def test_r6_publishing_freezes_the_words_with_their_hash(campaign: Campaign) -> None:
    notice = make_notice(campaign.site, "news", "fr", boxes=("updates.beyond",))
    assert notice.version == 1
    assert len(notice.sha256) == 64
    assert [p["purpose"] for p in notice.content["purposes"]] == [
        "updates.campaign",
        "updates.beyond",
    ]
    assert [p["control"] for p in notice.content["purposes"]] == ["button", "unticked_box"]


def test_r6_editing_makes_a_new_version_and_keeps_the_old_words(campaign: Campaign) -> None:
    old = make_notice(campaign.site, "news", "fr")
    text = NoticeText.objects.get()
    text.body = "D’autres mots."
    text.save_revision().publish()
    new = Notice.objects.current(site=campaign.site, slug="news", locale="fr")
    assert (new.version, new.body) == (2, "D’autres mots.")
    old.refresh_from_db()
    assert old.body != new.body
    assert old.sha256 != new.sha256


def test_publishing_the_same_words_again_makes_no_version(campaign: Campaign) -> None:
    make_notice(campaign.site, "news", "fr")
    NoticeText.objects.get().save_revision().publish()
    assert Notice.objects.count() == 1


def test_r6_a_draft_changes_no_words_in_force(campaign: Campaign) -> None:
    notice = make_notice(campaign.site, "news", "fr")
    text = NoticeText.objects.get()
    text.body = "Pas encore."
    text.save_revision()
    assert Notice.objects.current(site=campaign.site, slug="news", locale="fr") == notice


def test_r6_the_hash_covers_the_words(campaign: Campaign) -> None:
    notice = make_notice(campaign.site, "news", "fr")
    hashed = {
        "site_name": "localhost:80",
        "slug": "news",
        "version": 1,
        "locale": "fr",
        "content": notice.content,
    }
    assert notice.sha256 == ledger.sha256(ledger.canonical(hashed))


def test_r6_a_published_version_is_never_changed_or_deleted(campaign: Campaign) -> None:
    notice = make_notice(campaign.site, "news", "fr")
    for statement in (
        "UPDATE hustings_signup_notice SET content = '{}'",
        "DELETE FROM hustings_signup_notice",
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute(statement)
    assert Notice.objects.get() == notice


def test_each_language_has_its_own_words(campaign: Campaign) -> None:
    french = make_notice(campaign.site, "news", "fr")
    english = make_notice(campaign.site, "news", "en")
    assert french.act_label == "Je m’inscris"
    assert english.act_label == "Sign me up"
    assert services.publish_notice(text=NoticeText.objects.get(locale=campaign.en)) == english
