"""Puts tags on people and takes them off; a tag nobody wears any more goes by itself."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Site

from hustings_signup.models import Supporter, Tag, Tagging
from hustings_signup.people import clean_name


class InvalidTag(ValueError):
    """No word that could be a tag: empty, without a letter or digit, or a web address."""


def cache_key(site_id: int) -> str:
    """Where the tags of a site are kept for a minute; forgotten when one comes or goes."""
    return f"hustings_signup.tags.{site_id}"


def tag_name(raw: str) -> str:
    """The tag as it is kept; InvalidTag when it is none."""
    try:
        name = clean_name(raw)
    except ValueError:
        raise InvalidTag(raw) from None
    if not slugify(name, allow_unicode=True) or len(name) > 40:
        raise InvalidTag(raw)
    return name


@transaction.atomic
def tag(
    *,
    site: Site,
    people: Iterable[Supporter],
    name: str,
    user: AbstractBaseUser | None,
    at: datetime | None = None,
) -> int:
    """Put one tag on people of one site, made if it is new; how many did not have it yet.

    Upper case and accents beyond the slug make no second tag. People of another site are left
    out. InvalidTag when the name is none.
    """
    at = at or timezone.now()
    name = tag_name(name)
    slug = slugify(name, allow_unicode=True)[:60]
    found, made = Tag.objects.get_or_create(
        site=site, slug=slug, defaults={"name": name, "created_at": at}
    )
    if made:
        cache.delete(cache_key(site.pk))
    own = {person.pk for person in people if person.site_id == site.pk}
    own -= set(found.taggings.filter(supporter__in=own).values_list("supporter_id", flat=True))
    Tagging.objects.bulk_create(
        [
            Tagging(tag=found, supporter_id=pk, user_id=user.pk if user else None, created_at=at)
            for pk in own
        ],
        ignore_conflicts=True,
    )
    return len(own)


@transaction.atomic
def untag(*, supporter: Supporter, tag_id: int) -> bool:
    """Take a tag off a person; whether they wore it."""
    deleted, _per_model = Tagging.objects.filter(supporter=supporter, tag_id=tag_id).delete()
    if Tag.objects.filter(pk=tag_id, taggings=None).delete()[0]:
        cache.delete(cache_key(supporter.site_id))
    return bool(deleted)
