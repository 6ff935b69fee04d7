"""Signs of life."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_home.heartbeat import age, ages, beat
from hustings_home.models import Heartbeat

pytestmark = pytest.mark.django_db


def test_a_process_that_never_beat_has_no_age():
    assert age("worker") is None


def test_a_beat_makes_the_age_start_again():
    beat("worker")
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=90))
    assert age("worker") == pytest.approx(90, abs=5)
    beat("worker")
    assert age("worker") < 5
    assert Heartbeat.objects.count() == 1


def test_a_beat_is_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        beat("tick")


def test_an_age_is_never_negative():
    Heartbeat.objects.create(name="tick", at=timezone.now() + timedelta(minutes=5))
    assert ages() == {"tick": 0.0}
    assert str(Heartbeat.objects.get()) == "tick"
