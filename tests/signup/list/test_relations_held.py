"""What "my data" shows of tags, notes and follow-ups, what erasing takes and merging moves."""

import pytest
from django.utils import timezone

from hustings_signup import personal_data, services
from hustings_signup.models import FollowUp, Note, Submission, Tagging, VolunteerPhone

KEYS = ("signup.tags", "signup.notes", "signup.follow_ups", "signup.phones")


@pytest.fixture
def fill(officer):
    def fill(person, word):
        services.tag(site=person.site, people=[person], name=word, user=officer)
        services.tag(site=person.site, people=[person], name="Both", user=officer)
        services.write_note(supporter=person, text=f"{word} note", author=officer)
        services.ask_follow_up(supporter=person, what=f"{word} call", asked_by=officer)
        VolunteerPhone.objects.create(
            supporter=person,
            submission=Submission.objects.get(supporter=person),
            number=f"06 {word}",
            created_at=timezone.now(),
        )

    return fill


def holdings():
    return [holding for holding in personal_data.registered() if holding.key in KEYS]


def told(person):
    return [
        (held.title, fact.value)
        for holding in holdings()
        for held in holding.held(person)
        for fact in held.facts
    ]


def test_the_person_is_shown_every_tag_note_follow_up_and_number(join, fill):
    lea = join()
    fill(lea, "Stall")
    values = [str(value) for row in told(lea) for value in row]
    for expected in ("Stall", "Both", "Stall note", "Stall call", "06 Stall"):
        assert expected in values


def test_what_is_told_says_nothing_of_another_person(join, fill):
    lea, max_ = join(), join("max@example.org")
    fill(max_, "Hall")
    assert told(lea) == []


def test_erasing_leaves_none_of_it(join, fill):
    lea, max_ = join(), join("max@example.org")
    fill(lea, "Stall")
    fill(max_, "Hall")
    for holding in holdings():
        holding.erase(lea, timezone.now())
    for model in (Tagging, Note, FollowUp, VolunteerPhone):
        assert not model.objects.filter(supporter=lea).exists()
        assert model.objects.filter(supporter=max_).exists()


def test_merging_moves_all_of_it_and_keeps_each_tag_once(join, fill):
    lea, max_ = join(), join("max@example.org")
    fill(lea, "Stall")
    fill(max_, "Hall")
    for holding in holdings():
        holding.merge(lea, max_)
    assert sorted(row.tag.name for row in lea.taggings.all()) == ["Both", "Hall", "Stall"]
    assert (lea.notes.count(), lea.follow_ups.count(), lea.phones.count()) == (2, 2, 2)
