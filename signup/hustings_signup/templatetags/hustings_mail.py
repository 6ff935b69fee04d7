"""Filters for the mail templates."""

from collections.abc import Iterable

from django import template

register = template.Library()


@register.filter
def footer_items(items: Iterable[str | tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Each footer item as (kind, label, address): `text` items have no address."""
    return [
        ("text", item, "") if isinstance(item, str) else ("link", item[0], item[1])
        for item in items
    ]
