"""Staff can only reduce: end a consent when the person asks, never give one (R9)."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from hustings_signup.models import ConsentRecord, Subscription
from tests.signup.staff.conftest import enter, make_user

FORM = {"purposes": ["updates.campaign"], "asked": "on"}


def url(supporter):
    return reverse("hustings_people:withdraw", args=[supporter.pk])


@pytest.fixture
def lea(join):
    return join(given_name="Léa", ticked=["updates.beyond"])


def states(supporter):
    return dict(supporter.subscriptions.values_list("purpose", "state"))


def test_a_get_shows_what_would_end_and_ends_nothing(officer, lea):
    before = list(ConsentRecord.objects.values())
    page = enter(officer).get(url(lea)).content.decode()
    assert "News by e-mail until the vote" in page
    assert "checked" not in page
    assert list(ConsentRecord.objects.values()) == before
    assert set(states(lea).values()) == {"active"}


def test_a_post_ends_exactly_what_was_ticked(officer, lea):
    response = enter(officer).post(url(lea), FORM)
    assert response["Location"] == reverse("hustings_people:person", args=[lea.pk])
    assert states(lea) == {"updates.campaign": "withdrawn", "updates.beyond": "active"}
    record = ConsentRecord.objects.get(type="withdrawn")
    assert (record.purpose, record.actor, record.channel) == (
        "updates.campaign",
        "staff",
        "admin",
    )


def test_it_is_logged_with_the_purposes_and_no_name(officer, lea):
    client = enter(officer)
    client.post(url(lea), FORM)
    entry = ModelLogEntry.objects.get(action="hustings_signup.withdraw")
    assert entry.data == {"purposes": ["updates.campaign"], "site": lea.site_id}
    assert entry.label == f"Supporter {lea.pk}"
    page = client.get(reverse("hustings_people:person", args=[lea.pk])).content.decode()
    assert "Withdrawn on request: News by e-mail until the vote" in page


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"asked": "on"},
        {"purposes": ["updates.campaign"]},
        {"purposes": ["nonsense"], "asked": "on"},
        {"purposes": ["volunteer.contact"], "asked": "on"},
    ],
)
def test_an_incomplete_or_foreign_form_ends_nothing(officer, lea, data):
    assert enter(officer).post(url(lea), data).status_code == 200
    assert set(states(lea).values()) == {"active"}


def test_withdrawing_twice_is_refused_politely(officer, lea):
    client = enter(officer)
    client.post(url(lea), FORM)
    assert client.post(url(lea), FORM).status_code == 200
    assert ConsentRecord.objects.filter(type="withdrawn").count() == 1


def test_nothing_live_shows_no_button(officer, lea):
    Subscription.objects.update(state="withdrawn")
    page = enter(officer).get(reverse("hustings_people:person", args=[lea.pk])).content.decode()
    assert url(lea) not in page


def test_who_may_only_open_cannot_withdraw(signup, lea):
    reader = make_user("reader", sites=[signup.campaign.site], permissions=["open_person"])
    client = enter(reader)
    assert client.post(url(lea), FORM).status_code == 403
    assert (
        url(lea)
        not in client.get(reverse("hustings_people:person", args=[lea.pk])).content.decode()
    )
    assert set(states(lea).values()) == {"active"}


def test_no_address_of_the_staff_side_gives_a_consent(officer, lea):
    """Whatever is sent to every route of a person, no record of a yes appears."""
    client = enter(officer)
    before = ConsentRecord.objects.filter(type__in=["given", "requested", "imported"]).count()
    for name in ("person", "withdraw"):
        for method in (client.post, client.put, client.patch, client.delete):
            method(
                reverse(f"hustings_people:{name}", args=[lea.pk]),
                {"purposes": ["volunteer.contact"], "asked": "on", "state": "active"},
            )
    after = ConsentRecord.objects.filter(type__in=["given", "requested", "imported"]).count()
    assert after == before
