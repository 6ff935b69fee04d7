"""`/styleguide/`: every component, form state and block on one page, for staff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.blocks import BoundBlock

from hustings_home.blocks import BodyBlock
from hustings_home.theme.brand import brand_for
from hustings_home.theme.palette import DARK, LIGHT, palette


class SampleForm(forms.Form):
    """One field of each kind our forms may hold."""

    given_name = forms.CharField(
        label=_("First name"), widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Last name"), widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("To confirm. It is never published."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    people = forms.ChoiceField(
        label=_("Number of people"), choices=[(str(number), number) for number in range(1, 5)]
    )
    contact = forms.ChoiceField(
        label=_("How should we answer?"),
        choices=[("mail", _("By e-mail")), ("phone", _("By telephone"))],
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("Message"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    news = forms.BooleanField(
        label=_("Yes, e-mail me the news of the campaign until the vote."),
        help_text=_("Optional, stop in one click."),
        required=False,
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    use_required_attribute = False


def sample_blocks() -> Iterator[tuple[Any, BoundBlock]]:
    """Every body block with its preview value."""
    for block in BodyBlock().child_blocks.values():
        yield block, block.bind(block.get_preview_value())


@never_cache
@require_safe
@require_admin_access
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page, with the site's own colours."""
    brand = brand_for(request)
    light, dark = palette(brand, LIGHT), palette(brand, DARK)
    context = {
        "colours": [(name, value, dark[name]) for name, value in light.items()],
        "empty_form": SampleForm(auto_id="empty_%s", label_suffix=""),
        "refused_form": SampleForm(
            {"given_name": "Camille", "email": "camille@"}, auto_id="refused_%s", label_suffix=""
        ),
        "blocks": list(sample_blocks()),
        "paginated": Paginator(range(30), 10).page(2),
    }
    return render(request, "hustings_home/styleguide.html", context)
