"""What pages tell us: published, and about to be deleted or moved (refused with signatures)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from wagtail.models import Page
from wagtail.signals import page_published, pre_page_move

from hustings_petitions import services
from hustings_petitions.models import PetitionPage
from hustings_petitions.protection import moves_away, refusal


def connect() -> None:
    """Listen to publications and deletions of petition pages."""
    page_published.connect(
        _published, sender=PetitionPage, dispatch_uid="hustings_petitions_ensure_row"
    )
    pre_delete.connect(
        _about_to_be_deleted, sender=PetitionPage, dispatch_uid="hustings_petitions_keep"
    )
    pre_page_move.connect(_about_to_move, dispatch_uid="hustings_petitions_stay")


def _published(instance: PetitionPage, **kwargs: Any) -> None:
    services.ensure_row(instance)  # a page that is only scheduled is not live: no row


def _about_to_be_deleted(instance: PetitionPage, **kwargs: Any) -> None:
    """The last line of defence, for every path: the tree, a command, a parent page."""
    if message := refusal([instance]):
        raise ProtectedError(message, {instance})


def _about_to_move(instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    if moves_away(instance, parent_page_after):
        raise PermissionDenied
