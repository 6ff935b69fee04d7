"""The generated text of the legal pages: our own template, then what plugins add to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from hustings_home.models import IdentitySettings, LegalPage

#: The identity values without which a page of this kind is incomplete: the publisher and its host
#: (French law 2004-575, art. 1-1), who answers for the data (GDPR art. 13).
REQUIRED: dict[str, tuple[str, ...]] = {
    "legal_notice": (
        "publisher",
        "legal_form",
        "address",
        "phone",
        "director",
        "host_name",
        "host_address",
        "host_phone",
    ),
    "personal_data": ("publisher", "address", "data_contact_email"),
    "accessibility": ("contact_email",),
}

_added: dict[str, list[str]] = {}


def add_section(kind: str, template: str) -> None:
    """Add a template to a legal page ("personal_data"); plugins call this from `ready()`.

    It is rendered with `page`, `identity` and `site`; a second call changes nothing.
    """
    templates = _added.setdefault(kind, [])
    if template not in templates:
        templates.append(template)


def generated_text(
    page: LegalPage, identity: IdentitySettings, request: HttpRequest | None = None
) -> SafeString:
    """The text in the language of the page, whatever language the reader's browser asks for."""
    if not page.kind:
        return mark_safe("")
    context = {"page": page, "identity": identity, "site": identity.site}
    templates = [f"hustings_home/legal/{page.kind}.html", *_added.get(page.kind, ())]
    with translation.override(page.locale.language_code):
        parts = [render_to_string(template, context, request) for template in templates]
    return mark_safe("".join(parts))
