"""Companies that work for the campaign: declared before use, shown to everybody, never deleted."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from hustings_signup import processors, services
from hustings_signup.duties import processing, writing
from hustings_signup.models import NoticeText, ProcessorEntry
from hustings_signup.openness import parties
from tests.signup.staff.conftest import enter, make_user

INDEX = "/admin/processors/"
WORDS = {
    "name": "Posthaste",
    "country": "Iceland",
    "is_outside_eu": True,
    "purpose": "Carries our mails.",
    "safeguard": "Contract of 3 May 2026",
}


def declare(site, key="post-office", **words):
    return services.declare_processor(site=site, key=key, **{**WORDS, **words})


def add(site, service=""):
    return f"{INDEX}add/{site.pk}/" + (f"?service={service}" if service else "")


def typed(**changes):
    return {**WORDS, "is_outside_eu": "on", "since_on": "2026-05-03"} | changes


def trust(client):
    with translation.override("en"):
        return " ".join(client.get(reverse("hustings_signup:trust")).content.decode().split())


def name_in_notices(signup, **words):
    for text in NoticeText.objects.filter(site=signup.campaign.site):
        for field, value in words.items():
            setattr(text, field, value)
        text.save()
        text.save_revision().publish()


def test_a_service_is_declared_from_its_entry_until_it_ends(signup, service):
    site = signup.campaign.site
    assert not processors.is_declared(site.pk, service.key)
    entry = declare(site)
    assert processors.is_declared(site.pk, service.key)
    assert processors.declared(site.pk) == [entry]
    assert services.end_processor(entry=entry)
    assert not processors.is_declared(site.pk, service.key)
    assert processors.declared(site.pk) == []
    assert not services.end_processor(entry=entry)
    assert ProcessorEntry.objects.get().ended_on == timezone.localdate()


def test_one_site_declares_for_itself_alone(signup, service, other):
    declare(other.site)
    assert not processors.is_declared(signup.campaign.site.pk, service.key)


def test_a_service_has_one_live_entry_and_may_come_back(signup, service):
    site = signup.campaign.site
    first = declare(site)
    with pytest.raises(ValidationError):
        declare(site)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProcessorEntry.objects.create(
            site=site, key=service.key, declared_at=timezone.now(), **WORDS
        )
    services.end_processor(entry=first)
    declare(site)
    assert ProcessorEntry.objects.filter(key=service.key).count() == 2


@pytest.mark.parametrize(
    "words",
    [
        {"key": "nobody-knows"},
        {"name": " "},
        {"country": ""},
        {"purpose": ""},
        {"safeguard": ""},
        {"since_on": timezone.localdate() + timedelta(days=2)},
    ],
)
def test_half_an_entry_is_none(signup, service, words):
    with pytest.raises(ValidationError):
        declare(signup.campaign.site, **words)
    assert not ProcessorEntry.objects.exists()


def test_an_entry_that_ended_is_not_rewritten(signup, service):
    entry = declare(signup.campaign.site)
    services.end_processor(entry=entry)
    with pytest.raises(ValidationError):
        services.correct_processor(entry=entry, **WORDS, since_on=entry.since_on)


def test_the_trust_page_tells_entries_and_notices_as_one_list(client, signup, service):
    assert "No company works for us" in trust(client)
    assert "Nobody outside the European Union" in trust(client)
    name_in_notices(signup, processors="Relais SA, Lyon\nPosthaste ehf.")
    declare(signup.campaign.site)
    page = trust(client)
    assert "Posthaste, Iceland (since" in page and "Carries our mails." in page
    assert "Relais SA, Lyon (since" in page
    assert "Posthaste ehf" not in page  # said once, by the entry
    assert "Nobody outside the European Union" not in page


def test_the_register_lists_each_with_its_safeguard_ended_ones_too(signup, service):
    services.end_processor(entry=declare(signup.campaign.site))
    with translation.override("en"):
        found = processing.register(signup.campaign.site, "en")
        assert [one.company for one in found.processors] == ["Posthaste, Iceland"]
        assert found.processors[0].ended
        for write in writing.FORMATS.values():
            assert "Contract of 3 May 2026" in write(found)


def test_r7_what_an_entry_says_and_no_notice_does_is_shown_to_be_mended(signup, service, officer):
    site = signup.campaign.site
    entry = declare(site)
    [(unnamed, titles)] = parties.differences(site).unnamed
    assert unnamed == entry and len(titles) == 2
    page = enter(officer).get(INDEX).content.decode()
    assert "nobody’s data may go there under these words" in page
    name_in_notices(signup, outside_eu="Posthaste, Islande", processors="Relais SA")
    found = parties.differences(site)
    assert not found.unnamed and found.undeclared == ["Relais SA"]
    declare(site, key="", name="Relais SA", country="France", is_outside_eu=False)
    assert not parties.differences(site)


def test_differences_cost_two_queries_however_many_there_are(
    signup, service, django_assert_num_queries
):
    for number in range(12):
        declare(signup.campaign.site, key="", name=f"Firm {number}")
    with django_assert_num_queries(2):
        parties.differences(signup.campaign.site)


@pytest.mark.parametrize("who", ["editor", "organiser"])
def test_r17_who_may_not_gets_403(who, request, signup, service):
    client = enter(request.getfixturevalue(who))
    entry = declare(signup.campaign.site)
    for url in (INDEX, add(signup.campaign.site), f"{INDEX}{entry.pk}/", f"{INDEX}{entry.pk}/end/"):
        assert client.post(url, typed()).status_code == 403
        assert client.get(url).status_code == 403
    assert ProcessorEntry.objects.get().ended_on is None


def test_staff_complete_what_is_known_of_a_service_and_it_is_logged(signup, service, officer):
    client = enter(officer)
    assert add(signup.campaign.site, service.key) in client.get(INDEX).content.decode()
    form = client.get(add(signup.campaign.site, service.key)).content.decode()
    assert "Adequacy by the EEA agreement" in form
    answer = client.post(add(signup.campaign.site, service.key), typed())
    assert answer["Location"] == INDEX
    entry = ProcessorEntry.objects.get()
    assert (entry.key, entry.declared_by, str(entry.since_on)) == (
        service.key, officer, "2026-05-03",
    )  # fmt: skip
    assert ModelLogEntry.objects.get(action="hustings_signup.declare_processor").user == officer
    listing = client.get(INDEX).content.decode()
    assert "Posthaste, Iceland" in listing
    assert add(signup.campaign.site, service.key) not in listing


def test_staff_correct_and_end_an_entry_and_a_get_ends_nothing(signup, service, officer):
    entry = declare(signup.campaign.site)
    client = enter(officer)
    assert client.post(f"{INDEX}{entry.pk}/", typed(country="Norway")).status_code == 302
    client.get(f"{INDEX}{entry.pk}/end/")
    entry.refresh_from_db()
    assert (entry.country, entry.ended_on) == ("Norway", None)
    client.post(f"{INDEX}{entry.pk}/end/")
    entry.refresh_from_db()
    assert entry.ended_on is not None
    assert client.get(f"{INDEX}{entry.pk}/", follow=True).status_code == 404


def test_a_wrong_entry_is_said_at_its_field(signup, service, officer):
    answer = enter(officer).post(
        add(signup.campaign.site), typed(safeguard="", since_on="2090-1-1")
    )
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"safeguard"}
    answer = enter(officer).post(add(signup.campaign.site), typed(since_on="2090-01-01"))
    assert set(answer.context["form"].errors) == {"since_on"}


def test_r17_entries_of_another_site_do_not_exist(signup, service, other):
    entry = declare(signup.campaign.site, name="Unseen")
    client = enter(make_user("b", sites=[other.site], permissions=["declare_processors"]))
    assert "Unseen" not in client.get(INDEX).content.decode()
    for url in (f"{INDEX}{entry.pk}/", f"{INDEX}{entry.pk}/end/", add(signup.campaign.site)):
        assert client.post(url, typed()).status_code in (302, 404)
    entry.refresh_from_db()
    assert (entry.ended_on, entry.name) == (None, "Unseen")
    assert ProcessorEntry.objects.count() == 1
