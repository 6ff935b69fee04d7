"""R9, from the outside: whatever staff press or post, nobody agrees to anything by it."""

import pytest
from django.urls import URLResolver, get_resolver, reverse

from hustings_signup import duplicates, services
from hustings_signup.models import ConsentRecord, DuplicatePair, FollowUp, Note, Subscription
from tests.signup.staff.conftest import enter

YES = ("given", "renewed", "imported")
NAMESPACES = (
    "hustings_people",
    "hustings_follow_ups",
    "hustings_duplicates",
    "hustings_send_form",
    "hustings_calls",
)
#: Everything a hand-made request could try.
FORGED = {
    "state": "active",
    "purpose": "updates.beyond",
    "purposes": ["updates.beyond", "volunteer.contact"],
    "type": "given",
    "consent": "on",
    "confirmed_at": "2026-01-01",
    "asked": "on",
    "name": "Stall",
    "text": "said yes",
    "what": "said yes",
    "email": "new@example.org",
    "number": "0600000000",
}


def routes():
    """(name, arguments) of every route of these namespaces."""
    found = []

    def walk(resolver, namespace):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                walk(entry, entry.namespace or namespace)
            elif namespace in NAMESPACES and entry.name:
                found.append((f"{namespace}:{entry.name}", tuple(entry.pattern.converters)))

    walk(get_resolver(), "")
    return sorted(set(found))


@pytest.fixture
def everything(join, officer):
    """A person with one yes and one no, a pair to merge, a note and a follow-up."""
    same = {"given_name": "Léa", "family_name": "Roux", "postcode": "69001"}
    lea, _twin = join(**same), join("twin@example.org", ticked=("updates.beyond",), **same)
    services.withdraw(supporter=lea)
    duplicates.find_new()
    services.tag(site=lea.site, people=[lea], name="Stall", user=officer)
    return {
        "pk": lea.pk,
        "tag_id": lea.taggings.get().tag_id,
        "note_id": services.write_note(supporter=lea, text="x", author=officer).pk,
        "follow_up": services.ask_follow_up(supporter=lea, what="x", asked_by=officer).pk,
        "pair": DuplicatePair.objects.get().pk,
    }


def test_r9_no_staff_screen_form_or_address_here_can_create_a_consent(everything, officer, signup):
    client = enter(officer)
    agreed = ConsentRecord.objects.filter(type__in=YES).count()
    active = set(Subscription.objects.filter(state="active").values_list("supporter", "purpose"))
    tried = 0
    for name, arguments in routes():
        values = dict(everything)
        if name.startswith("hustings_follow_ups"):
            values["pk"] = everything["follow_up"]
        if name.startswith("hustings_duplicates"):
            values["pk"] = everything["pair"]
        url = reverse(name, kwargs={argument: values[argument] for argument in arguments})
        # The person who withdrew is kept: the other one's yes must not reach them.
        forged = FORGED | {
            "page": signup.fr.pk,
            "person": everything["pk"],
            "keep": everything["pk"],
        }
        client.post(url, forged)
        client.get(url, FORGED)
        tried += 1
    assert tried >= 15
    assert ConsentRecord.objects.filter(type__in=YES).count() == agreed
    now = set(Subscription.objects.filter(state="active").values_list("supporter", "purpose"))
    assert now <= active


def test_the_attempts_above_reach_what_they_are_meant_to_reach(everything, officer):
    """Negative control: the same requests do change what staff may change."""
    client, person = enter(officer), everything["pk"]
    client.post(reverse("hustings_people:note", args=[person]), FORGED)
    client.post(reverse("hustings_follow_ups:claim", args=[everything["follow_up"]]), FORGED)
    assert Note.objects.filter(text="said yes").exists()
    assert FollowUp.objects.get().claimed_by == officer
