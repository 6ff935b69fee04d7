"""The form that signs, and the form in which staff write a petition."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.rich_text import get_text_for_indexing

from hustings_home.own_choices import PageForm
from hustings_petitions.models.terms import Phase
from hustings_signup.forms import PublicForm


class SignForm(PublicForm):
    """Name, mailbox and postcode: what the addressee is told is the name and the town."""

    fields_required = ("given_name", "family_name", "postcode")


class PetitionPageForm(PageForm):
    """Checks at publication what a draft may leave out."""

    def clean(self) -> dict[str, Any]:
        """A petition that ended says what came of it."""
        cleaned = super().clean()
        ended = cleaned.get("state") not in (None, "", Phase.OPEN)
        # An empty editor still sends an empty paragraph.
        said = get_text_for_indexing(cleaned.get("outcome") or "").strip()
        if ended and not said and not self.is_deferred_validation:
            self.add_error("outcome", _("Say in a sentence what came of the petition."))
        return cleaned
