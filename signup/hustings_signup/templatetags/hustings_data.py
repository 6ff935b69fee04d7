"""What the legal page on personal data says beyond the identity: `{% load hustings_data %}`."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from wagtail.models import Site

from hustings_signup import purposes
from hustings_signup.openness import partners
from hustings_signup.openness.periods import kept

register = template.Library()


@dataclass(frozen=True)
class PublishedPurpose:
    """One purpose of a notice in force: its name, the words agreed to, how long, who receives."""

    label: str
    words: str
    period: str
    recipients: str


@register.simple_tag
def published_purposes(site: Site | None) -> list[PublishedPurpose]:
    """`{% published_purposes site as offers %}`: in the active language, each purpose once.

    As its own form says it; a box beside another act only where there is no such form.
    """
    found: dict[str, PublishedPurpose] = {}
    for notice in partners.current(site, get_language() or "") if site else []:
        for offer in notice.content["purposes"]:
            if offer["purpose"] in found and offer["control"] != "button":
                continue
            found[offer["purpose"]] = PublishedPurpose(
                label=purposes.label_of(offer["purpose"], notice.site_id),
                words=offer["label"],
                period=kept(notice.content["retention"]),
                recipients=", ".join(partners.lines(notice.content, "recipients")),
            )
    return list(found.values())


@register.simple_tag
def trust_url() -> str:
    """`{% trust_url as url %}`: "" in a project that does not serve the page."""
    try:
        return reverse("hustings_signup:trust")
    except NoReverseMatch:
        return ""
