"""What pages tell us: published (the shared row), about to be deleted (refused with signatures)."""

from typing import Any

from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from wagtail.signals import page_published

from hustings_petitions import services
from hustings_petitions.models import PetitionPage, Signature
from hustings_petitions.protection import refusal


def connect() -> None:
    """Listen to publications and deletions of petition pages."""
    page_published.connect(
        _published, sender=PetitionPage, dispatch_uid="hustings_petitions_ensure_row"
    )
    pre_delete.connect(
        _about_to_be_deleted, sender=PetitionPage, dispatch_uid="hustings_petitions_keep"
    )


def _published(instance: PetitionPage, **kwargs: Any) -> None:
    services.ensure_row(instance)  # a page that is only scheduled is not live: no row


def _about_to_be_deleted(instance: PetitionPage, **kwargs: Any) -> None:
    """The last line of defence, for every path: the tree, a command, a parent page."""
    if message := refusal([instance]):
        raise ProtectedError(message, Signature.objects.none())
