import pytest
from django.urls import reverse

from hustings_home.blocks import BodyBlock
from hustings_home.models import StandardPage

#: A block is found by the admin as part of a page's field, not of any other stream.
BLOCKS = StandardPage._meta.get_field("body").stream_block.child_blocks


@pytest.mark.parametrize("name", BLOCKS)
def test_the_editor_shows_each_block_as_visitors_will_see_it(name, campaign, admin_client):
    address = reverse("wagtailadmin_block_preview")
    response = admin_client.get(address, {"id": BLOCKS[name].definition_prefix})
    assert response.status_code == 200
    html = response.content.decode()
    assert "/theme." in html
    assert "<script" not in html
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_a_page_preview_may_be_framed_by_the_admin_only(campaign, admin_client):
    page = campaign.home_fr.add_child(
        instance=StandardPage(title="Équipe", body=[("quote", {"text": "Oui."})])
    )
    page.save_revision()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    form = {
        "title": "Équipe",
        "slug": page.slug,
        "lead": "Bonjour",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    assert admin_client.post(address, form).json()["is_valid"]
    response = admin_client.get(address)
    assert response.status_code == 200
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "unsafe-inline" not in response["Content-Security-Policy"].split("style-src")[0]


def test_each_block_offers_a_preview_in_the_editor():
    assert all(block.is_previewable for block in BodyBlock().child_blocks.values())
