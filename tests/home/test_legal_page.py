"""Legal pages: generated, in the page's language, complete or marked so for staff."""

import pytest
from django.utils import translation

from hustings_home import legal
from hustings_home.models import IdentitySettings, LegalPage

pytestmark = pytest.mark.django_db
KINDS = list(LegalPage.Kind.values)


def complete_identity():
    IdentitySettings.objects.update(
        publisher="Association Essai",
        legal_form="association loi 1901",
        registration="W123456789",
        address="1 rue des Lilas\n69001 Lyon",
        phone="04 00 00 00 00",
        contact_email="contact@example.org",
        director="Camille Martin",
        host_name="Hébergeur SA",
        host_address="2 quai du Port, Brest",
        host_phone="02 00 00 00 00",
        data_contact_email="donnees@example.org",
        candidate_name="Camille Martin",
        office="maire de Valmont",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_text_and_answers(client, legal_page, kind):
    complete_identity()
    page = legal_page(kind)
    response = client.get(page.url)
    assert response.status_code == 200
    assert "<h2>" in str(response.context["generated"])
    assert str(response.context["generated"]) in response.content.decode()


def test_the_legal_notice_names_publisher_director_and_host(client, legal_page):
    complete_identity()
    html = client.get(legal_page().url).content.decode()
    for fact in (
        "Association Essai",
        "association loi 1901",
        "W123456789",
        "1 rue des Lilas<br>69001 Lyon",
        "04 00 00 00 00",
        "Camille Martin",
        "Hébergeur SA",
        "2 quai du Port, Brest",
        "02 00 00 00 00",
    ):
        assert fact in html


def test_the_data_page_names_the_contact_and_the_authority(client, legal_page):
    complete_identity()
    html = client.get(legal_page("personal_data").url).content.decode()
    assert "mailto:donnees@example.org" in html
    assert "https://www.cnil.fr/" in html


def test_a_change_of_identity_shows_at_once(client, legal_page):
    page = legal_page()
    assert "Nouveau nom" not in client.get(page.url).content.decode()
    identity = IdentitySettings.objects.get()
    identity.publisher = "Nouveau nom"
    identity.save()
    assert "Nouveau nom" in client.get(page.url).content.decode()


def test_a_legal_page_describes_itself_to_search_engines(client, legal_page):
    html = client.get(legal_page().url).content.decode()
    assert '– Association Essai">' in html


def test_an_unfinished_identity_leaves_no_empty_paragraph(client, legal_page):
    IdentitySettings.objects.all().delete()
    text = str(client.get(legal_page().url).context["generated"])
    assert "<p></p>" not in text.replace("\n", "").replace(" ", "")


def test_identity_values_are_escaped(client, legal_page):
    IdentitySettings.objects.update(publisher="<script>x</script>", address="a<b>\nc")
    html = client.get(legal_page().url).content.decode()
    assert "<script>x" not in html
    assert "a&lt;b&gt;<br>c" in html


def test_the_text_is_in_the_language_of_the_page(legal_page, campaign, request_fr):
    complete_identity()
    page = legal_page("accessibility")
    english = page.copy_for_translation(campaign.en)
    identity = IdentitySettings.objects.get()
    seen = []
    original = translation.override

    class Watched(original):
        def __enter__(self):
            seen.append(self.language)
            super().__enter__()

    translation.override = Watched
    try:
        legal.generated_text(page, identity, request_fr)
        legal.generated_text(english, identity, request_fr)
    finally:
        translation.override = original
    assert seen[0] == "fr" and "en" in seen


def test_visitors_never_see_that_a_page_is_incomplete(client, legal_page):
    IdentitySettings.objects.update(host_name="")
    response = client.get(legal_page().url)
    assert "missing" not in response.context
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_staff_see_what_is_missing_and_where_to_fill_it_in(editor, legal_page, campaign):
    complete_identity()
    IdentitySettings.objects.update(host_name="", director=" ")
    response = editor.get(legal_page().url)
    assert len(response.context["missing"]) == 2
    url = response.context["identity_url"]
    assert f"/{campaign.site.pk}/" in url
    assert url in response.content.decode()
    assert editor.get(url).status_code == 200


def test_a_complete_page_carries_no_box(editor, legal_page):
    complete_identity()
    response = editor.get(legal_page().url)
    assert response.context["missing"] == []
    assert response.context["identity_url"] not in response.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_requires_are_values_of_the_identity(kind):
    assert IdentitySettings().missing(legal.REQUIRED[kind])


def test_staff_add_to_the_text(client, legal_page):
    complete_identity()
    page = legal_page(body=[("text", "<p>Crédits : photothèque.</p>")])
    html = client.get(page.url).content.decode()
    assert "photothèque" in html and "Hébergeur SA" in html


def test_staff_may_replace_the_text(client, legal_page, editor):
    complete_identity()
    page = legal_page(body=[("text", "<p>Notre texte.</p>")], replaces_generated=True)
    response = editor.get(page.url)
    html = response.content.decode()
    assert "Notre texte." in html and "Hébergeur SA" not in html
    assert "missing" not in response.context


def test_a_plugin_adds_its_section(client, legal_page, monkeypatch, tmp_path, settings):
    monkeypatch.setattr(legal, "_added", {})
    (tmp_path / "section.html").write_text("<h2>Petitions of {{ identity.publisher }}</h2>")
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.TEMPLATES = templates
    legal.add_section("personal_data", "section.html")
    legal.add_section("personal_data", "section.html")
    html = client.get(legal_page("personal_data").url).content.decode()
    assert html.count("Petitions of Association Essai") == 1
    assert "Petitions of" not in client.get(legal_page("legal_notice").url).content.decode()


def test_the_kind_is_the_same_in_every_language():
    (field,) = LegalPage.override_translatable_fields
    assert field.field_name == "kind" and not field.overridable
