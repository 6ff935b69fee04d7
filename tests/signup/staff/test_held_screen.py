"""What was held silently: staff look, and may release; only the person can say yes."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hustings_signup.models import ConsentRecord, Outbox, Submission
from tests.signup.staff.conftest import enter, make_user

URL = "/admin/held-submissions/"


@pytest.fixture
def held(join):
    supporter = join(given_name="Léa", confirm=False)
    Outbox.objects.all().delete()
    Submission.objects.update(held_reason="network")
    return supporter.submissions.get()


def release(submission):
    return reverse("hustings_held:release", args=[submission.pk])


@pytest.mark.parametrize("who", ["editor", "organiser"])
def test_who_may_not_gets_403(who, request, held):
    client = enter(request.getfixturevalue(who))
    assert client.get(URL).status_code == 403
    assert client.post(release(held)).status_code == 403
    held.refresh_from_db()
    assert held.is_held


def test_the_list_shows_who_what_and_why(officer, held, join):
    join("free@example.org")
    page = enter(officer).get(URL).content.decode()
    for shown in (
        "Léa",
        "lea@example.org",
        "too many from one network",
        "News by e-mail until the vote",
    ):
        assert shown in page
    assert "free@example.org" not in page


def test_a_get_releases_nothing(officer, held):
    client = enter(officer)
    client.get(URL)
    assert client.get(release(held)).status_code == 302
    held.refresh_from_db()
    assert held.is_held
    assert not Outbox.objects.exists()


def test_r9_a_post_queues_the_mail_and_gives_no_consent(officer, held):
    client = enter(officer)
    before = ConsentRecord.objects.count()
    assert client.post(release(held))["Location"] == URL
    held.refresh_from_db()
    assert not held.is_held
    assert held.confirmed_at is None
    assert Outbox.objects.get().kind == "confirm"
    assert not ConsentRecord.objects.filter(type="given").exists()
    assert ConsentRecord.objects.count() == before
    assert ModelLogEntry.objects.get(action="hustings_signup.release").user == officer


def test_releasing_twice_sends_one_mail(officer, held):
    client = enter(officer)
    client.post(release(held))
    client.post(release(held))
    assert Outbox.objects.count() == 1


def test_held_submissions_of_another_site_are_out_of_reach(held, other):
    client = enter(make_user("b", sites=[other.site], permissions=["release_submissions"]))
    assert "Léa" not in client.get(URL).content.decode()
    client.post(release(held))
    held.refresh_from_db()
    assert held.is_held
