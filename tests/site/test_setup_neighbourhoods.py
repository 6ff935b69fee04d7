"""`setup_campaign --config`: neighbourhoods of one's own."""

from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import Client

from hustings.campaign.facts import FactsError, Place, from_values
from hustings_signup.models import Neighbourhood, Notice, SignupPage
from tests.site.setup_runs import rows, run

FACTS = """
campaign_name = "Vivre à Valmont"

[[neighbourhoods]]
key = "vieux-moulin"
name_fr = "Vieux-Moulin"
name_en = "Old Mill"
postcodes = ["59000"]

[[neighbourhoods]]
key = "le-port"
name = "Le Port"
"""
MORE = """
[[neighbourhoods]]
key = "la-butte"
name = "La Butte"
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    file = tmp_path / "campaign.toml"
    file.write_text(FACTS, encoding="utf-8")
    return file


@pytest.mark.django_db
def test_they_are_defined_worded_and_offered_and_a_second_run_changes_nothing(facts) -> None:
    told = run(config=facts)
    assert "neighbourhoods: 2" in told
    found = Neighbourhood.objects.values_list("key", "names", "postcodes", "is_open")
    assert list(found) == [
        ("vieux-moulin", {"fr": "Vieux-Moulin", "en": "Old Mill"}, "59000", True),
        ("le-port", {"fr": "Le Port", "en": "Le Port"}, "", True),
    ]
    assert Notice.objects.filter(version__gt=1).count() == 0
    for page in SignupPage.objects.filter(offers_neighbourhoods=True):
        html = Client().get(page.get_url()).content.decode()
        assert ("Vieux-Moulin" if page.locale.language_code == "fr" else "Old Mill") in html
    before = rows()
    assert "nothing was changed" in run(config=facts)
    assert "neighbourhoods: 0" in run(config=facts, dry_run=True)
    assert rows() == before

    facts.write_text(FACTS + MORE, encoding="utf-8")
    assert "neighbourhoods: 1" in run(config=facts)
    for slug in ("news", "volunteer"):
        for code in ("fr", "en"):
            newest = Notice.objects.filter(slug=slug, locale=code).latest("version")
            assert newest.version == 2
            assert "La Butte" in newest.neighbourhoods[-1]["label"]


@pytest.mark.parametrize(
    ("neighbourhoods", "complaint"),
    [
        ("Le Port", "tables"),
        (["Le Port"], "tables"),
        ([{"key": "Le Port", "name": "Le Port"}], "a to z"),
        ([{"key": "x" * 29, "name": "Le Port"}], "28 characters"),
        ([{"key": "le-port"}], "needs a name"),
        ([{"key": "le-port", "name": 3}], "nothing else"),
        ([{"key": "le-port", "name": "Le Port", "people": 3}], "nothing else"),
        ([{"key": "le-port", "name": "Le Port", "postcodes": "59000"}], "list of texts"),
        (
            [{"key": "a", "name": "Le Port"}, {"key": "b", "name": "Le Port"}],
            "Port stands twice",
        ),
        ([{"key": "a", "name": "A"}, {"key": "a", "name": "B"}], "a stands twice"),
    ],
)
def test_what_is_wrong_with_one_is_said_before_anything_is_built(neighbourhoods, complaint) -> None:
    with pytest.raises(FactsError, match=complaint):
        from_values({"campaign_name": "x", "neighbourhoods": neighbourhoods}).checked()


def test_without_any_there_are_none() -> None:
    assert from_values({"campaign_name": "x", "neighbourhoods": ""}).neighbourhoods == ()
    (place,) = from_values(
        {"neighbourhoods": [{"key": "le-port", "name": "Le Port", "name_en": "Harbour"}]}
    ).neighbourhoods
    assert place == Place("le-port", {"fr": "Le Port", "en": "Harbour"})


@pytest.mark.django_db
def test_the_command_says_all_that_is_wrong_at_once(facts) -> None:
    facts.write_text(FACTS.replace("le-port", "Le_Port") + 'colour = "red"\n', encoding="utf-8")
    with pytest.raises(CommandError):
        run(config=facts)
    assert not Neighbourhood.objects.exists()
