"""Once a day everybody at Mailchimp is compared with what should be, and set right."""

from datetime import UTC, datetime, timedelta

from hustings_mailchimp import services, tasks
from hustings_mailchimp.models import Audience, Contact
from hustings_signup import services as signup
from tests.doubles.mailchimp_lists import md5
from tests.mailchimp.conftest import LEA


def put(connected, email, status="subscribed"):
    connected.server.answer(
        "PUT",
        f"/3.0/lists/{connected.there.id}/members/{md5(email)}",
        {},
        {"email_address": email, "status": status},
    )


def reconcile(connected):
    found = services.reconcile(connected.row.pk)
    connected.sync()
    return found


def test_nothing_differs(connected):
    connected.join()
    connected.sync()
    assert reconcile(connected) == {"there": 1, "missing": 0}
    assert Audience.objects.get().report == {"there": 1, "missing": 0}


def test_a_stranger_is_not_written_to(connected):
    put(connected, "stranger@example.org")
    assert reconcile(connected)["strangers"] == 1
    assert connected.status("stranger@example.org") == "unsubscribed"


def test_whoever_should_not_be_there_is_taken_off(connected):
    lea = connected.join()
    connected.sync()
    signup.withdraw(supporter=lea)
    connected.sync()
    put(connected, LEA)
    assert reconcile(connected)["not_wished"] == 1
    assert connected.status() == "unsubscribed"


def test_whoever_left_there_has_left_here(connected):
    lea = connected.join()
    connected.sync()
    connected.server.end(connected.there.id, LEA)
    assert reconcile(connected)["ended_there"] == 1
    assert lea.subscriptions.get(purpose="updates.campaign").state == "withdrawn"
    assert connected.status() == "unsubscribed"


def test_whoever_is_missing_is_brought_back(connected):
    connected.join()
    connected.join("archived@example.org")
    connected.sync()
    del connected.there.members[md5(LEA)]
    connected.server.answer(
        "DELETE", f"/3.0/lists/{connected.there.id}/members/{md5('archived@example.org')}", {}, None
    )
    assert reconcile(connected)["missing"] == 2
    assert connected.server.subscribed(connected.there.id) == {LEA, "archived@example.org"}


def test_tags_and_language_are_put_right(connected):
    connected.join()
    connected.sync()
    member = connected.there.find(LEA)
    member.tags, member.language = ["likes dogs"], "de"
    assert reconcile(connected)["differs"] == 1
    assert (member.tags, member.language) == (["updates.campaign"], "fr")


def test_a_statement_the_feed_missed_is_found(connected):
    lea = connected.join()
    connected.sync()
    signup.withdraw(supporter=lea)
    Audience.objects.update(followed_seal=10**9)
    tasks.follow_all()
    assert connected.status() == "subscribed"
    services.reconcile(connected.row.pk)
    services.push(connected.row.pk)
    assert connected.status() == "unsubscribed"


def test_more_than_a_page_is_read(connected):
    for number in range(1100):
        put(connected, f"n{number}@example.org", "unsubscribed")
    assert reconcile(connected)["there"] == 1100


def test_who_left_long_before_they_came_back_stays(connected):
    connected.join()
    connected.sync()
    connected.server.now = lambda: datetime.now(UTC) - timedelta(hours=1)
    connected.server.end(connected.there.id, LEA)
    lea = connected.join()
    reconcile(connected)
    assert lea.subscriptions.get(purpose="updates.campaign").state == "active"
    assert connected.status() == "pending", "asked by Mailchimp itself, once"


def test_it_runs_once_a_day(connected):
    connected.later(days=2)
    assert tasks.reconcile_due() == 1
    services.reconcile(connected.row.pk)
    assert tasks.reconcile_due() == 0
    connected.later(hours=25)
    assert tasks.reconcile_due() == 1


def test_a_failure_reports_nothing_and_pauses(connected):
    connected.join()
    connected.sync()
    connected.server.fail("html 200")
    services.reconcile(connected.row.pk)
    row = Audience.objects.get()
    assert (row.reconciled_at, row.failure) == (None, "garbled_answer")
    assert Contact.objects.get().pushed
