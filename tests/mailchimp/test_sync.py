"""What is there is what people agreed to: no more, no less, and no call when nothing changed."""

from datetime import UTC, datetime, timedelta

import pytest

from hustings_mailchimp import services
from hustings_mailchimp.models import Audience, Contact
from hustings_signup import processors
from hustings_signup import services as signup
from hustings_signup.models import Subscription
from hustings_signup.services import self_service
from tests.doubles.mailchimp_lists import md5
from tests.mailchimp.conftest import LEA, NAMED, name_mailchimp

BEYOND = "updates.beyond"


def test_whoever_confirmed_is_subscribed_with_their_lists(connected):
    connected.join(ticked=(BEYOND,))
    connected.sync()
    member = connected.there.find(LEA)
    assert member.status == "subscribed"
    assert sorted(member.tags) == [BEYOND, "updates.campaign"]
    assert (member.language, member.ip_opt, member.merge_fields) == ("fr", "", {})
    assert member.timestamp_opt


def test_a_form_nobody_confirmed_makes_no_call(connected):
    connected.signup.submit()
    connected.sync()
    assert connected.server.calls == []


def test_nothing_leaves_before_it_is_switched_on(off):
    off.join()
    off.sync()
    assert off.server.calls == []


def test_nothing_leaves_any_more_once_the_company_is_not_declared(connected):
    for entry in processors.declared(connected.site.pk):
        signup.end_processor(entry=entry)
    connected.join()
    connected.sync()
    assert connected.server.made("POST") + connected.server.made("PUT") == []


def test_what_did_not_change_makes_no_call(connected):
    connected.join()
    connected.sync()
    before = len(connected.server.calls)
    connected.later(days=2)
    connected.sync()
    services.compare(connected.row)
    connected.sync()
    assert len(connected.server.calls) == before


def test_r7_who_agreed_to_older_words_is_not_brought_there(off):
    off.signup.notice_fr = name_mailchimp(off.site, line="")
    off.join()
    off.signup.notice_fr = name_mailchimp(off.site)
    off.join("new@example.org")
    services.switch_on(site=off.site)
    off.sync()
    assert off.server.subscribed(off.there.id) == {"new@example.org"}


@pytest.mark.parametrize(
    "words", ["The mailchimpanzee of Lille, France", "Somebody, United States"]
)
def test_r7_only_its_own_name_names_it(connected, words):
    connected.signup.notice_fr = name_mailchimp(connected.site, line=words)
    connected.join()
    connected.sync()
    assert connected.server.calls == []


def test_r7_newer_words_with_another_transfer_take_everybody_off_until_they_agree(connected):
    connected.join()
    connected.sync()
    name_mailchimp(connected.site, line=f"{NAMED}\nSomebody else, United States")
    connected.sync()
    assert connected.status() == "unsubscribed"


def test_r8_who_withdraws_is_unsubscribed(connected):
    lea = connected.join()
    connected.sync()
    signup.withdraw(supporter=lea)
    connected.sync()
    assert connected.status() == "unsubscribed"


def test_r8_a_withdrawal_before_the_first_push_makes_no_call(connected):
    lea = connected.join()
    signup.withdraw(supporter=lea)
    connected.sync()
    assert connected.server.calls == []


def test_leaving_one_list_of_two_takes_its_tag_off(connected):
    lea = connected.join(ticked=(BEYOND,))
    connected.sync()
    signup.withdraw(supporter=lea, purpose_keys=[BEYOND])
    connected.sync()
    member = connected.there.find(LEA)
    assert (member.status, member.tags) == ("subscribed", ["updates.campaign"])


def test_who_came_back_after_withdrawing_is_subscribed_again(connected):
    lea = connected.join()
    connected.sync()
    signup.withdraw(supporter=lea)
    connected.sync()
    connected.join()
    connected.sync()
    assert connected.status() == "subscribed"
    assert connected.server.opt_in_mails == []


def test_r12_who_is_erased_is_erased_there_and_the_last_trace_here_goes(connected):
    lea = connected.join()
    connected.sync()
    connected.erase(lea)
    row = Contact.objects.get()
    assert (row.supporter, row.pushed, row.status_there) == (None, "", "")
    assert LEA not in row.locked_address
    connected.sync()
    assert connected.status() == ""
    assert md5(LEA) in connected.there.forgotten
    assert not Contact.objects.exists()
    last = connected.server.calls[-1]
    assert (last.method, last.status) == ("GET", 404), "proved by reading again"


def test_r12_an_erasure_waits_for_mailchimp_as_long_as_it_takes(connected):
    lea = connected.join()
    connected.sync()
    connected.erase(lea)
    connected.server.fail("empty 500", times=None)
    for _day in range(5):
        connected.sync()
        connected.later(days=1)
    assert Contact.objects.count() == 1
    connected.server.recover()
    connected.sync()
    assert (connected.status(), Contact.objects.count()) == ("", 0)


def test_r12_of_whom_nothing_was_sent_nothing_stays(connected):
    lea = connected.join()
    services.compare(connected.row)
    assert Contact.objects.count() == 1
    connected.erase(lea)
    assert Contact.objects.count() == 0


def test_r12_who_is_erased_after_an_unanswered_push_is_erased_there_too(connected):
    lea = connected.join()
    connected.server.fail("commit then reset")
    connected.sync(passes=1)
    connected.erase(lea)
    connected.later(hours=2)
    connected.sync()
    assert (connected.status(), Contact.objects.count()) == ("", 0)
    assert md5(LEA) in connected.there.forgotten


def test_who_is_forgotten_there_and_comes_back_is_shown_to_staff(connected):
    connected.erase(connected.join())
    connected.join()
    connected.sync()
    connected.erase(connected.join())
    connected.sync()
    connected.join()
    connected.sync()
    row = Contact.objects.get()
    assert (row.state, row.failure) == (Contact.State.BLOCKED, "forgotten")
    assert connected.status() == ""


def test_a_corrected_address_moves_the_contact(connected):
    lea = connected.join()
    connected.sync()
    box = self_service.mailbox.parse("lea.new@example.org")
    self_service.ask_new_address(supporter=lea, box=box)
    link = self_service.links.make(kind="new_address", supporter=lea)
    assert self_service.confirm_new_address(link=link)
    connected.sync()
    assert connected.server.subscribed(connected.there.id) == {"lea.new@example.org"}
    assert len(connected.there.members) == 1


def test_a_corrected_language_is_told(connected):
    lea = connected.join()
    connected.sync()
    self_service.correct(supporter=lea, given_name="Léa", family_name="", postcode="", locale="en")
    connected.sync()
    assert connected.there.find(LEA).language == "en"


def test_who_unsubscribed_there_is_ended_here_when_a_push_finds_it(connected):
    lea = connected.join()
    connected.sync()
    connected.server.end(connected.there.id, LEA)
    Contact.objects.update(pushed="")
    services.mark(connected.row, [lea.pk])
    connected.sync()
    assert connected.status() == "unsubscribed"
    assert lea.subscriptions.get(purpose="updates.campaign").state == "withdrawn"
    assert connected.server.opt_in_mails == []


def test_who_left_there_and_came_back_here_is_asked_once_by_mailchimp(connected):
    connected.join()
    connected.sync()
    connected.server.now = lambda: datetime.now(UTC) - timedelta(hours=1)
    connected.server.end(connected.there.id, LEA)
    Contact.objects.update(pushed="")
    connected.sync()
    lea = connected.join()
    signup.withdraw(supporter=lea)
    connected.join()
    connected.sync()
    assert connected.server.opt_in_mails == [LEA]
    assert connected.status() == "pending"
    row = Contact.objects.get()
    assert (row.state, row.failure) == (Contact.State.BLOCKED, "asked_by_mailchimp")
    connected.later(days=2)
    connected.sync()
    assert connected.server.opt_in_mails == [LEA]


def test_a_refused_address_is_given_up_and_shown(connected):
    connected.join("fake@example.org")
    connected.join()
    connected.sync()
    row = Contact.objects.exclude(state="").get()
    assert (row.state, row.failure) == (Contact.State.DEAD, "address_refused")
    assert connected.server.subscribed(connected.there.id) == {LEA}
    before = len(connected.server.calls)
    connected.later(days=3)
    connected.sync()
    assert len(connected.server.calls) == before
    services.try_again(site=connected.site)
    connected.sync()
    assert len(connected.server.calls) > before


@pytest.mark.parametrize(
    "failure", ["empty 500", "problem 429", "bare 403", "html 200", "broken json", "reset",
                "commit then reset", "commit then empty 500", "redirect", "401"],
)  # fmt: skip
def test_whatever_fails_the_end_is_right(connected, failure):
    lea = connected.join()
    other = connected.join("other@example.org")
    connected.server.fail(failure, times=3)
    connected.sync()
    signup.withdraw(supporter=lea)
    for _hour in range(6):
        connected.later(hours=2)
        connected.sync()
    assert connected.server.subscribed(connected.there.id) == {other.email}
    assert not Contact.objects.unsettled().exists()


def test_a_failure_of_the_service_stops_the_run_and_is_shown(connected):
    for number in range(3):
        connected.join(f"n{number}@example.org")
    connected.server.fail("401", times=None)
    connected.sync()
    row = Audience.objects.get()
    assert (row.failure, row.failure_kind) == ("auth", "configuration")
    assert len(connected.server.calls) == 1
    connected.sync()
    assert len(connected.server.calls) == 1, "left alone for a while"


def test_a_day_without_mailchimp_loses_nothing_and_brings_nobody_back(connected):
    stays, leaves = connected.join("stays@example.org"), connected.join("leaves@example.org")
    connected.sync()
    connected.server.fail("empty 500", times=None)
    signup.withdraw(supporter=leaves)
    connected.join("late@example.org")
    for _hour in range(24):
        connected.sync(passes=1)
        connected.later(hours=1)
    connected.server.recover()
    connected.server.became.clear()
    connected.later(hours=2)
    connected.sync()
    assert connected.server.subscribed(connected.there.id) == {stays.email, "late@example.org"}
    assert {email for email, _status in connected.server.became} == {"late@example.org"}


def test_at_most_four_calls_are_under_way(connected):
    people = [connected.join(f"n{number}@example.org") for number in range(12)]
    connected.sync()
    connected.server.delay_seconds = 0.05
    for person in people:
        signup.withdraw(supporter=person)
    connected.sync()
    assert max(call.in_flight for call in connected.server.calls) <= 4
    assert connected.server.subscribed(connected.there.id) == set()


def test_another_site_shares_nothing(connected):
    assert Audience.objects.get().site == connected.site
    with pytest.raises(Exception, match=r"(?i)unique"):
        Audience.objects.create(site=connected.site, list_id="other")


def test_a_row_slipped_into_the_list_is_not_brought_there(connected):
    lea = connected.join()
    Subscription.objects.create(
        supporter=lea,
        purpose=BEYOND,
        state="active",
        since=lea.created_at,
        notice_sha256=connected.signup.notice_fr.sha256,
    )
    connected.sync()
    assert connected.server.subscribed(connected.there.id) == set()
