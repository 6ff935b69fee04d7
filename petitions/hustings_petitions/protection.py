"""A petition with signatures is not deleted: people gave them, and somebody must receive them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from hustings_petitions.models import PetitionPage, Signature


def refusal(pages: Iterable[Page]) -> str:
    """Why these pages, with all below them, may not be deleted; "" when they may."""
    for page in pages:
        petitions = PetitionPage.objects.descendant_of(page, inclusive=True)
        keys = list(petitions.values_list("translation_key", flat=True))
        signatures = Signature.objects.filter(petition__translation_key__in=keys)
        found = signatures.select_related("petition").first() if keys else None
        if found is None:
            continue
        count = signatures.filter(petition=found.petition).count()
        reason = ngettext(
            "The petition “%(title)s” has %(count)s signature and cannot be deleted.",
            "The petition “%(title)s” has %(count)s signatures and cannot be deleted.",
            count,
        ) % {"title": found.petition.title, "count": count}
        return f"{reason} {_('Unpublish it instead: the signatures stay.')}"
    return ""


def moves_away(page: Page, parent: Page) -> bool:
    """Whether a move would carry signatures to another site, that is to another controller."""
    before, after = page.get_site(), parent.get_site()
    return before != after and bool(refusal([page]))
