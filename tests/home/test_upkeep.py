"""The shell's own jobs."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from hustings_home import jobs, upkeep
from hustings_home.heartbeat import age, beat
from hustings_home.models import Heartbeat, HomePage, StandardPage
from hustings_home.tasks import worker_beat

pytestmark = pytest.mark.django_db
BEAT = "hustings_home.tasks.worker_beat"


def queued():
    return DBTaskResult.objects.filter(task_path=BEAT).count()


def test_the_shell_registers_its_jobs():
    names = [job.name for job in jobs.registered()]
    assert {"publish_scheduled", "ask_worker", "prune_tasks"} <= set(names)


def test_the_worker_is_asked_for_a_sign_of_life():
    upkeep.ask_worker()
    assert queued() == 1
    assert age("worker") is None


def test_only_running_the_task_moves_the_sign_of_life():
    worker_beat.call()
    assert age("worker") < 5


def test_a_silent_worker_is_not_asked_again_at_once():
    upkeep.ask_worker()
    upkeep.ask_worker()
    assert queued() == 1


def test_a_silent_worker_is_asked_again_after_a_while():
    upkeep.ask_worker()
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=upkeep.ASK_AGAIN_AFTER + 5))
    upkeep.ask_worker()
    assert queued() == 2


def test_a_worker_that_answered_is_asked_again():
    upkeep.ask_worker()
    beat("worker")
    upkeep.ask_worker()
    assert queued() == 2


def test_a_scheduled_page_goes_live():
    page = HomePage(title="Accueil", lead="x", slug="accueil", live=False)
    Page.objects.get(depth=1).add_child(instance=page)
    page.go_live_at = timezone.now() + timedelta(seconds=0.5)
    page.save_revision().publish()
    upkeep.publish_scheduled()
    page.refresh_from_db()
    assert not page.live
    time.sleep(0.6)
    upkeep.publish_scheduled()
    page.refresh_from_db()
    assert page.live


def test_a_page_that_cannot_be_published_delays_the_others_by_one_round(campaign):
    for title in ("First", "Broken", "Last"):
        page = StandardPage(title=title, slug=title.lower(), live=False, locale=campaign.fr)
        campaign.home_fr.add_child(instance=page)
        page.go_live_at = timezone.now() + timedelta(seconds=0.3)
        revision = page.save_revision()
        revision.publish()
        if title == "Broken":  # its address was taken after it had been scheduled
            revision.content["slug"] = "first"
            revision.save()
    time.sleep(0.4)
    with pytest.raises(ValidationError):
        upkeep.publish_scheduled()
    upkeep.publish_scheduled()
    live = {page.title: page.live for page in StandardPage.objects.all()}
    assert live == {"First": True, "Broken": False, "Last": True}


def test_old_task_rows_are_deleted_and_waiting_ones_kept():
    upkeep.ask_worker()
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=timezone.now() - timedelta(days=2))
    worker_beat.enqueue()
    upkeep.prune_tasks()
    assert queued() == 1
