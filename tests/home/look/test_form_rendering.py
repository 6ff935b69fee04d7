import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template
from django.test import override_settings

PAGE = Template("{% load hustings_forms %}{% hustings_form form %}")


class Asked(forms.Form):
    name = forms.CharField(label="Nom")
    email = forms.EmailField(label="E-mail", help_text="Jamais publié.")
    kind = forms.ChoiceField(
        label="Sorte", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False
    )
    news = forms.BooleanField(label="Oui", help_text="Arrêt en un clic.", required=False)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1"}))
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, initial="abc")

    use_required_attribute = False

    def clean(self):
        if self.data.get("name") == "refuse":
            raise forms.ValidationError("Revenez demain.")


class Ids(HTMLParser):
    """All ids of a page, and all that is referred to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.wanted |= set((values.get(name) or "").split())
        if (values.get("href") or "").startswith("#"):
            self.wanted.add(values["href"][1:])


def render(form: forms.Form) -> str:
    return PAGE.render(Context({"form": form}))


def test_every_reference_leads_to_an_id_that_stands_once():
    for form in (Asked(), Asked({}), Asked({"name": "refuse", "email": "x"})):
        found = Ids(render(form))
        assert found.wanted <= set(found.ids)
        assert len(found.ids) == len(set(found.ids))


def test_an_untouched_form_shows_no_error():
    html = render(Asked())
    assert 'id="errors"' not in html
    assert "aria-invalid" not in html


def test_the_summary_links_each_error_to_its_field_and_takes_the_focus():
    html = render(Asked({"name": "", "email": "camille@"}))
    summary = re.search(r'<div class="errors".*?</div>', html, re.DOTALL)[0]
    assert 'href="#id_name"' in summary
    assert 'href="#id_email"' in summary
    assert 'tabindex="-1"' in summary
    assert "autofocus" in summary
    assert 'role="alert"' in summary


def test_the_same_words_stand_at_the_field_and_what_was_typed_is_kept():
    html = render(Asked({"name": "Camille", "email": "camille@"}))
    assert html.count("Saisissez une adresse") == 2 or html.count("Enter a valid email") == 2
    assert 'value="camille@"' in html
    assert 'aria-describedby="id_email_helptext id_email_error"' in html


def test_an_error_of_the_whole_form_stands_in_the_summary():
    assert "Revenez demain." in render(Asked({"name": "refuse", "email": "a@example.org"}))


def test_what_a_visitor_typed_is_escaped():
    html = render(Asked({"name": "<script>alert(1)</script>", "email": "x"}))
    assert "<script>" not in html


def test_hidden_fields_and_the_trap_for_robots_are_there():
    html = render(Asked())
    assert '<input type="hidden" name="stamp" value="abc" id="id_stamp">' in html
    trap = re.search(r'<div class="hp".*?</div>', html, re.DOTALL)[0]
    assert 'aria-hidden="true"' in trap
    assert 'name="website"' in trap


def test_a_box_is_never_ticked_by_us():
    assert "checked" not in render(Asked())


def test_several_choices_stand_in_a_named_group():
    html = render(Asked())
    group = re.search(r"<fieldset.*?</fieldset>", html, re.DOTALL)[0]
    assert "<legend>Sorte" in group
    assert group.count('type="radio"') == 2


def test_only_fields_that_may_stay_empty_say_so():
    html = render(Asked())
    assert html.count("field__optional") == 1  # the radio group; a box needs no such word


@pytest.mark.parametrize("name", ["CRISPY_TEMPLATE_PACK", "CRISPY_ALLOWED_TEMPLATE_PACKS"])
def test_a_host_needs_no_crispy_settings(name):
    with override_settings():
        from django.conf import settings

        if hasattr(settings, name):
            delattr(settings, name)
        assert 'name="email"' in render(Asked())


def test_the_form_element_and_the_csrf_token_belong_to_the_page():
    html = PAGE.render(Context({"form": Asked(), "csrf_token": "secret"}))
    assert "<form" not in html
    assert "csrf" not in html
