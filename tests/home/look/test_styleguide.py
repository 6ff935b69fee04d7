from django.urls import reverse

from hustings_home.blocks import BodyBlock


def test_a_visitor_is_sent_to_the_login(campaign, client):
    response = client.get(reverse("hustings_home:styleguide"))
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_staff_see_every_colour_form_state_and_block(campaign, admin_client):
    response = admin_client.get(reverse("hustings_home:styleguide"))
    assert response.status_code == 200
    html = response.content.decode()
    for block in BodyBlock().child_blocks.values():
        assert f"<h2>{block.label}</h2>" in html
    assert "#1d3f8f" in html
    assert 'id="errors"' in html
    assert 'id="empty_email"' in html
    assert 'id="refused_email"' in html


def test_it_is_kept_by_no_cache_and_found_by_no_search_engine(campaign, admin_client):
    response = admin_client.get(reverse("hustings_home:styleguide"))
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
