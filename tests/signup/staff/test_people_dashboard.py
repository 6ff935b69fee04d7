"""The dashboard counts people and listens for signs of life; it never shows a person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_home.heartbeat import beat
from hustings_home.models import Heartbeat
from hustings_signup import services
from hustings_signup.models import Outbox
from hustings_signup.staff import dashboard
from tests.signup.staff.conftest import enter

URL = "/admin/"


def show(user):
    return enter(user).get(URL).content.decode()


def test_counts_are_of_consents_in_force_on_the_users_sites(officer, join, other):
    join("a@example.org", ticked=["updates.beyond"])
    services.withdraw(supporter=join("gone@example.org"))
    join("waiting@example.org", confirm=False)
    join("b@example.org", page=other.page, notice=other.notice)
    site_ids = [officer.groups.get().hustings_sites.get().site_id]
    counts = {row["key"]: row["people"] for row in dashboard.live_counts(site_ids)}
    assert counts == {"updates.campaign": 1, "updates.beyond": 1, "volunteer.contact": 0}
    assert "<strong>1</strong>" in show(officer)


def test_an_organiser_sees_counts_without_links_and_without_people(organiser, join):
    join(given_name="Léa")
    page = show(organiser)
    assert "With a consent in force" in page
    assert "/admin/people/?" not in page
    assert "Léa" not in page


def test_an_editor_of_no_site_sees_no_panel(editor, join):
    join()
    assert "With a consent in force" not in show(editor)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(11, "no sign of life for 11 minutes"), (9, None), (0, None)],
)
def test_a_silence_of_ten_minutes_is_a_warning(officer, minutes, words):
    for name in ("worker", "tick"):
        beat(name)
    Heartbeat.objects.filter(name="tick").update(at=timezone.now() - timedelta(minutes=minutes))
    page = show(officer)
    assert ("no sign of life" in page) == bool(words)
    if words:
        assert words in page
        assert "Nothing scheduled is published" in page


def test_a_process_that_never_ran_is_a_warning(officer):
    assert show(officer).count("has never run.") == 2


def test_mails_given_up_are_announced_to_who_may_retry_them(officer, organiser, join):
    join(confirm=False)
    Outbox.objects.update(state="dead")
    assert "1 mail was given up" in show(officer)
    assert "was given up" not in show(organiser)


def test_counts_are_kept_a_minute(officer, join, django_assert_num_queries):
    site_ids = [officer.groups.get().hustings_sites.get().site_id]
    dashboard.live_counts(site_ids)
    with django_assert_num_queries(0):
        dashboard.live_counts(site_ids)
