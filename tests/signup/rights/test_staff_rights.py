"""Staff erase who asks, keep requests with their due dates, and settle what exports owe."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from hustings_signup import services
from hustings_signup.erasure import recalls
from hustings_signup.models import (
    ConsentRecord,
    DataRequest,
    ExportRecall,
    ExportRecord,
    Supporter,
    Suppression,
)
from hustings_signup.models.requests import months_after
from tests.conftest import PASSWORD
from tests.signup.staff.conftest import (  # noqa: F401 - fixtures
    editor,
    enter,
    join,
    officer,
    organiser,
    other,
)

QUEUE = "/admin/data-requests/"


def erase_url(supporter: Supporter) -> str:
    return reverse("hustings_people:erase", args=[supporter.pk])


@pytest.mark.parametrize("who", ["editor", "organiser"])
def test_r17_who_may_not_erase_gets_403(who, request, join):  # noqa: F811
    url = erase_url(join())
    client = enter(request.getfixturevalue(who))
    assert client.get(url).status_code == 403
    assert client.post(url, {"reason": "request", "password": PASSWORD}).status_code == 403
    assert client.get(QUEUE).status_code == 403
    assert client.get(reverse("hustings_recalls:index")).status_code == 403
    assert Supporter.objects.count() == 1


def test_r17_people_of_another_site_do_not_exist(officer, join, other):  # noqa: F811
    stranger = join("b@example.org", page=other.page, notice=other.notice)
    client = enter(officer)
    assert client.get(erase_url(stranger), follow=True).status_code == 404
    client.post(erase_url(stranger), {"reason": "request", "password": PASSWORD})
    assert Supporter.objects.filter(pk=stranger.pk).exists()
    asked, _is_new = services.receive_request(
        site=other.site, kind="access", channel="letter", received_on=date(2026, 1, 5)
    )
    url = reverse("hustings_requests:answer", args=[asked.pk])
    assert client.get(url, follow=True).status_code == 404
    assert str(asked) not in client.get(QUEUE).content.decode()


def test_r12_staff_read_first_what_goes_then_give_their_password(officer, join):  # noqa: F811
    supporter = join(given_name="Léa")
    client = enter(officer)
    assert erase_url(supporter) in client.get(f"/admin/people/{supporter.pk}/").content.decode()
    page = client.get(erase_url(supporter)).content.decode()
    assert page.count("<li>") >= 6
    wrong = {"reason": "request", "password": "not this one"}
    assert client.post(erase_url(supporter), wrong).status_code == 200
    assert Supporter.objects.filter(pk=supporter.pk).exists()
    right = {"reason": "request", "password": PASSWORD}
    assert client.post(erase_url(supporter), right).status_code == 302
    assert not Supporter.objects.exists()
    assert Suppression.objects.get().reason == "erased"
    erased = ConsentRecord.objects.filter(type="erased")
    assert set(erased.values_list("actor", "channel")) == {("staff", "admin")}


def test_r12_the_log_of_an_erasure_holds_a_number_and_no_name(officer, join):  # noqa: F811
    supporter = join(given_name="Léa", family_name="Martin")
    data = {"reason": "underage", "password": PASSWORD}
    enter(officer).post(erase_url(supporter), data)
    entry = ModelLogEntry.objects.get(action="hustings_signup.erase")
    assert entry.data == {}
    assert entry.label.endswith(f" {supporter.pk}")


def test_erasing_pressed_twice_says_that_it_is_done(officer, organiser, join):  # noqa: F811
    supporter = join(given_name="Léa")
    url, client = erase_url(supporter), enter(officer)
    data = {"reason": "request", "password": PASSWORD}
    for _twice in range(2):
        page = client.post(url, data, follow=True)
        assert f"Supporter {supporter.pk} was erased." in page.content.decode()
    assert client.get(url).status_code == 302
    assert ModelLogEntry.objects.filter(action="hustings_signup.erase").count() == 1
    assert enter(organiser).post(url, data).status_code == 403


def test_r20_who_tells_us_they_are_too_young_is_erased(officer, join):  # noqa: F811
    data = {"reason": "underage", "password": PASSWORD}
    enter(officer).post(erase_url(join()), data)
    assert not Supporter.objects.exists()
    sources = ConsentRecord.objects.filter(type="erased").values_list("source", flat=True)
    assert set(sources) == {"erasure:underage"}


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2026, 3, 30), date(2026, 4, 30)),
    ],
)
def test_an_answer_is_due_one_month_later(received, due):
    assert months_after(received, 1) == due


def test_a_request_is_noted_shown_when_late_and_closed_once(officer, signup, join):  # noqa: F811
    supporter = join()
    long_ago = timezone.localdate() - timedelta(days=60)
    client = enter(officer)
    answer = client.post(
        f"{QUEUE}add/",
        {
            "site": signup.campaign.site.pk,
            "kind": "access",
            "channel": "letter",
            "received_on": long_ago.isoformat(),
            "number": supporter.pk,
            "note": "Registered letter.",
        },
    )
    assert answer.status_code == 302
    found = DataRequest.objects.get()
    assert (found.supporter, found.due_on) == (supporter, months_after(long_ago, 1))
    assert found.is_overdue
    assert f"Request {found.pk}" in client.get(QUEUE).content.decode()
    assert QUEUE in client.get("/admin/").content.decode()
    url = reverse("hustings_requests:answer", args=[found.pk])
    for _twice in range(2):
        client.post(url, {"state": "done", "note": "Copy sent."})
    found.refresh_from_db()
    assert (found.state, found.note, found.is_overdue) == ("done", "Copy sent.", False)
    assert ModelLogEntry.objects.filter(action="hustings_signup.answer_request").count() == 1


def untouched(page: str) -> dict[str, str]:
    """What a browser sends when the button of the form with the note is pressed at once."""
    form = BeautifulSoup(page, "html.parser").select_one("form:has(textarea[name=note])")
    fields = {i["name"]: i.get("value", "") for i in form.select("input[name]:not([type=radio])")}
    for choice in form.select("select"):
        chosen = choice.select_one("option[selected]") or choice.select_one("option")
        fields[choice["name"]] = chosen["value"]
    return fields | {area["name"]: area.text.strip() for area in form.select("textarea")}


def test_a_request_form_saved_untouched_asks_for_what_is_missing(officer):  # noqa: F811
    client = enter(officer)
    data = untouched(client.get(f"{QUEUE}add/").content.decode())
    answer = client.post(f"{QUEUE}add/", data)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"kind", "channel", "number"}
    assert not DataRequest.objects.exists()


def test_an_answer_saved_untouched_closes_nothing(officer, signup):  # noqa: F811
    asked, _is_new = services.receive_request(
        site=signup.campaign.site, kind="access", channel="letter", received_on=date(2026, 1, 5)
    )
    client = enter(officer)
    url = reverse("hustings_requests:answer", args=[asked.pk])
    answer = client.post(url, untouched(client.get(url).content.decode()))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"state"}
    asked.refresh_from_db()
    assert asked.state == "open"


def test_whoever_is_not_on_the_list_is_named_in_the_note(officer, signup):  # noqa: F811
    data = {
        "site": signup.campaign.site.pk,
        "kind": "erase",
        "channel": "phone",
        "received_on": timezone.localdate().isoformat(),
        "note": "Léa Martin, 3 rue Neuve",
    }
    client = enter(officer)
    assert client.post(f"{QUEUE}add/", data).status_code == 302
    assert DataRequest.objects.get().supporter is None


def test_the_same_request_saved_twice_is_one_request(officer, signup, join):  # noqa: F811
    data = {
        "site": signup.campaign.site.pk,
        "kind": "erase",
        "channel": "phone",
        "received_on": timezone.localdate().isoformat(),
        "number": join().pk,
    }
    client = enter(officer)
    for _twice in range(2):
        assert client.post(f"{QUEUE}add/", data).status_code == 302
    assert DataRequest.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="hustings_signup.request").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"received_on": "2999-01-01"},
        {"received_on": ""},
        {"received_on": "0001-01-01"},
        {"number": 999_999},
        {"number": 10**30},
        {"number": 0},
        {"number": "", "note": " "},
        {"kind": "sell"},
        {"kind": ""},
        {"channel": ""},
        {"site": ""},
    ],
)
def test_a_request_that_makes_no_sense_is_not_noted(officer, signup, wrong):  # noqa: F811
    data = {
        "site": signup.campaign.site.pk,
        "kind": "erase",
        "channel": "phone",
        "received_on": timezone.localdate().isoformat(),
        "note": "Léa Martin, by phone.",
    }
    assert enter(officer).post(f"{QUEUE}add/", data | wrong).status_code == 200
    assert not DataRequest.objects.exists()


def test_r12_erasing_answers_the_request_and_empties_its_note(signup, join):  # noqa: F811
    supporter = join()
    for kind in ("erase", "access"):
        services.receive_request(
            site=supporter.site,
            kind=kind,
            channel="mail",
            received_on=timezone.localdate(),
            supporter=supporter,
            note="Léa Martin wrote",
        )
    services.erase(supporter=supporter, reason="request", actor="staff", channel="admin")
    states = dict(DataRequest.objects.values_list("kind", "state"))
    assert states == {"erase": "done", "access": "open"}
    assert set(DataRequest.objects.values_list("note", "supporter")) == {("", None)}


def test_staff_say_that_a_file_holds_an_erased_person_no_more(officer, join):  # noqa: F811
    supporter = join()
    export = ExportRecord.objects.create(
        site=supporter.site,
        user=officer,
        user_name="officer",
        purpose_text="Phoning round",
        format="csv",
        columns=["id"],
        rows=1,
        started_at=timezone.now(),
    )
    number = supporter.pk
    services.erase(supporter=supporter, reason="request", actor="staff", channel="admin")
    client = enter(officer)
    page = client.get(reverse("hustings_recalls:index")).content.decode()
    assert str(number) in page
    assert reverse("hustings_recalls:index") in client.get("/admin/").content.decode()
    done = reverse("hustings_recalls:done", args=[export.pk])
    assert client.get(done).status_code == 302
    assert ExportRecall.objects.get().done_at is None
    client.post(done)
    assert ExportRecall.objects.get().done_at
    assert not recalls.open_recalls([supporter.site_id]).exists()
