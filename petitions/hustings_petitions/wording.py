"""Numbers as people read them."""

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """A whole number with the separators of the active language: 3,483 or 3 483."""
    return number_format(number, use_l10n=True, force_grouping=True)
