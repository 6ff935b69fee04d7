"""Two months more to answer a person: once, within the first, the reason told (art. 12(3))."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from wagtail.models import ModelLogEntry

from hustings_signup import limits, mailbox, outbox, services
from hustings_signup.models import DataRequest, Outbox, PeoplePermission
from hustings_signup.my_data import sections
from tests.signup.staff.conftest import enter, join, make_user, officer, speak  # noqa: F401 - fixtures

QUEUE = "/admin/data-requests/"
REASON = "Nous devons relire 400 lettres papier."
UPDATE = {"extended_at": None, "extension_reason": "", "extension_told": ""}


@pytest.fixture
def asked(signup, join):  # noqa: F811
    """Writes a request down as received so many days ago."""

    def ask(*, days=10, supporter=..., kind="access"):
        noted, _is_new = services.receive_request(
            site=signup.campaign.site,
            kind=kind,
            channel="letter",
            received_on=timezone.localdate() - timedelta(days=days),
            supporter=join() if supporter is ... else supporter,
        )
        Outbox.objects.update(state="done")  # what joining sent has left
        return noted

    return ask


def extend(request, **changes):
    request.refresh_from_db()
    return services.extend_request(request=request, **{"reason": REASON} | changes)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 31), date(2026, 4, 30)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 3, 15)),
    ],
)
def test_two_further_months_are_counted_from_the_day_it_came(asked, received, due):
    request = asked()
    DataRequest.objects.filter(pk=request.pk).update(received_on=received, due_on=received)
    noon = timezone.make_aware(datetime.combine(received, time(12)))
    assert extend(request, at=noon)
    request.refresh_from_db()
    assert request.due_on == due


def test_an_extension_is_noted_with_reason_and_day_and_told_by_mail(asked, mailoutbox):
    request = asked()
    assert extend(request)
    request.refresh_from_db()
    assert (request.extension_reason, request.extension_told) == (REASON, "mail")
    assert request.extended_at
    row = Outbox.objects.get(kind="request.extended")
    assert row.supporter == request.supporter
    outbox.send_one(row.pk)
    (mail,) = mailoutbox
    assert mail.to == [request.supporter.email]
    assert REASON in mail.body
    assert "deux mois de plus" in mail.body


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Notre réponse sur vos données prendra plus de temps"), ("en", "takes longer")],
)
def test_the_mail_speaks_the_language_of_the_person(asked, mailoutbox, language, words):
    request = asked()
    type(request.supporter).objects.filter(pk=request.supporter_id).update(locale=language)
    extend(request)
    outbox.send_one(Outbox.objects.get(kind="request.extended").pk)
    assert words in mailoutbox[0].subject
    with translation.override(language):
        request.refresh_from_db()
        assert date_format(request.due_on, "DATE_FORMAT") in mailoutbox[0].body


def test_one_mail_tells_of_every_request_that_takes_longer(asked, join, mailoutbox):  # noqa: F811
    first = asked()
    second = asked(kind="erase", supporter=first.supporter)
    extend(first, reason="Un")
    extend(second, reason="Deux")
    outbox.send_one(Outbox.objects.filter(kind="request.extended").earliest("pk").pk)
    assert "Un" in mailoutbox[0].body
    assert "Deux" in mailoutbox[0].body


def test_no_mail_leaves_once_the_request_is_answered(asked, mailoutbox):
    request = asked()
    extend(request)
    services.answer_request(request=request, state="done", note="")
    row = Outbox.objects.get(kind="request.extended")
    assert outbox.send_one(row.pk) == Outbox.State.UNWANTED
    assert not mailoutbox


def test_it_is_refused_a_second_time(asked):
    request = asked()
    assert extend(request)
    due = DataRequest.objects.get().due_on
    assert not extend(request, reason="Encore")
    found = DataRequest.objects.get()
    assert (found.due_on, found.extension_reason) == (due, REASON)
    assert Outbox.objects.filter(kind="request.extended").count() == 1


def test_it_is_refused_after_the_first_month(asked):
    request = asked(days=40)
    assert not extend(request)
    assert DataRequest.objects.get().extended_at is None
    assert not Outbox.objects.filter(kind="request.extended").exists()


def test_the_last_day_of_the_month_is_in_time(asked):
    request = asked()
    DataRequest.objects.update(due_on=timezone.localdate())
    assert extend(request)


def test_it_is_refused_once_answered(asked):
    request = asked()
    services.answer_request(request=request, state="done", note="")
    assert not extend(request)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_it_needs_a_reason(asked, reason):
    with pytest.raises(ValueError, match="reason"):
        extend(asked(), reason=reason)


def test_whom_we_cannot_write_to_is_told_by_the_officer(asked):
    request = asked(supporter=None)
    with pytest.raises(ValueError, match="told"):
        extend(request)
    assert extend(request, is_told=True)
    assert DataRequest.objects.get().extension_told == "staff"
    assert not Outbox.objects.filter(kind="request.extended").exists()


def test_r19_the_mail_counts_among_the_three_a_day_about_rights(asked):
    request = asked()
    folded = mailbox.parse(request.supporter.email_canonical).folded
    for _mail in range(limits.RIGHTS_PER_DAY):
        assert limits.allow_rights_mail(folded=folded, at=timezone.now())
    with pytest.raises(services.MailboxFull), transaction.atomic():
        extend(request)
    assert DataRequest.objects.get().extended_at is None
    assert extend(request, is_told=True)


def test_the_database_keeps_reason_and_telling_together(asked):
    request = asked()
    rows = DataRequest.objects.filter(pk=request.pk)
    for wrong in ({"extension_reason": "x"}, {"extended_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**{**UPDATE, **wrong})


def test_my_data_shows_that_it_takes_longer_and_why(asked):
    request = asked()
    extend(request)
    shown = repr(sections(request.supporter))
    assert REASON in shown


def test_r12_the_reason_goes_with_the_person(asked):
    request = asked()
    extend(request)
    services.erase(supporter=request.supporter, reason="request", actor="staff", channel="admin")
    found = DataRequest.objects.get()
    assert (found.extension_reason, found.extension_told) == ("", "mail")


def address(request):
    return reverse("hustings_requests:extend", args=[request.pk])


@pytest.mark.parametrize(
    ("language", "button", "done"),
    [("fr", "Prendre deux mois de plus", "Prolongée"), ("en", "Take two months more", "Extended.")],
)
def test_an_officer_extends_on_screen_in_both_languages(asked, officer, language, button, done):  # noqa: F811
    request = asked()
    speak(officer, language)
    client = enter(officer)
    assert (
        button
        in client.get(reverse("hustings_requests:answer", args=[request.pk])).content.decode()
    )
    assert client.get(address(request)).status_code == 200
    assert DataRequest.objects.get().extended_at is None
    assert client.post(address(request), {"reason": ""}).status_code == 200
    page = client.post(address(request), {"reason": REASON}, follow=True).content.decode()
    assert done in page
    request.refresh_from_db()
    with translation.override(language):
        assert date_format(request.due_on) in page
    shown = client.get(reverse("hustings_requests:answer", args=[request.pk])).content.decode()
    assert REASON in shown
    assert button not in shown
    assert client.post(address(request), {"reason": "Encore"}).status_code == 302
    entries = ModelLogEntry.objects.filter(action="hustings_signup.extend_request")
    (entry,) = entries
    assert entry.user == officer
    assert REASON not in str(entry.data)


def test_on_screen_whom_we_cannot_write_to_must_be_told_first(asked, officer):  # noqa: F811
    request = asked(supporter=None)
    client = enter(officer)
    assert client.post(address(request), {"reason": REASON}).status_code == 200
    assert client.post(address(request), {"reason": REASON, "is_told": "on"}).status_code == 302
    assert DataRequest.objects.get().extended_at


def test_on_screen_a_full_mailbox_is_said(asked, officer):  # noqa: F811
    request = asked()
    folded = mailbox.parse(request.supporter.email_canonical).folded
    for _mail in range(limits.RIGHTS_PER_DAY):
        limits.allow_rights_mail(folded=folded, at=timezone.now())
    answer = enter(officer).post(address(request), {"reason": REASON})
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert DataRequest.objects.get().extended_at is None


def test_on_screen_a_late_request_shows_why_it_cannot_be_extended(asked, officer):  # noqa: F811
    request = asked(days=40)
    client = enter(officer)
    answer = client.get(address(request)).content.decode()
    assert "first month is over" in answer
    assert 'name="reason"' not in answer
    client.post(address(request), {"reason": REASON})
    assert DataRequest.objects.get().extended_at is None


def test_who_may_not_answer_requests_extends_none(asked, signup):
    request = asked()
    viewer = make_user(
        "viewer", sites=[signup.campaign.site], permissions=[PeoplePermission.LIST.value]
    )
    assert enter(viewer).post(address(request), {"reason": REASON}).status_code == 403
    assert DataRequest.objects.get().extended_at is None
