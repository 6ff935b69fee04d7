"""Brand and identity settings."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import Site

from hustings_home.models import BrandSettings, IdentitySettings

pytestmark = pytest.mark.django_db


def test_reading_settings_that_nobody_saved_writes_nothing(campaign):
    BrandSettings.objects.all().delete()
    brand = BrandSettings.read(campaign.site)
    assert (brand.primary_colour, brand.accent_colour) == ("#1d3f8f", "#b3261e")
    assert not BrandSettings.objects.exists()


def test_settings_are_asked_for_once_per_request(campaign, request_fr, django_assert_num_queries):
    Site.find_for_request(request_fr)
    with django_assert_num_queries(1):
        first = IdentitySettings.read_for_request(request_fr)
        assert IdentitySettings.read_for_request(request_fr) is first


def test_each_site_has_its_own_settings(campaign):
    other = Site.objects.create(hostname="other.example", root_page=campaign.home_en)
    IdentitySettings.objects.create(site=other, publisher="Other")
    request = RequestFactory(HTTP_HOST="other.example").get("/")
    assert IdentitySettings.read_for_request(request).publisher == "Other"
    assert IdentitySettings.read(campaign.site).publisher == "Association Essai"


def test_without_request_the_default_site_speaks(campaign):
    assert IdentitySettings.read_for_request(None).publisher == "Association Essai"


def test_without_any_site_the_defaults_are_given():
    Site.objects.all().delete()
    assert BrandSettings.read_for_request(None).campaign_name == ""


def test_the_logo_comes_with_the_brand(campaign, image, django_assert_num_queries):
    BrandSettings.objects.update(logo=image())
    with django_assert_num_queries(1):
        assert BrandSettings.read(campaign.site).logo.title == "Photo"


@pytest.mark.parametrize("colour", ["red", "#12345", "#12345g", "#1234567", "123456", "#123456\n"])
def test_a_colour_is_a_hash_and_six_digits(colour):
    with pytest.raises(ValidationError) as refused:
        BrandSettings(primary_colour=colour).full_clean(exclude=["site"])
    assert "primary_colour" in refused.value.message_dict


def test_colours_of_any_case_are_accepted():
    BrandSettings(primary_colour="#AbCdEf").full_clean(exclude=["site"])


def test_updates_end_with_the_last_round_that_is_known():
    identity = IdentitySettings()
    assert identity.updates_end_date is None
    identity.election_date = date(2027, 4, 11)
    assert identity.updates_end_date == date(2027, 4, 11)
    identity.second_round_date = date(2027, 4, 25)
    assert identity.updates_end_date == date(2027, 4, 25)


@pytest.mark.parametrize("first", [None, date(2027, 4, 25), date(2027, 5, 2)])
def test_a_second_round_follows_a_first_one(first):
    identity = IdentitySettings(election_date=first, second_round_date=date(2027, 4, 25))
    with pytest.raises(ValidationError) as refused:
        identity.full_clean(exclude=["site"], validate_constraints=False)
    assert "second_round_date" in refused.value.message_dict


def test_the_database_refuses_rounds_in_the_wrong_order(campaign):
    rounds = {"election_date": date(2027, 4, 25), "second_round_date": date(2027, 4, 11)}
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentitySettings.objects.update(**rounds)


def test_letters_about_data_go_to_their_own_address_or_the_general_one():
    identity = IdentitySettings(address="1 rue A")
    assert identity.data_postal_address == "1 rue A"
    identity.data_contact_postal = "2 rue B"
    assert identity.data_postal_address == "2 rue B"


def test_only_empty_values_are_missing():
    identity = IdentitySettings(publisher="X", director="   ")
    assert len(identity.missing(["publisher", "director", "host_name"])) == 2


@pytest.mark.parametrize("model", ["brandsettings", "identitysettings"])
def test_staff_edit_the_settings_of_a_site(editor, campaign, model):
    url = reverse("wagtailsettings:edit", args=["hustings_home", model, campaign.site.pk])
    assert editor.get(url).status_code == 200


def test_a_wrong_colour_is_refused_at_the_field_and_keeps_what_was_typed(editor, campaign):
    url = reverse("wagtailsettings:edit", args=["hustings_home", "brandsettings", campaign.site.pk])
    data = {"campaign_name": "Nouveau nom", "primary_colour": "rouge", "accent_colour": "#b3261e"}
    response = editor.post(url, data)
    assert response.status_code == 200
    assert "primary_colour" in response.context["form"].errors
    assert b"Nouveau nom" in response.content
    assert BrandSettings.objects.get().campaign_name == "Une ville à vivre"


def test_saved_settings_reach_the_site(editor, campaign):
    url = reverse("wagtailsettings:edit", args=["hustings_home", "brandsettings", campaign.site.pk])
    data = {"campaign_name": "Nouveau nom", "primary_colour": "#112233", "accent_colour": "#b3261e"}
    assert editor.post(url, data).status_code == 302
    assert BrandSettings.objects.get().primary_colour == "#112233"
