"""The screens of the welcome series: who may, the order, the counts, the buttons."""

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry, Page, Site

from hustings_mailings import services
from hustings_mailings.models import Mailing, MailingSettings
from tests.mailings.subscribers import NEWS, Mailroom
from tests.mailings.test_staff import INDEX, as_staff, member, new, state, url  # noqa: F401

WELCOME = f"{INDEX}welcome/"
ON = {"understood": "on"}


def step(mailroom: Mailroom, days: int) -> Mailing:
    return services.add_step(
        site=mailroom.site, page=mailroom.post, purpose=NEWS, days_after=days, user=mailroom.writer
    )


def test_a_post_becomes_a_step_and_goes_on_after_a_tick_in_a_box(mailroom, as_staff: Client):  # noqa: F811
    as_staff.post(new(mailroom), {"purpose": NEWS, "kind": "step", "days_after": "3"})
    found = Mailing.objects.get()
    assert (found.days_after, found.slot, found.state) == (3, 1, "draft")
    html = as_staff.get(url(found)).content.decode()
    assert "3 jours après" in html and 'name="typed"' not in html
    as_staff.post(url(found), {})
    assert state(found) == "draft"
    as_staff.post(url(found), ON)
    assert state(found) == "sending"
    assert ModelLogEntry.objects.filter(action="hustings_mailings.switch_on").count() == 1
    as_staff.post(url(found), ON)
    assert ModelLogEntry.objects.filter(action="hustings_mailings.switch_on").count() == 1


@pytest.mark.parametrize("days", ["", "-1", "366", "bientôt"])
def test_a_step_needs_its_day(mailroom, as_staff, days):  # noqa: F811
    answer = as_staff.post(new(mailroom), {"purpose": NEWS, "kind": "step", "days_after": days})
    assert answer.status_code == 200
    assert not Mailing.objects.exists()


def test_a_second_step_on_a_day_is_refused_in_words(mailroom, as_staff):  # noqa: F811
    step(mailroom, 3)
    asked = {"purpose": NEWS, "kind": "step", "days_after": "3"}
    assert "ce jour" in as_staff.post(new(mailroom), asked).content.decode()
    assert Mailing.objects.count() == 1


def test_the_series_stands_in_its_order_with_counts_and_nobody(mailroom, as_staff):  # noqa: F811
    late, early = step(mailroom, 3), step(mailroom, 0)
    services.switch_on(mailing=late, user=mailroom.writer)
    mailroom.join("lea")
    html = as_staff.get(WELCOME).content.decode()
    assert html.index(url(early)) < html.index(url(late))
    assert "<span>1</span>" in html and "lea@" not in html
    assert url(late) not in as_staff.get(INDEX).content.decode()
    page = as_staff.get(url(late)).content.decode()
    assert "lea@" not in page


def test_pausing_switching_off_and_removing_leave_a_trace(mailroom, as_staff):  # noqa: F811
    found = step(mailroom, 0)
    services.switch_on(mailing=found, user=mailroom.writer)
    for action, after in (
        ("pause", "paused"),
        ("resume", "sending"),
        ("switch-off", "draft"),
        ("cancel", "cancelled"),
    ):
        assert as_staff.get(url(found, action)).status_code == 405
        assert url(found, action) in as_staff.get(url(found)).content.decode()
        as_staff.post(url(found, action))
        assert state(found) == after
    noted = ModelLogEntry.objects.values_list("action", flat=True)
    assert {f"hustings_mailings.{name}" for name in ("switch_off", "cancel")} <= set(noted)
    assert url(found) not in as_staff.get(WELCOME).content.decode()
    assert url(found) in as_staff.get(INDEX).content.decode()


def test_whoever_may_nothing_gets_a_real_403_and_whoever_writes_switches_nothing(mailroom):
    found = step(mailroom, 0)
    nobody = member(mailroom.site, mailroom.second)
    assert nobody.get(WELCOME).status_code == 403
    writer = member(mailroom.site, mailroom.writer, "write")
    assert writer.get(WELCOME).status_code == 200
    assert writer.post(url(found), ON).status_code == 403
    assert writer.post(url(found, "switch-off")).status_code == 403
    assert state(found) == "draft"


def test_steps_of_another_site_do_not_exist(mailroom):
    other = Site.objects.create(
        hostname="other.example", root_page=Page.get_first_root_node(), site_name="Autre"
    )
    browser = member(other, mailroom.writer, "write", "send", "approve")
    found = step(mailroom, 0)
    assert url(found) not in browser.get(WELCOME).content.decode()
    browser.post(url(found), ON)
    assert state(found) == "draft"


def test_where_a_second_person_is_asked_nobody_switches_their_own_on(mailroom):
    MailingSettings.objects.create(site=mailroom.site, needs_approval=True)
    writer = member(mailroom.site, mailroom.writer, "write", "send", "approve")
    second = member(mailroom.site, mailroom.second, "approve")
    found = step(mailroom, 0)
    assert 'name="understood"' not in writer.get(url(found)).content.decode()
    writer.post(url(found, "ask"))
    assert state(found) == "asked"
    writer.post(url(found), ON)
    assert state(found) == "asked"
    assert 'name="understood"' in second.get(url(found)).content.decode()
    second.post(url(found), ON)
    assert state(found) == "sending"
    assert found.approved_by == mailroom.second
