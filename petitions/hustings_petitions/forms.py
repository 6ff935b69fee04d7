"""The form that signs, and the form in which staff write a petition."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from hustings_petitions.models.terms import Phase
from hustings_signup.forms import PublicForm


class SignForm(PublicForm):
    """Name, mailbox and postcode: what the addressee is told is the name and the town."""

    fields_required = ("given_name", "family_name", "postcode")


class PetitionPageForm(WagtailAdminPageForm):
    """Checks at publication what a draft may leave out."""

    def clean(self) -> dict[str, Any]:
        """A petition that ended says what came of it."""
        cleaned = super().clean()
        ended = cleaned.get("state") not in (None, "", Phase.OPEN)
        if ended and not self.is_deferred_validation and not cleaned.get("outcome"):
            self.add_error("outcome", _("Say in a sentence what came of the petition."))
        return cleaned
