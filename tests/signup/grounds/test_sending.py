"""No mail starts without what it rests on in the ledger."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from hustings_signup import failures, links, mails, outbox, services
from hustings_signup.models import Outbox, Submission
from hustings_signup.services import self_service
from tests.signup.grounds.conftest import insert

State = Outbox.State


def stop_link(supporter):
    return links.url(links.make(kind="unsubscribe", supporter=supporter))


def news_mail(stop, **changes):
    options = {"footer": [("Stop", stop)], "unsubscribe_url": stop} | changes
    return mails.Mail("News", "News", ["Read."], **options)


@pytest.fixture
def news():
    """A kind of mail that rests on a purpose, wanted by whoever the list calls active."""

    def build(row):
        active = row.supporter.subscriptions.filter(purpose="updates.campaign", state="active")
        return news_mail(stop_link(row.supporter)) if active.exists() else None

    mails.register("test.news", build, rests_on="updates.campaign")
    mails.register("test.answer", lambda row: mails.Mail("Yours", "Yours", ["Here."]),
                   rests_on=mails.DUTY)  # fmt: skip


def send(kind, supporter, **options):
    """Queue a mail and send it now; the state it ends in, and why."""
    mail.outbox.clear()
    supporter.outbox.update(state=State.DONE)  # what they were to get before has left
    row = outbox.queue(kind, supporter=supporter, already_sent=True, **options)
    Outbox.objects.filter(pk=row.pk).update(state=State.QUEUED, finished_at=None)
    outbox.send_one(row.pk)
    row.refresh_from_db()
    return row.state, row.failure


def test_r9_a_mail_to_somebody_slipped_in_is_given_up(news, slip_in, slip_active):
    bought = slip_in()
    slip_active(bought)
    assert send("test.news", bought) == (State.DEAD, failures.NO_GROUND.code)
    assert mail.outbox == []


def test_r8_a_list_made_active_by_hand_gets_no_news(news, join, slip_active):
    person = join()
    assert send("test.news", person)[0] == State.DONE
    services.withdraw(supporter=person)
    slip_active(person)
    assert send("test.news", person) == (State.DEAD, failures.NO_GROUND.code)


def test_r16_a_signature_is_no_ground_for_news(news, join, slip_active):
    person = join(ticked=("volunteer.contact",))
    services.withdraw(supporter=person, purpose_keys=["updates.campaign"])
    slip_active(person)
    assert send("test.news", person)[0] == State.DEAD


def test_r8_who_left_is_simply_not_written_to(news, join):
    person = join()
    services.withdraw(supporter=person)
    assert send("test.news", person) == (State.UNWANTED, "")


@pytest.mark.parametrize("what", ["none", "no header", "not in the text", "broken", "another's"])
def test_r18_news_without_a_working_way_to_stop_are_not_sent(join, what):
    person, stranger = join(), join("tom@example.org")
    stop = stop_link(person)
    broken, others = stop[:-6] + "/", stop_link(stranger)
    made = {
        "none": mails.Mail("News", "News", ["Read."]),
        "no header": news_mail(stop, unsubscribe_url=None),
        "not in the text": news_mail(stop, footer=["We write to you."]),
        "broken": news_mail(broken),
        "another's": news_mail(others),
    }[what]
    mails.register("test.list", lambda row: made, rests_on="updates.campaign")
    assert send("test.list", person) == (State.DEAD, failures.NO_WAY_OUT.code)
    assert mail.outbox == []
    mails.register("test.list", lambda row: news_mail(stop), rests_on="updates.campaign")
    assert send("test.list", person)[0] == State.DONE


def test_an_answer_to_a_person_needs_no_consent(news, join):
    person = join()
    services.withdraw(supporter=person)
    assert send("test.answer", person)[0] == State.DONE


def test_r13_whoever_asks_for_their_data_is_answered_even_without_a_record(slip_in):
    for kind in (self_service.LINK, self_service.NEW_ADDRESS, self_service.OLD_ADDRESS):
        assert mails.rests_on(kind) == mails.DUTY
    assert send(self_service.LINK, slip_in())[0] == State.DONE


def test_a_form_slipped_in_is_not_answered(signup, slip_in):
    bought = slip_in()
    now = timezone.now()
    pk = insert(
        "hustings_signup_submission",
        uuid=uuid.uuid4(),
        site_id=signup.campaign.site.pk,
        supporter_id=bought.pk,
        act="updates.campaign",
        act_ref="page:1",
        page_id=signup.fr.pk,
        locale="fr",
        notice_sha256=signup.notice_fr.sha256,
        given_name="",
        family_name="",
        postcode="",
        town="",
        department="",
        folded_hash="",
        visit_source="",
        created_at=now,
        expires_at=now + timedelta(days=7),
        held_reason="",
    )
    slipped = Submission.objects.get(pk=pk)
    assert send("confirm", bought, submission=slipped) == (State.DEAD, failures.NO_GROUND.code)


def test_a_form_that_was_sent_is_answered(signup):
    submission = signup.submit(send_mail=False)
    assert send("confirm", submission.supporter, submission=submission)[0] == State.DONE


def test_asking_the_ledger_costs_a_mail_one_query(signup, django_assert_num_queries):
    from hustings_signup import grounds

    submission = signup.submit(send_mail=False)
    row = Outbox.objects.select_related("supporter", "submission").get(submission=submission)
    with django_assert_num_queries(1):
        assert grounds.may_send(row)
