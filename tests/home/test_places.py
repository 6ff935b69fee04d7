"""Postcodes, towns and departments."""

import pytest

from hustings_home import places
from hustings_home.places import Place


def test_a_postcode_gives_its_most_populous_town():
    assert places.resolve("69001") == Place("69001", "Lyon", "69")


def test_a_postcode_of_one_town_gives_that_town():
    assert places.resolve("71150").department == "71"


@pytest.mark.parametrize("typed", ["75 001", " 75001 ", "75001\u202f"])
def test_spaces_in_a_postcode_do_not_matter(typed):
    assert places.resolve(typed) == Place("75001", "Paris", "75")


@pytest.mark.parametrize(
    "typed", ["", "7500", "750011", "7500A", "٧٥٠٠١", "75\x00001", "-7500", "99999", "x" * 10_000]
)
def test_what_is_no_known_postcode_resolves_to_nothing(typed):
    assert places.resolve(typed) is None
    assert places.towns(typed) == []


def test_towns_come_with_the_most_populous_first():
    populations = [town.population for town in places.towns("01400")]
    assert len(populations) > 1
    assert populations == sorted(populations, reverse=True)


def test_changing_the_returned_list_changes_nothing():
    places.towns("01400").clear()
    assert places.towns("01400")


def test_corsica_and_overseas_have_their_own_departments():
    assert places.resolve("20000").department == "2A"
    assert places.resolve("20200").department == "2B"
    assert places.resolve("97400").department == "974"
    assert places.resolve("98701").department == "987"


def test_a_town_is_found_by_its_insee_code():
    town = places.town_by_code("75101")
    assert (town.name, town.postcodes) == ("Paris 1er Arrondissement", ("75001",))
    assert places.town_by_code("00000") is None


def test_every_department_of_a_town_has_a_name():
    named = places.departments()
    assert named["2A"] == "Corse-du-Sud"
    assert {town.department for town in places._by_code().values()} <= named.keys()


def test_all_communes_with_a_postcode_are_shipped():
    assert len(places._by_code()) == 35_009


def test_the_data_are_read_once():
    assert places.town_by_code("75056") is places.town_by_code("75056")
