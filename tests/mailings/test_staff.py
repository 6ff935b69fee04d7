"""The screens: who may, whom a mailing reaches, the last look, the buttons."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, ModelLogEntry, Page, Site

from hustings_mailings import services
from hustings_mailings.models import Mailing, MailingSettings
from hustings_mailings.staff.forms import PrepareForm, ReleaseForm
from hustings_signup import services as signup_services
from hustings_signup.models import Segment, SiteAccess
from tests.mailings.subscribers import NEWS, Mailroom

INDEX = "/admin/mailings/"


@pytest.fixture
def as_staff(client: Client, staff) -> Client:
    client.force_login(staff)
    return client


def member(site, user, *names: str) -> Client:
    """A browser of somebody whose group has these permissions on mailings of a site."""
    group = Group.objects.create(name=user.username)
    wanted = ["access_admin", *(f"{name}_mailing" for name in names)]
    group.permissions.add(*Permission.objects.filter(codename__in=wanted))
    SiteAccess.objects.create(group=group, site=site)
    user.groups.add(group)
    browser = Client()
    browser.force_login(user)
    return browser


def new(mailroom: Mailroom) -> str:
    return reverse("hustings_mailings:prepare", args=[mailroom.post.pk])


def url(mailing: Mailing, action: str = "") -> str:
    return f"{INDEX}{mailing.pk}/{action and f'{action}/'}"


def state(mailing: Mailing) -> str:
    mailing.refresh_from_db()
    return mailing.state


def test_a_published_post_goes_out_in_few_presses(mailroom, as_staff):
    """Its menu, "Send as a newsletter", Go on; the number, Send: five."""
    mailroom.join("lea")
    edit = as_staff.get(reverse("wagtailadmin_pages:edit", args=[mailroom.post.pk]))
    assert new(mailroom) in edit.content.decode()
    answer = as_staff.post(new(mailroom), {"purpose": NEWS})
    mailing = Mailing.objects.get()
    assert answer.url == url(mailing)
    as_staff.post(url(mailing), {"typed": "1"})
    assert state(mailing) == "scheduled"
    assert timedelta(minutes=9) < mailing.starts_at - timezone.now() <= timedelta(minutes=10)


def test_nothing_changes_on_get(mailroom, as_staff):
    mailroom.join("lea")
    as_staff.get(new(mailroom))
    assert not Mailing.objects.exists()
    mailing = mailroom.prepare()
    for action in ("ask", "renew", "call-back", "pause", "resume", "cancel", "test/fr"):
        assert as_staff.get(url(mailing, action)).status_code == 405
    as_staff.get(url(mailing))
    assert state(mailing) == "draft"


def test_every_one_who_is_left_out_is_counted_with_the_reason(mailroom, as_staff):
    mailroom.join("lea")
    mailroom.signup.submit("max@example.org")
    gone = mailroom.join("noe")
    signup_services.withdraw(supporter=gone, purpose_keys=[NEWS])
    html = as_staff.get(url(mailroom.prepare())).content.decode()
    assert "1 personne le recevra" in html
    assert "3 personnes ont figuré" in html
    assert "1 n’a jamais confirmé" in html or "1 jamais confirmé" in html
    assert "lea@" not in html and "noe@" not in html


def test_a_wrong_number_is_told_with_the_right_one(mailroom, as_staff):
    mailroom.join("lea")
    mailing = mailroom.prepare()
    html = as_staff.post(url(mailing), {"typed": "1 200"}).content.decode()
    assert state(mailing) == "draft"
    assert "1\u202f200" in html or "1\xa0200" in html


@pytest.mark.parametrize("typed", ["", "tous", "-1"])
def test_something_else_than_a_number_is_told(mailroom, as_staff, typed):
    mailroom.join("lea")
    mailing = mailroom.prepare()
    assert as_staff.post(url(mailing), {"typed": typed}).status_code == 200
    assert state(mailing) == "draft"


def test_a_draft_of_a_page_that_is_not_public_is_refused_in_words(mailroom, as_staff):
    mailroom.post.unpublish()
    html = as_staff.post(new(mailroom), {"purpose": NEWS}).content.decode()
    assert "Publiez" in html
    assert not Mailing.objects.exists()


def test_a_page_that_is_no_mail_cannot_be_sent(mailroom, as_staff):
    home = mailroom.signup.campaign.home_fr
    answer = as_staff.get(reverse("hustings_mailings:prepare", args=[home.pk]), follow=True)
    assert answer.status_code == 404
    edit = as_staff.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).content.decode()
    assert "/admin/mailings/new/" not in edit


def test_whoever_may_nothing_gets_a_real_403_and_no_menu(mailroom):
    browser = member(mailroom.site, mailroom.writer)
    for address in (INDEX, new(mailroom), url(mailroom.prepare())):
        assert browser.get(address).status_code == 403
    assert INDEX not in browser.get("/admin/").content.decode()


def test_whoever_only_writes_cannot_let_it_go(mailroom):
    mailroom.join("lea")
    browser = member(mailroom.site, mailroom.writer, "write")
    mailing = mailroom.prepare()
    assert browser.get(url(mailing)).status_code == 200
    assert browser.post(url(mailing), {"typed": "1"}).status_code == 403
    assert browser.post(url(mailing, "cancel")).status_code == 403
    assert state(mailing) == "draft"


def test_mailings_of_another_site_do_not_exist(mailroom):
    other = Site.objects.create(
        hostname="other.example", root_page=Page.get_first_root_node(), site_name="Autre"
    )
    browser = member(other, mailroom.writer, "write", "send", "approve")
    mailing = mailroom.prepare()
    assert browser.get(url(mailing), follow=True).status_code == 404
    browser.post(url(mailing, "cancel"))
    assert state(mailing) == "draft"
    assert browser.get(new(mailroom), follow=True).status_code == 404
    assert mailing.title not in browser.get(INDEX).content.decode()


def test_where_a_second_person_is_asked_nobody_lets_their_own_go(mailroom):
    mailroom.join("lea")
    MailingSettings.objects.create(site=mailroom.site, needs_approval=True)
    writer = member(mailroom.site, mailroom.writer, "write", "send", "approve")
    second = member(mailroom.site, mailroom.second, "approve")
    mailing = mailroom.prepare()
    assert 'name="typed"' not in writer.get(url(mailing)).content.decode()
    writer.post(url(mailing, "ask"))
    assert state(mailing) == "asked"
    assert "Approuver" not in writer.get(url(mailing)).content.decode()
    writer.post(url(mailing), {})
    assert state(mailing) == "asked"
    assert "Approuver" in second.get(url(mailing)).content.decode()
    second.post(url(mailing), {})
    assert state(mailing) == "scheduled"
    assert mailing.approved_by == mailroom.second


def test_it_can_be_called_back_until_it_starts_and_not_later(mailroom, as_staff):
    mailroom.join("lea")
    mailing = mailroom.release(mailroom.prepare(), 1)
    assert "dans 9" in as_staff.get(url(mailing)).content.decode().replace("\xa0", " ")
    as_staff.post(url(mailing, "call-back"))
    assert state(mailing) == "draft"
    mailroom.release(mailing, 1)
    mailroom.begin(mailing)
    html = as_staff.post(url(mailing, "call-back"), follow=True).content.decode()
    assert "Trop tard" in html
    assert state(mailing) == "sending"


def test_pausing_going_on_and_ending_are_buttons_that_leave_a_trace(mailroom, as_staff):
    mailroom.join("lea")
    mailing = mailroom.begun(1)
    for action, after in (("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled")):
        assert url(mailing, action) in as_staff.get(url(mailing)).content.decode()
        as_staff.post(url(mailing, action))
        assert state(mailing) == after
    noted = ModelLogEntry.objects.values_list("action", flat=True)
    assert {f"hustings_mailings.{name}" for name in ("pause", "resume", "cancel")} <= set(noted)


def test_the_results_are_counts(mailroom, as_staff):
    mailroom.join("lea")
    mailing = mailroom.begun(1)
    services.cancel(mailing=mailing)
    html = as_staff.get(url(mailing)).content.decode()
    assert "l’envoi a été annulé" in html
    assert "lea@" not in html
    assert mailing.title in as_staff.get(INDEX).content.decode()


def test_the_page_says_when_its_words_are_old_and_takes_the_new(mailroom, as_staff):
    mailing = mailroom.prepare()
    mailroom.post.title = "Un autre titre"
    mailroom.post.save_revision().publish()
    assert url(mailing, "renew") in as_staff.get(url(mailing)).content.decode()
    as_staff.post(url(mailing, "renew"))
    assert mailing.editions.get().subject == "Un autre titre"
    assert url(mailing, "renew") not in as_staff.get(url(mailing)).content.decode()


def test_editors_need_no_right_to_the_list_of_people(mailroom):
    """Counts only (consent.md R17): the permission on mailings opens no screen of people."""
    browser = member(mailroom.site, mailroom.writer, "write")
    assert browser.get(INDEX).status_code == 200
    assert browser.get("/admin/people/").status_code == 403
    assert not GroupPagePermission.objects.filter(group__user=mailroom.writer).exists()


def test_a_test_goes_to_the_account_and_only_where_it_has_an_address(mailroom, as_staff, staff):
    mailing = mailroom.prepare()
    html = as_staff.post(url(mailing, "test/fr"), follow=True).content.decode()
    assert "staff@example.org" in html and state(mailing) == "draft"
    staff.email = ""
    staff.save()
    html = as_staff.post(url(mailing, "test/fr"), follow=True).content.decode()
    assert "pas d’adresse" in html


def test_a_number_is_understood_however_its_digits_are_grouped():
    for typed in ("1204", "1 204", "1,204", "1.204", "1\u202f204", "1’204"):
        form = ReleaseForm({"typed": typed})
        assert form.is_valid() and form.cleaned_data["typed"] == 1204


def test_a_segment_is_offered_only_where_one_was_made_to_write_to(mailroom, as_staff):
    assert "segment" not in PrepareForm(site=mailroom.site).fields
    made = {"site": mailroom.site, "made_at": timezone.now(), "changed_at": timezone.now()}
    Segment.objects.create(name="À voir", **made)
    assert "segment" not in PrepareForm(site=mailroom.site).fields
    Segment.objects.create(name="À écrire", purpose=NEWS, **made)
    assert "2024/900" in as_staff.get(new(mailroom)).content.decode()
