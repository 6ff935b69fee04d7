"""An administrator switches it on step by step, knowing what leaves to whom."""

import pytest
from django.urls import reverse

from hustings_mailchimp import conditions, personal, services
from hustings_mailchimp.models import Audience, Contact
from hustings_signup import services as signup
from hustings_signup.models import PeoplePermission
from tests.conftest import PASSWORD
from tests.doubles.mailchimp import KEY
from tests.mailchimp.conftest import LEA, declare, name_mailchimp
from tests.signup.staff.conftest import enter, make_user


@pytest.fixture
def boss(signup):
    """May declare companies for the site."""
    return enter(
        make_user("boss", sites=[signup.campaign.site], permissions=[PeoplePermission.PROCESSORS])
    )


def address(name, site):
    return reverse(f"hustings_mailchimp:{name}", args=[site.pk])


def test_off_by_default_and_says_all_that_is_missing(signup, boss, server):
    site = signup.campaign.site
    assert conditions.missing(site) == ["key", "audience", "processor", "notice"]
    page = boss.get(reverse("hustings_mailchimp:index"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "MAILCHIMP_API_KEY" in text
    assert "?service=mailchimp" in text
    assert "names Mailchimp" in text
    assert boss.get(address("switch_on", site)).status_code == 302
    assert server.calls == []


def test_step_by_step_until_it_is_on(signup, boss, server, audience, settings):
    settings.HUSTINGS = {**settings.HUSTINGS, "MAILCHIMP_KEYS": {"localhost": KEY}}
    site = signup.campaign.site
    assert "The key is right" in boss.get(address("choose", site)).content.decode()
    boss.post(address("choose", site), {"list_id": audience.id, "purposes": ["updates.campaign"]})
    row = Audience.objects.get()
    assert (row.list_id, row.name, row.is_on) == (audience.id, "News", False)
    declare(site)
    signup.notice_fr = name_mailchimp(site)
    assert conditions.missing(site) == []
    page = boss.get(address("switch_on", site)).content.decode()
    assert "the e-mail address" in page
    assert "Intuit" in page
    boss.post(address("switch_on", site), {"password": "wrong"})
    assert not Audience.objects.get().is_on
    boss.post(address("switch_on", site), {"password": PASSWORD})
    assert Audience.objects.get().is_on


def test_a_wrong_key_is_said_and_offers_nothing(signup, boss, server, settings):
    settings.HUSTINGS = {**settings.HUSTINGS, "MAILCHIMP_KEYS": {"": "f" * 32 + "-us21"}}
    page = boss.get(address("choose", signup.campaign.site)).content.decode()
    assert "does not accept the key" in page
    assert "list_id" not in page


def test_only_lists_of_news_can_leave(signup, boss, server, audience, settings):
    settings.HUSTINGS = {**settings.HUSTINGS, "MAILCHIMP_KEYS": {"": KEY}}
    wanted = {"list_id": audience.id, "purposes": ["volunteer.contact"]}
    assert boss.post(address("choose", signup.campaign.site), wanted).status_code == 200
    assert not Audience.objects.exists()


def test_nobody_without_the_permission_gets_in(off):
    user = make_user("editor", sites=[off.site], permissions=[PeoplePermission.LIST])
    for name in ("site", "choose", "switch_on", "switch_off", "try_again"):
        assert enter(user).get(address(name, off.site)).status_code == 403
        assert enter(user).post(address(name, off.site)).status_code == 403


def test_it_says_how_many_people_it_would_concern_and_why_not_the_others(off):
    off.join()
    off.join("left@example.org")
    signup.withdraw(supporter=off.join("left@example.org"))
    off.signup.submit("waits@example.org")
    older = name_mailchimp(off.site, line="")
    off.signup.notice_fr = older
    off.join("older@example.org")
    off.signup.notice_fr = name_mailchimp(off.site)
    found = conditions.concerned(off.site, off.row.purposes)
    assert found == conditions.Concerned(allowed=1, older_words=1, not_confirmed=1, ended=1)


def test_switching_off_stops_pushes_but_not_what_people_have_a_right_to(connected, boss):
    leaves, erased = connected.join("leaves@example.org"), connected.join("erased@example.org")
    connected.join()
    connected.sync()
    boss.post(address("switch_off", connected.site))
    connected.join("late@example.org")
    signup.withdraw(supporter=leaves)
    connected.erase(erased)
    connected.sync()
    assert connected.server.subscribed(connected.there.id) == {LEA}
    assert connected.status("erased@example.org") == ""
    assert connected.status("late@example.org") == ""


def test_switching_off_may_archive_everybody_and_switching_on_brings_them_back(connected, boss):
    connected.join()
    connected.sync()
    boss.post(address("switch_off", connected.site), {"archive": "1"})
    connected.sync()
    assert connected.status() == "archived"
    services.switch_on(site=connected.site)
    connected.sync()
    assert connected.status() == "subscribed"


def test_the_audience_stays_while_people_are_in_it(connected, boss, server):
    connected.join()
    connected.sync()
    server.audience("Other", "other")
    boss.post(
        address("choose", connected.site), {"list_id": "other", "purposes": ["updates.campaign"]}
    )
    assert Audience.objects.get().list_id == connected.there.id


def test_a_list_chosen_no_more_is_taken_off_there(connected, boss):
    connected.join(ticked=("updates.beyond",))
    connected.sync()
    boss.post(
        address("choose", connected.site),
        {"list_id": connected.there.id, "purposes": ["updates.campaign"]},
    )
    connected.sync()
    assert connected.there.find(LEA).tags == ["updates.campaign"]


def test_the_screen_says_what_failed_and_a_press_tries_again(connected, boss):
    connected.join("fake@example.org")
    connected.sync()
    connected.join()
    connected.server.fail("401", times=None)
    connected.sync()
    page = boss.get(address("site", connected.site)).content.decode()
    assert "does not accept the key" in page
    assert "wrong or invented" in page
    assert "fake@example.org" not in page
    connected.server.recover()
    assert boss.get(address("try_again", connected.site)).status_code == 302
    assert Audience.objects.get().failure == "auth"
    boss.post(address("try_again", connected.site))
    assert Audience.objects.get().failure == ""
    connected.sync()
    assert connected.status() == "subscribed"
    assert Contact.objects.filter(state="dead").count() == 1


def test_a_person_sees_that_they_are_there(connected):
    lea = connected.join()
    assert list(personal.held(lea)) == []
    connected.sync()
    (item,) = personal.held(lea)
    assert {fact.key: fact.value for fact in item.facts}["status"] == "subscribed"


def test_a_list_more_is_a_switching_on_of_its_own(connected, boss):
    site = connected.site
    one = {"list_id": connected.row.list_id, "purposes": ["updates.campaign"]}
    boss.post(address("choose", site), one)
    assert Audience.objects.get().purposes == ["updates.campaign"]
    more = one | {"purposes": ["updates.campaign", "updates.beyond"]}
    page = boss.post(address("choose", site), more)
    assert "Switch off first: more lists are more people" in page.content.decode()
    assert Audience.objects.get().purposes == ["updates.campaign"]
    services.switch_off(site=site)
    boss.post(address("choose", site), more)
    assert Audience.objects.get().purposes == ["updates.beyond", "updates.campaign"]
