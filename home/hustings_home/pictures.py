"""Pictures in three formats and four widths, without making a visitor wait for the encoding.

A page shows what exists. What is missing is made by the background worker; only one small JPEG is
made at once, so that a new picture is never absent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.core.cache import cache as memory
from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from PIL import features
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, SourceImageIOError

from hustings_home.background import task

logger = logging.getLogger(__name__)

WIDTHS = (320, 640, 960, 1440)
#: Best first: browsers take the first they know.
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}
#: Seconds before a page asks again for renditions that are still missing.
ASK_AGAIN_AFTER = 600


@dataclass(frozen=True)
class Source:
    """The renditions of one format, the narrowest first."""

    mime: str
    renditions: tuple[AbstractRendition, ...]

    @property
    def srcset(self) -> str:
        """The value of a `srcset` attribute."""
        return ", ".join(f"{each.url} {each.width}w" for each in self.renditions)


def sources(image: AbstractImage) -> list[Source]:
    """What can be shown of an image now, best format first; empty when its file is unreadable."""
    specs = specs_for(image)
    found = {each.filter_spec: each for each in _existing(image, specs).values()}
    missing = [spec for spec in specs if spec not in found]
    fallback = _fallback_spec(image)
    try:
        if fallback in missing:
            found[fallback] = image.get_rendition(fallback)
            missing.remove(fallback)
    except (SourceImageIOError, OSError):
        logger.warning("The file of image %s cannot be read.", image.pk)
        return []
    if missing and memory.add(f"hustings-renditions-{image.pk}", True, ASK_AGAIN_AFTER):
        make_renditions.enqueue(image.pk)
    return _grouped(found, specs)


def specs_for(image: AbstractImage) -> list[str]:
    """The Wagtail filter specs of an image: no width beyond its own, but at least one."""
    widths = [width for width in WIDTHS if width <= image.width] or WIDTHS[:1]
    return [_spec(width, name) for name in _usable_formats() for width in widths]


@task(backend="background")
def make_renditions(image_id: int) -> None:
    """Make the missing formats and widths of an image; nothing when it is gone."""
    image = get_image_model().objects.filter(pk=image_id).first()
    if image is not None:
        for spec in specs_for(image):  # one at a time: ten pictures at once would fill the memory
            image.get_rendition(spec)


def make_later(sender: type[AbstractImage], instance: AbstractImage, **kwargs: object) -> None:
    """A saved image gets its renditions before somebody looks (signal `post_save`)."""
    transaction.on_commit(lambda: make_renditions.enqueue(instance.pk))


def prefetch(images: Iterable[AbstractImage | None]) -> None:
    """Load the renditions of many images in one query; for lists of cards."""
    wanted = [image for image in images if image is not None]
    if wanted:
        renditions = wanted[0].get_rendition_model().objects.all()
        lookup = Prefetch("renditions", queryset=renditions, to_attr="prefetched_renditions")
        prefetch_related_objects(wanted, lookup)


def _existing(image: AbstractImage, specs: list[str]) -> dict[Filter, AbstractRendition]:
    return image.find_existing_renditions(*(Filter(spec=spec) for spec in specs))


def _grouped(found: dict[str, AbstractRendition], specs: list[str]) -> list[Source]:
    groups: dict[str, list[AbstractRendition]] = {}
    for spec in specs:
        if spec in found:
            groups.setdefault(spec.rpartition("-")[2], []).append(found[spec])
    return [Source(FORMATS[name], tuple(group)) for name, group in groups.items()]


def _fallback_spec(image: AbstractImage) -> str:
    return _spec(max(width for width in WIDTHS[:2] if width <= max(image.width, WIDTHS[0])), "jpeg")


def _spec(width: int, name: str) -> str:
    return f"width-{width}|format-{name}"


@cache
def _usable_formats() -> tuple[str, ...]:
    """Without AVIF where Pillow was built without it."""
    return tuple(name for name in FORMATS if name != "avif" or features.check("avif"))
