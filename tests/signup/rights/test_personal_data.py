"""Every plugin tells what it holds about a person, and moves it when two become one."""

from datetime import datetime

import pytest
from django.utils import translation

from hustings_events.models import Registration
from hustings_petitions.models import Signature
from hustings_signup import personal_data
from hustings_signup.ledger import canonical, moment
from tests.signup.rights.conftest import Lived

KEYS = {
    "signup.identity",
    "signup.subscriptions",
    "signup.consents",
    "signup.submissions",
    "signup.mails",
    "signup.access",
    "petitions.signatures",
    "events.registrations",
}


def test_every_plugin_is_in_the_registry():
    assert {holding.key for holding in personal_data.registered()} >= KEYS


def test_what_is_held_is_plain_and_complete(lived: Lived):
    supporter = lived.live()
    held = {holding.key: list(holding.held(supporter)) for holding in personal_data.registered()}
    assert all(held[key] for key in KEYS - {"signup.access"})
    values = [fact.value for items in held.values() for item in items for fact in item.facts]
    for value in values:
        canonical({"value": moment(value) if isinstance(value, datetime) else value})
    for word in ("Canari.Serin@Example.org", "Serinette", "59000", "Lille"):
        assert word in values


def test_the_words_of_each_consent_are_told_exactly(lived: Lived):
    supporter = lived.sign_up()
    consents = next(h for h in personal_data.registered() if h.key == "signup.consents")
    words = {fact.value for item in consents.held(supporter) for fact in item.facts}
    assert {"Je m’inscris", "Oui, appelez-moi pour aider."} <= words


def test_what_counts_comes_with_the_link_that_ends_it(lived: Lived):
    supporter = lived.live()
    by_key = {holding.key: holding for holding in personal_data.registered()}
    for key, prefix in (("petitions.signatures", "/w/"), ("events.registrations", "/r/")):
        (item,) = by_key[key].held(supporter)
        assert [path[:3] for _label, path in item.links] == [prefix]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_held_speaks_the_language_that_is_active(lived: Lived, language: str):
    supporter = lived.live()
    with translation.override(language):
        labels = {str(holding.label) for holding in personal_data.registered()}
        (identity,) = next(
            h for h in personal_data.registered() if h.key == "signup.identity"
        ).held(supporter)
    assert len(labels) >= len(KEYS)
    assert identity.facts[0].key == "email"


def test_merging_moves_every_row(lived: Lived):
    gone, kept = lived.live(), lived.sign_up("autre@example.org")
    for holding in personal_data.registered():
        if holding.key in KEYS:
            holding.merge(kept, gone)
    assert gone.submissions.count() == gone.outbox.count() == 0
    assert set(Signature.objects.values_list("supporter", flat=True)) == {kept.pk}
    assert set(Registration.objects.values_list("supporter", flat=True)) == {kept.pk}
