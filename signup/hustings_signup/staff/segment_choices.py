"""What the fields of a segment's rows offer for a site."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from hustings_home import places
from hustings_signup import acts, purposes
from hustings_signup.models import Subscription, Tag
from hustings_signup.staff import sources

Choices = list[tuple[Any, Any]]
KIND_LABELS: Choices = [
    ("list", _("stands on a list")),
    ("tag", _("carries a tag")),
    ("place", _("lives in")),
    ("acted", _("signed, registered or signed up")),
    ("known", _("is known since")),
    ("language", _("uses the site in")),
]
OP_LABELS: Choices = [
    ("all", _("all of these are true")),
    ("any", _("at least one of these is true")),
    ("none", _("none of these is true")),
]


@dataclass(frozen=True)
class Offered:
    """Choices by field."""

    kinds: Choices
    ops: Choices
    purposes: Choices
    states: Choices
    tags: Choices
    departments: Choices
    acts: Choices
    sources: Choices
    languages: Choices


def offered(site_id: int) -> Offered:
    """Of one site: its tags and its sources, and what is the same everywhere."""
    return Offered(
        kinds=KIND_LABELS,
        ops=OP_LABELS,
        purposes=[(purpose.key, purpose.label) for purpose in purposes.list_purposes([site_id])],
        states=list(Subscription.State.choices),
        tags=list(Tag.objects.filter(site=site_id).values_list("pk", "name")),
        departments=[(code, f"{code} {name}") for code, name in places.departments().items()],
        acts=[(act.key, purposes.label_of(act.key)) for act in acts.registered()],
        sources=list(sources.choices([site_id])),
        languages=list(settings.LANGUAGES),
    )
