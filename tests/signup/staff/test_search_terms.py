"""A person is found by the start of any word, whatever the accents, cases and hyphens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings_signup import search_terms, services
from hustings_signup.models import SearchTerm, Supporter
from hustings_signup.staff.search import search


def found(query, site):
    people = search(Supporter.objects.filter(site=site), query, site_ids=[site.pk])
    return set(people.values_list("email", flat=True))


@pytest.mark.parametrize("query", ["zoe", "Zoé", "ZOÉ", "zo", "zoé darc", "d'arc", "D’Arc", "arc"])
def test_zoe_is_found_without_her_accent(join, signup, query):
    join("z@example.org", given_name="Zoé", family_name="D’Arc")
    join("a@example.org", given_name="Ana", family_name="Roux")
    assert found(query, signup.campaign.site) == {"z@example.org"}


@pytest.mark.parametrize(
    "query", ["lucas.noel@", "lucas.noel@mail.example", "noel", "@mail", "mail.ex"]
)
def test_an_address_is_found_by_its_start_its_parts_and_its_host(join, signup, query):
    join("Lucas.Noel@mail.example")
    assert found(query, signup.campaign.site) == {"Lucas.Noel@mail.example"}


@pytest.mark.parametrize("query", ["%", "_", "'", "\\", "* OR 1=1", "\U0010ffff"])
def test_signs_of_query_languages_are_only_signs(join, signup, query):
    join(given_name="Léa")
    assert found(query, signup.campaign.site) == set()


def test_confirming_with_another_name_changes_what_is_found(join, signup):
    join(given_name="Lea", family_name="Martin")
    join(given_name="Léa", family_name="Dubois")
    assert found("dubois", signup.campaign.site) == {"lea@example.org"}
    assert found("martin", signup.campaign.site) == set()


def test_people_loaded_in_bulk_are_indexed_by_the_daily_job(join, signup):
    lea = join(given_name="Léa", postcode="69001")
    wanted = set(lea.search_terms.values_list("term", flat=True))
    SearchTerm.objects.all().delete()
    assert services.index_missing() == 1
    assert services.index_missing() == 0
    assert set(lea.search_terms.values_list("term", flat=True)) == wanted
    assert {"lea", "69001", "example.org", "lea@example.org"} <= wanted


def test_the_terms_go_with_the_person(join):
    join().delete()
    assert not SearchTerm.objects.exists()


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_and_keeps_no_accent(text):
    once = search_terms.normalised(text)
    assert search_terms.normalised(once) == once


@given(st.text(max_size=60))
def test_a_word_has_no_pause_inside(text):
    for word in search_terms.words(text):
        assert search_terms.words(word) == [word]
