"""The one picture of a post that feeds and search engines are given."""

from wagtail.images.models import AbstractImage, AbstractRendition

from hustings_home import pictures


def widest_jpeg(image: AbstractImage | None) -> AbstractRendition | None:
    """The widest JPEG that exists (the last source); None without a readable picture."""
    sources = pictures.sources(image) if image else []
    return sources[-1].renditions[-1] if sources else None
