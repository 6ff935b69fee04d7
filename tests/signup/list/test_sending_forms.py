"""Send a person the form: one neutral mail, no row on the list, no address left behind (R9)."""

import re
from datetime import timedelta

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hustings_signup import outbox, sent_forms, services
from hustings_signup.mailbox import parse
from hustings_signup.models import (
    ConsentRecord,
    Outbox,
    PeoplePermission,
    SentForm,
    Submission,
    Supporter,
    Suppression,
)
from tests.signup.conftest import SAME_ORIGIN
from tests.signup.list.test_merging import found_anywhere
from tests.signup.staff.conftest import enter, make_user

ADDRESS = "stall.visitor@example.org"
URL = reverse("hustings_send_form:index")


def send(page, address=ADDRESS, **when):
    return services.send_form(page=page, mailbox=parse(address), **when)


def sent(row):
    outbox.send_one(row.pk)
    return mail.outbox[-1]


def paths(message):
    return re.findall(r"/f/[^\s]+", message.body)


def test_r9_staff_send_a_form_and_nothing_enters_the_list(signup, officer):
    answer = enter(officer).post(URL, {"page": signup.fr.pk, "email": ADDRESS}, follow=True)
    assert "Nothing was added to the list" in answer.content.decode()
    for model in (Supporter, Submission, ConsentRecord):
        assert not model.objects.exists()
    message = sent(Outbox.objects.get())
    assert message.to == [ADDRESS]
    assert ADDRESS not in message.subject + message.body


def test_forms_in_the_language_of_who_sends_come_first(signup, officer):
    page = enter(officer).get(URL).content.decode()  # an English admin
    english, french = (page.index(f'value="{form.pk}"') for form in (signup.en, signup.fr))
    assert english < french


def test_the_address_is_readable_nowhere_before_the_mail_and_gone_after_it(signup):
    row = send(signup.fr)
    assert found_anywhere(ADDRESS) == []
    assert SentForm.objects.count() == 1
    sent(row)
    assert not SentForm.objects.exists()
    assert found_anywhere(ADDRESS) == []
    row.refresh_from_db()
    assert row.state == "done"


def test_an_address_nobody_can_deliver_to_is_forgotten_too(signup):
    row = send(signup.fr)
    Outbox.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(hours=73))
    signup.fr.unpublish()
    outbox.send_one(row.pk)
    assert not SentForm.objects.exists()
    old = send(signup.en, "other@example.org")
    SentForm.objects.update(created_at=timezone.now() - timedelta(days=5))
    assert sent_forms.forget_addresses() == 1
    assert outbox.send_one(old.pk) == "unwanted"


def test_the_link_shows_the_form_with_nothing_but_the_address(signup):
    form, _stop = paths(sent(send(signup.fr)))
    answer = Client().get(form)
    assert answer.context["form"]["email"].value() == ADDRESS
    assert not answer.context["form"]["given_name"].value()
    assert "checked" not in answer.content.decode()
    assert signup.fr.form_action in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    assert not Supporter.objects.exists()
    assert Client().post(form, **SAME_ORIGIN).status_code == 405


def test_a_damaged_link_says_so_and_opens_nothing(signup):
    form, _stop = paths(sent(send(signup.fr)))
    assert Client().get(form[:-9] + "/").status_code == 410


def test_r4_this_was_not_me_leaves_the_mailbox_alone(signup):
    _form, stop = paths(sent(send(signup.fr)))
    Client().get(stop)
    assert not Suppression.objects.exists(), "nothing changes on GET"
    assert Client().post(stop, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert Client().post(stop, **SAME_ORIGIN).status_code == 302
    assert Suppression.objects.get().reason == "not_me"
    later = timezone.now() + timedelta(days=400)
    assert send(signup.fr, at=later) is None


def test_r19_the_limits_of_a_mailbox_hold_for_forms_staff_send(signup):
    at = timezone.now()
    assert send(signup.fr, at=at)
    assert send(signup.fr, at=at + timedelta(minutes=1)) is None, "the same within 10 minutes"
    for hours in (1, 2):
        assert send(signup.fr, at=at + timedelta(hours=hours))
    assert send(signup.fr, at=at + timedelta(hours=3)) is None, "3 a day"


def test_r5_staff_read_the_same_answer_whatever_the_state_of_the_address(signup, officer):
    services.refuse_forms(site_id=signup.campaign.site.pk, mailbox=parse("left@example.org"))
    answers = set()
    client = enter(officer)
    for address in (ADDRESS, "left@example.org", ADDRESS):
        page = client.post(URL, {"page": signup.fr.pk, "email": address}, follow=True)
        answers.add(re.search(r"If this mailbox[^<]+", page.content.decode()).group(0))
    assert len(answers) == 1
    assert Outbox.objects.count() == 1


def test_forms_of_another_site_are_not_offered(signup, other, officer):
    client = enter(officer)
    assert "Inscription B" not in client.get(URL).content.decode()
    answer = client.post(URL, {"page": other.page.pk, "email": ADDRESS})
    assert answer.status_code == 200
    assert not Outbox.objects.exists()


def test_sending_needs_its_permission(signup, organiser):
    assert enter(organiser).get(URL).status_code == 403
    helper = make_user(
        "helper", sites=[signup.campaign.site], permissions=[PeoplePermission.SEND_FORM]
    )
    assert enter(helper).get(URL).status_code == 200
    assert enter(helper).get(reverse("hustings_people:index")).status_code == 403
