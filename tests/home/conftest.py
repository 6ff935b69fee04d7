"""Fixtures of the shell's tests."""

import pytest
from django.test import Client, RequestFactory
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file, get_test_image_file_webp

from hustings_home.models import LegalPage


@pytest.fixture
def request_fr():
    """A visitor's request for the French home page."""
    return RequestFactory(HTTP_HOST="localhost").get("/fr/")


@pytest.fixture
def editor(client: Client, staff) -> Client:
    """A browser in which a member of staff is logged in."""
    client.force_login(staff)
    return client


@pytest.fixture
def legal_page(campaign):
    """Makes a live legal page below the French home page."""

    def make(kind="legal_notice", **fields):
        page = LegalPage(title="Page", slug=f"page-{kind}", kind=kind, locale=campaign.fr, **fields)
        campaign.home_fr.add_child(instance=page)
        return page

    return make


@pytest.fixture
def image(db):
    """Makes a stored image of the given size."""

    def make(width=800, height=600, name="test.png"):
        make_file = get_test_image_file_webp if name.endswith("webp") else get_test_image_file
        file = make_file(filename=name, size=(width, height))
        return get_image_model().objects.create(title="Photo", file=file)

    return make
