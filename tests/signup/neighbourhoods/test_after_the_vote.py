"""A neighbourhood's list ends with the vote like the campaign's: its people are asked too."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from hustings_signup import links, outbox, services
from hustings_signup.models import EndWarning, Link, Outbox
from tests.signup.conftest import SAME_ORIGIN
from tests.signup.neighbourhoods.conftest import HARBOUR, MILL, NEWS, Town
from tests.signup.retention.conftest import BEYOND, END, freezer_at, question, run, vote

__all__ = ["freezer_at", "question", "vote"]

BEFORE = END - timedelta(days=200)
ASKED = END - timedelta(days=22)
WEEK_BEFORE = END - timedelta(days=7)


def test_r14_who_is_only_on_a_neighbourhoods_list_is_asked(
    town: Town, vote, question, freezer_at, states
) -> None:
    lea = town.join(chosen=[MILL], at=BEFORE)
    services.withdraw(supporter=lea, purpose_keys=[NEWS], at=BEFORE + timedelta(days=1))
    run(ASKED)
    freezer_at(ASKED)
    assert outbox.send_one(Outbox.objects.get(kind="after_vote").pk) == "done"
    path = links.path(Link.objects.get(kind="after_vote"))
    assert path in mail.outbox[-1].body
    Client().post(path, {"notice": question.sha256}, **SAME_ORIGIN)
    run(WEEK_BEFORE)
    run(END)
    assert states(lea) == {NEWS: "withdrawn", MILL: "active", BEYOND: "active"}


def test_r14_who_is_on_several_lists_is_asked_once(town: Town, vote, question) -> None:
    town.join(chosen=[MILL, HARBOUR], at=BEFORE)
    for day in range(3):
        run(ASKED + timedelta(days=day))
    assert EndWarning.objects.count() == 1
    assert Outbox.objects.filter(kind="after_vote").count() == 1


@pytest.mark.parametrize("left", [[NEWS, MILL], None])
def test_r14_who_left_every_list_is_not_asked(town: Town, vote, question, left) -> None:
    lea = town.join(chosen=[MILL], at=BEFORE)
    services.withdraw(supporter=lea, purpose_keys=left, at=BEFORE + timedelta(days=1))
    run(ASKED)
    assert not Outbox.objects.filter(kind="after_vote").exists()


def test_r14_the_question_rests_on_a_consent_in_force(
    town: Town, vote, question, freezer_at
) -> None:
    lea = town.join(chosen=[MILL], at=BEFORE)
    run(ASKED)
    services.withdraw(supporter=lea, at=ASKED)
    freezer_at(ASKED)
    assert outbox.send_one(Outbox.objects.get(kind="after_vote").pk) == "unwanted"
