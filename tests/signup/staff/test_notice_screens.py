"""Notices: the texts of the user's own sites, and who agreed to which version, in numbers."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import translation
from wagtail.admin.ui.tables import LiveStatusTagColumn, LocaleColumn

from hustings_signup import services
from hustings_signup.models import Notice, NoticeText, Outbox, PeoplePermission
from hustings_signup.staff.notices import count_agreement
from tests.signup.staff.conftest import enter, make_user

LIST = "wagtailsnippets_hustings_signup_noticetext:list"
EDIT = "wagtailsnippets_hustings_signup_noticetext:edit"
ADD = "wagtailsnippets_hustings_signup_noticetext:add"
VERSIONS = "/admin/notice-versions/"


@pytest.fixture
def writer(signup):
    """May write and publish the notices of site A."""
    user = make_user("writer", sites=[signup.campaign.site])
    group = user.groups.get()
    group.permissions.add(
        *Permission.objects.filter(
            content_type__app_label="hustings_signup",
            codename__in=["add_noticetext", "change_noticetext", "publish_noticetext"],
        )
    )
    return user


@pytest.fixture
def text(signup):
    return NoticeText.objects.get(site=signup.campaign.site, locale=signup.campaign.fr)


def form_of(text, *, boxes=(), **changes):
    data = {
        "title": text.title,
        "site": text.site_id,
        "slug": text.slug,
        "body": text.body,
        "act_label": text.act_label,
        "controller": text.controller,
        "recipients": "",
        "processors": "",
        "retention": text.retention,
        "withdrawal": text.withdrawal,
        "offers-TOTAL_FORMS": len(boxes),
        "offers-INITIAL_FORMS": 0,
        "offers-MIN_NUM_FORMS": 0,
        "offers-MAX_NUM_FORMS": 1000,
        "action-publish": "1",
    }
    for number, purpose in enumerate(boxes):
        data |= {
            f"offers-{number}-purpose": purpose,
            f"offers-{number}-label": "Oui, s’il vous plaît",
            f"offers-{number}-ORDER": number + 1,
        }
    return data | changes


def test_the_texts_of_ones_own_sites_are_listed(writer, signup, other, text):
    NoticeText.objects.filter(site=other.site).update(title="Texte de B")
    page = enter(writer).get(reverse(LIST)).content.decode()
    assert text.title in page
    assert "Texte de B" not in page


@pytest.mark.parametrize("route", ["edit", "history", "delete", "unpublish", "usage"])
def test_a_text_of_another_site_does_not_exist(writer, other, route):
    foreign = NoticeText.objects.get(site=other.site)
    url = reverse(f"wagtailsnippets_hustings_signup_noticetext:{route}", args=[foreign.pk])
    client = enter(writer)
    assert client.get(url, follow=True).status_code == 404
    client.post(url, form_of(foreign, title="Taken over"))
    foreign.refresh_from_db()
    assert foreign.title != "Taken over"


def test_an_editor_has_no_way_to_the_texts(editor, text):
    client = enter(editor)
    for url in (reverse(LIST), reverse(EDIT, args=[text.pk]), reverse(ADD)):
        assert client.get(url).status_code in {302, 403, 404}


def test_editing_and_publishing_freezes_a_new_version(writer, signup, text):
    client = enter(writer)
    assert client.get(reverse(EDIT, args=[text.pk])).status_code == 200
    data = form_of(text, body="Nouveaux mots.", boxes=["updates.beyond"])
    assert client.post(reverse(EDIT, args=[text.pk]), data).status_code == 302
    newest = Notice.objects.current(site=signup.campaign.site, slug="news", locale="fr")
    assert newest.version == signup.notice_fr.version + 1
    assert newest.body == "Nouveaux mots."
    assert signup.notice_fr.body == Notice.objects.get(pk=signup.notice_fr.pk).body


def test_a_period_is_chosen_in_words(writer, text):
    client = enter(writer)
    page = client.get(reverse(EDIT, args=[text.pk])).content.decode()
    assert '<option value="P6M" selected>6 months</option>' in page
    answer = client.post(reverse(EDIT, args=[text.pk]), form_of(text, retention="for ever"))
    assert answer.status_code == 200
    text.refresh_from_db()
    assert text.retention == "P6M"


@pytest.mark.parametrize(
    "boxes",
    [["updates.campaign"], ["updates.beyond", "updates.beyond"], ["nonsense"]],
)
def test_r1_a_box_that_repeats_the_button_or_another_box_is_refused(writer, text, boxes):
    response = enter(writer).post(reverse(EDIT, args=[text.pk]), form_of(text, boxes=boxes))
    assert response.status_code == 200
    assert Notice.objects.filter(slug="news", locale="fr", version__gt=1).count() == 0


def test_a_text_cannot_be_given_to_a_site_one_does_not_work_for(writer, text, other):
    form = form_of(text, site=other.site.pk)
    enter(writer).post(reverse(EDIT, args=[text.pk]), form)  # the form has no such field any more
    text.refresh_from_db()
    assert text.site != other.site


def test_r6_versions_are_counted_by_people_not_by_records(signup, join):
    lea = join(ticked=["updates.beyond"])
    join("tom@example.org")
    join("waiting@example.org", confirm=False)
    services.withdraw(supporter=lea)
    notices = [signup.notice_fr, signup.notice_en]
    count_agreement(notices)
    assert [(notice.agreed, notice.live) for notice in notices] == [(2, 1), (0, 0)]


def test_whoever_works_for_the_site_sees_versions_and_counts(organiser, join, signup, other):
    join(given_name="Léa")
    client = enter(organiser)
    page = client.get(VERSIONS).content.decode()
    assert "Recevoir les nouvelles" in page
    assert "Léa" not in page
    assert "Candidate B" not in page
    detail = client.get(f"{VERSIONS}{signup.notice_fr.pk}/").content.decode()
    assert signup.notice_fr.sha256 in detail
    assert "1 person agreed to these words" in detail
    assert client.get(f"{VERSIONS}{other.notice.pk}/", follow=True).status_code == 404


def test_an_editor_of_no_site_sees_no_versions(editor, signup):
    client = enter(editor)
    assert client.get(VERSIONS).status_code == 403
    assert client.get(f"{VERSIONS}{signup.notice_fr.pk}/").status_code == 403


def test_headings_speak_the_language_of_the_reader(writer, text):
    with translation.override("fr"):
        french = {str(LocaleColumn().label), str(LiveStatusTagColumn().label)}
    page = enter(writer).get(reverse(LIST)).content.decode()
    assert "Language" in page
    for heading in french:
        assert heading not in page


@pytest.fixture
def changed(signup, join, text):
    """Two people agreed, then a transfer outside the Union is published."""
    join("lea@example.org")
    join("zoe@example.org")
    text.outside_eu = "Intuit Mailchimp, États-Unis"
    text.save_revision().publish()
    return Notice.objects.current(site=text.site, slug="news", locale="fr")


def test_r7_staff_see_how_many_need_a_new_consent_and_why(organiser, changed):
    page = enter(organiser).get(f"{VERSIONS}{changed.pk}/").content.decode()
    assert "2 people agreed to earlier words" in page
    assert "Intuit Mailchimp, États-Unis" in page
    assert f"{VERSIONS}{changed.pk}/ask/" not in page


@pytest.fixture
def sender(signup):
    return make_user(
        "sender", sites=[signup.campaign.site], permissions=[PeoplePermission.MAIL.value]
    )


def test_asking_takes_the_number_typed_and_writes_once_to_each(sender, changed):
    client = enter(sender)
    url = f"{VERSIONS}{changed.pk}/ask/"
    assert f'href="{url}"' in client.get(f"{VERSIONS}{changed.pk}/").content.decode()
    assert client.get(url).status_code == 200
    refused = client.post(url, {"number": "3"})
    assert "That is not the number above." in refused.content.decode()
    assert not Outbox.objects.filter(kind="renew").exists()
    assert client.post(url, {"number": "2"}).status_code == 302
    assert Outbox.objects.filter(kind="renew").count() == 2
    assert client.post(url, {"number": "2"}).status_code == 200
    assert Outbox.objects.filter(kind="renew").count() == 2


def test_only_words_in_force_can_be_asked_about(sender, changed, signup):
    url = f"{VERSIONS}{signup.notice_fr.pk}/ask/"
    assert enter(sender).get(url, follow=True).status_code == 404


def test_who_may_not_send_mails_may_not_ask(organiser, changed):
    assert enter(organiser).post(f"{VERSIONS}{changed.pk}/ask/", {"number": "2"}).status_code == 403
