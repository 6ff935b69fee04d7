"""The queue: asked for on a person's page, claimed by one, done by the same."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from hustings_signup import services
from hustings_signup.models import FollowUp, Supporter
from tests.signup.staff.conftest import EVERYTHING, enter, make_user
from tests.signup.test_races import at_once


@pytest.fixture
def colleague(signup):
    return make_user("colleague", sites=[signup.campaign.site], permissions=EVERYTHING)


def ask(person, user, what="Call back", **more):
    return services.ask_follow_up(supporter=person, what=what, asked_by=user, **more)


def test_a_follow_up_is_asked_for_on_the_persons_page(join, officer):
    lea, client = join(), enter(officer)
    client.post(
        reverse("hustings_people:follow_up", args=[lea.pk]),
        {"what": "Bring leaflets", "due_on": "2030-05-01"},
    )
    row = FollowUp.objects.get()
    assert (row.what, str(row.due_on), row.asked_by_name) == (
        "Bring leaflets",
        "2030-05-01",
        "officer",
    )
    page = client.get(reverse("hustings_people:person", args=[lea.pk])).content.decode()
    assert "Bring leaflets" in page
    assert "First confirmed" in page


@pytest.mark.django_db(transaction=True)
def test_two_people_who_claim_at_once_never_both_get_it(signup):
    supporter = signup.submit().supporter
    users = [get_user_model().objects.create_user(username=f"u{n}") for n in range(6)]
    row = ask(supporter, users[0])
    won = []

    def claim(user):
        if services.claim_follow_up(follow_up=row, user=user):
            won.append(user.pk)

    assert at_once(*[lambda user=user: claim(user) for user in users]) == []
    assert len(won) == 1
    assert FollowUp.objects.get().claimed_by_id == won[0]


def test_what_a_colleague_claimed_is_neither_mine_to_claim_nor_to_close(join, officer, colleague):
    row = ask(join(), officer)
    assert services.claim_follow_up(follow_up=row, user=colleague)
    assert not services.claim_follow_up(follow_up=row, user=officer)
    assert not services.close_follow_up(follow_up=row, user=officer)
    assert not services.hand_back_follow_up(follow_up=row, user=officer)
    row.refresh_from_db()
    assert (row.claimed_by, row.done_at) == (colleague, None)
    assert services.hand_back_follow_up(follow_up=row, user=colleague)
    assert services.close_follow_up(follow_up=row, user=officer)
    row.refresh_from_db()
    assert row.claimed_by == officer
    assert row.done_at


def test_what_a_deleted_account_had_claimed_can_be_handed_back(join, officer, colleague):
    row = ask(join(), officer)
    services.claim_follow_up(follow_up=row, user=colleague)
    colleague.delete()
    assert services.hand_back_follow_up(follow_up=row, user=officer)


def test_the_queue_shows_mine_unclaimed_overdue_and_done(join, officer, colleague):
    lea, today = join(given_name="Léa"), timezone.localdate()
    mine = ask(lea, officer, "mine", due_on=today + timedelta(days=1))
    late = ask(lea, officer, "late", due_on=today - timedelta(days=1))
    done = ask(lea, officer, "done")
    theirs = ask(lea, officer, "theirs")
    services.claim_follow_up(follow_up=mine, user=officer)
    services.close_follow_up(follow_up=done, user=officer)
    services.claim_follow_up(follow_up=theirs, user=colleague)
    client = enter(officer)

    def shown(part):
        answer = client.get(reverse("hustings_follow_ups:index"), {"show": part})
        return [row.what for row in answer.context["object_list"]]

    assert shown("mine") == ["mine"]
    assert shown("unclaimed") == ["late"]
    assert shown("overdue") == ["late"]
    assert shown("open") == ["late", "mine", "theirs"]
    assert shown("done") == ["done"]
    assert late.pk


def test_claiming_from_the_queue_answers_on_the_same_part_and_nothing_changes_on_get(join, officer):
    row, client = ask(join(), officer), enter(officer)
    url = reverse("hustings_follow_ups:claim", args=[row.pk])
    client.get(url)
    row.refresh_from_db()
    assert row.claimed_at is None
    answer = client.post(url, {"show": "unclaimed"})
    assert answer.url == reverse("hustings_follow_ups:index") + "?show=unclaimed"
    row.refresh_from_db()
    assert row.claimed_by == officer


def test_the_queue_of_another_site_does_not_exist(join, other, officer):
    theirs = join("b@example.org", page=other.page, notice=other.notice)
    row, client = ask(theirs, officer, "secret"), enter(officer)
    assert "secret" not in client.get(reverse("hustings_follow_ups:index")).content.decode()
    url = reverse("hustings_follow_ups:claim", args=[row.pk])
    assert client.post(url, follow=True).status_code == 404
    row.refresh_from_db()
    assert row.claimed_at is None


def test_an_editor_and_an_organiser_get_403_on_the_queue(editor, organiser):
    for user in (editor, organiser):
        assert enter(user).get(reverse("hustings_follow_ups:index")).status_code == 403


def test_what_the_team_did_stands_in_the_timeline(join, officer):
    lea = join()
    services.tag(site=lea.site, people=[lea], name="Stall", user=officer)
    services.write_note(supporter=lea, text="Private words", author=officer)
    services.close_follow_up(follow_up=ask(lea, officer), user=officer)
    answer = enter(officer).get(reverse("hustings_people:person", args=[lea.pk]))
    told = [entry.text for entry in answer.context["timeline"]]
    assert {"Tag: Stall", "Note written", "Follow-up asked for: Call back"} <= set(told)
    assert "Follow-up done: Call back" in told
    assert "Private words" not in " ".join(told)


def test_a_change_made_on_the_page_is_not_logged_as_opening_it_again(join, officer):
    from wagtail.log_actions import registry

    lea, client = join(), enter(officer)
    page = reverse("hustings_people:person", args=[lea.pk])
    client.get(page)
    client.post(reverse("hustings_people:tag", args=[lea.pk]), {"name": "Stall"}, follow=True)
    logs = registry.get_logs_for_instance(Supporter.objects.get(pk=lea.pk))
    assert logs.filter(action="hustings_signup.open").count() == 1
    client.get(page)
    assert logs.filter(action="hustings_signup.open").count() == 2
