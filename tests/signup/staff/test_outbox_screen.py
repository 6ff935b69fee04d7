"""Mails that wait or failed: staff see numbers, not addresses, and can try a dead one again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hustings_home.models import Heartbeat
from hustings_signup import failures
from hustings_signup.failures import Failure
from hustings_signup.models import Circuit, Outbox
from hustings_signup.staff.failure_words import WORDS
from tests.signup.staff.conftest import enter, make_user

URL = "/admin/mails/"
RETRY_ALL, TRY_NOW = f"{URL}retry-all/", f"{URL}try-now/"


@pytest.fixture
def dead(join):
    """The confirmation mail of Léa, given up."""
    row = join(given_name="Léa", confirm=False).outbox.get()
    Outbox.objects.filter(pk=row.pk).update(
        state="dead", failure="no_such_mailbox", attempts=9, finished_at=timezone.now()
    )
    row.refresh_from_db()
    return row


def retry(row):
    return reverse("hustings_mails:retry", args=[row.pk])


@pytest.mark.parametrize("who", ["editor", "organiser"])
def test_who_may_not_gets_403(who, request, dead):
    client = enter(request.getfixturevalue(who))
    assert client.get(URL).status_code == 403
    assert client.post(retry(dead)).status_code == 403
    dead.refresh_from_db()
    assert dead.state == "dead"


def test_the_list_shows_what_is_not_over_and_no_address(officer, dead, join):
    join("sent@example.org")
    Outbox.objects.exclude(pk=dead.pk).update(state="done")
    response = enter(officer).get(URL)
    page = response.content.decode()
    assert [row.pk for row in response.context["keyset"].rows] == [dead.pk]
    assert "there is no such mailbox" in page
    assert f"Supporter {dead.supporter_id}" in page
    assert "Try this 1 again" in page
    for secret in ("lea@example.org", "Léa"):
        assert secret not in page


def test_sent_mails_can_be_asked_for(officer, dead):
    Outbox.objects.update(state="done")
    client = enter(officer)
    assert client.get(URL).context["keyset"].rows == []
    rows = client.get(URL, {"state": "done"}).context["keyset"].rows
    assert [row.pk for row in rows] == [dead.pk]


def test_a_post_gives_it_another_72_hours(officer, dead):
    response = enter(officer).post(retry(dead))
    assert response["Location"] == URL
    dead.refresh_from_db()
    assert (dead.state, dead.attempts, dead.failure) == ("queued", 0, "")
    assert timezone.now() - dead.created_at < timedelta(minutes=1)
    assert ModelLogEntry.objects.filter(action="hustings_signup.retry").count() == 1


def test_a_get_changes_nothing(officer, dead):
    client = enter(officer)
    assert client.get(retry(dead)).status_code == 302
    client.get(URL)
    dead.refresh_from_db()
    assert dead.state == "dead"


def test_only_a_dead_mail_has_a_button_and_can_be_retried(officer, join):
    row = join(confirm=False).outbox.get()
    client = enter(officer)
    assert retry(row) not in client.get(URL).content.decode()
    client.post(retry(row))
    assert not ModelLogEntry.objects.filter(action="hustings_signup.retry").exists()


def test_the_button_carries_a_token(officer, dead):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    assert strict.post(retry(dead)).status_code == 403
    page = strict.get(URL).content.decode()
    form = page.partition(f'action="{retry(dead)}"')[2]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    assert strict.post(retry(dead), {"csrfmiddlewaretoken": token}).status_code == 302
    dead.refresh_from_db()
    assert dead.state == "queued"


def test_all_given_up_for_one_reason_are_tried_again_at_once(officer, dead, join):
    other = join("b@example.org", confirm=False).outbox.get()
    full = join("c@example.org", confirm=False).outbox.get()
    Outbox.objects.filter(pk=other.pk).update(state="dead", failure="no_such_mailbox")
    Outbox.objects.filter(pk=full.pk).update(state="dead", failure="mailbox_full")
    client = enter(officer)
    assert client.get(RETRY_ALL).status_code == 302
    client.post(RETRY_ALL, {"failure": "no_such_mailbox"})
    states = dict(Outbox.objects.values_list("pk", "state"))
    assert states == {dead.pk: "queued", other.pk: "queued", full.pk: "dead"}
    assert ModelLogEntry.objects.filter(action="hustings_signup.retry_all").count() == 1


def test_not_those_of_a_site_the_user_does_not_work_for(dead, other):
    stranger = make_user("b", sites=[other.site], permissions=["manage_mails"])
    enter(stranger).post(RETRY_ALL, {"failure": "no_such_mailbox"})
    dead.refresh_from_db()
    assert dead.state == "dead"


def test_what_waits_for_a_repair_is_said_with_its_reason(officer, dead):
    Outbox.objects.update(state="blocked", failure="auth", blocked_at=timezone.now())
    client = enter(officer)
    page = client.get(URL).content.decode()
    assert "the mail server refused our password" in page
    assert "1 mail waits for a repair" in client.get("/admin/").content.decode()


def test_the_open_circuit_is_shown_and_can_be_tried_at_once(officer, dead):
    now = timezone.now()
    client = enter(officer)
    assert "left alone" not in client.get(URL).content.decode()
    Circuit.objects.create(
        name="mail", code="auth", opened_at=now, open_until=now + timedelta(minutes=5)
    )
    assert "left alone" in client.get(URL).content.decode()
    assert client.get(TRY_NOW).status_code == 302
    assert Circuit.objects.get().state == "open"
    client.post(TRY_NOW)
    assert Circuit.objects.get().state == "half_open"


def test_the_worker_is_seen_to_live_or_not(officer):
    client = enter(officer)
    assert "has never run" in client.get(URL).content.decode()
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(seconds=12))
    assert re.search(r"last worked 1\d seconds ago", client.get(URL).content.decode())
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=11))
    page = client.get(URL).content.decode()
    assert "11 minutes ago. No mail leaves until it runs again." in page


def test_every_failure_has_words_and_advice() -> None:
    codes = {value.code for value in vars(failures).values() if isinstance(value, Failure)}
    assert codes - set(WORDS) == {"forgotten"}, "of which no row is left"


def test_mails_of_another_site_are_out_of_reach(dead, other):
    stranger = make_user("b", sites=[other.site], permissions=["manage_mails"])
    client = enter(stranger)
    assert client.get(URL).context["keyset"].rows == []
    assert client.post(retry(dead)).status_code in {302, 404}
    dead.refresh_from_db()
    assert dead.state == "dead"


def test_the_number_of_queries_does_not_grow(officer, join, django_assert_max_num_queries):
    client = enter(officer)
    for number in range(12):
        join(f"p{number}@example.org", confirm=False)
    client.get(URL)
    with django_assert_max_num_queries(18):
        client.get(URL)
