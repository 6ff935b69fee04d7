"""The demonstration's people are not gone the day after it was built."""

from datetime import timedelta

from django.utils import timezone

from hustings.campaign.calendar import polling_days
from hustings.campaign.content_files import read_folder
from hustings.campaign.people.score import UNCONFIRMED
from hustings_signup.retention import periods


def test_r14_nothing_of_the_demonstration_is_past_its_period_when_it_is_built():
    now = timezone.now()
    for texts in read_folder("demo", "petitions").values():
        closed = now - timedelta(days=texts.get("closed_days_ago", 0))
        assert periods.months_after(closed, periods.PETITION_NAMES_MONTHS) > now
    for texts in read_folder("demo", "agenda").values():
        held = now + timedelta(days=texts["in_days"] - 3)  # moved to its day of the week
        assert periods.months_after(held, periods.REGISTRATIONS_MONTHS) > now
    assert polling_days(now.date())[1] > now.date()
    assert UNCONFIRMED < periods.UNCONFIRMED


def test_the_question_after_the_vote_comes_with_its_words_in_both_languages():
    texts = read_folder("shared", "notices")["after_vote"]
    assert texts["fr"]["act_label"] != texts["en"]["act_label"]
    assert texts["offers"] == []
