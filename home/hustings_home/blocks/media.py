"""Blocks of pictures, videos and files; nothing is asked of another host before a click."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, PageChooserBlock, URLBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock as PictureBlock
from wagtail.images.blocks import ImageChooserBlock

from hustings_home.blocks import examples
from hustings_home.blocks.base import PartBlock

VIDEO_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")


class ImageBlock(PartBlock):
    """A picture with its alternative text, caption and credit."""

    image = PictureBlock(label=_("Image"))
    caption = CharBlock(required=False, max_length=300, label=_("Caption"))
    credit = CharBlock(required=False, max_length=120, label=_("Credit"))
    width = ChoiceBlock(
        choices=[("text", _("As wide as the text")), ("wide", _("Wide"))],
        default="text",
        label=_("Width"),
    )

    class Meta:
        icon = "image"
        group = _("Media")
        label = _("Image")
        description = _("A picture with words for those who do not see it, caption and credit.")
        template = "hustings_home/blocks/image.html"
        mail_template = "hustings_home/mail/blocks/image.html"
        preview_value = staticmethod(examples.image)


class GalleryBlock(PartBlock):
    """Several pictures side by side."""

    images = ListBlock(PictureBlock(), min_num=2, max_num=12, label=_("Images"))
    caption = CharBlock(required=False, max_length=300, label=_("Caption"))

    class Meta:
        icon = "copy"
        group = _("Media")
        label = _("Gallery")
        description = _("Two to twelve pictures side by side, with one caption.")
        template = "hustings_home/blocks/gallery.html"
        mail_template = "hustings_home/mail/blocks/gallery.html"
        preview_value = staticmethod(examples.gallery)


class VideoBlock(PartBlock):
    """A video shown only after a click that says whom it asks; a plain link without JavaScript."""

    url = URLBlock(label=_("Address of the video"), help_text=_("A video on YouTube or Vimeo."))
    title = CharBlock(max_length=160, label=_("Title"))
    poster = ImageChooserBlock(required=False, label=_("Still image"))
    duration = CharBlock(required=False, max_length=20, label=_("Length"))
    transcript = PageChooserBlock(required=False, label=_("Page with the transcript"))

    class Meta:
        icon = "media"
        group = _("Media")
        label = _("Video")
        description = _("A YouTube or Vimeo video that loads only when a visitor asks for it.")
        template = "hustings_home/blocks/video.html"
        mail_template = "hustings_home/mail/blocks/video.html"
        preview_value = {
            "url": "https://vimeo.com/76979871",
            "title": "Le bus de nuit en deux minutes",
            "poster": None,
            "duration": "2 min",
            "transcript": None,
        }

    def clean(self, value: Any) -> Any:
        """Refuses an address that cannot be framed."""
        cleaned = super().clean(value)
        if cleaned.get("url") and not embed(cleaned["url"])[0]:
            raise ValidationError(_("This is not the address of a YouTube or Vimeo video."))
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `embed_url` and `provider`."""
        context = super().get_context(value, parent_context)
        context["embed_url"], context["provider"] = embed(value["url"])
        return context


def embed(url: str) -> tuple[str, str]:
    """The address to put in a frame and the provider's name; empty for anything else."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    segments = [segment for segment in parts.path.split("/") if segment]
    last = segments[-1] if segments else ""
    if host in {"youtube.com", "youtube-nocookie.com"}:
        last = parse_qs(parts.query).get("v", [last])[0]
    if host in {"youtube.com", "youtube-nocookie.com", "youtu.be"} and VIDEO_ID.fullmatch(last):
        return f"https://www.youtube-nocookie.com/embed/{last}?autoplay=1", "YouTube"
    if host in {"vimeo.com", "player.vimeo.com"} and last.isdigit():
        return f"https://player.vimeo.com/video/{last}?dnt=1&autoplay=1", "Vimeo"
    return "", ""


class DownloadBlock(PartBlock):
    """A file to download, with its kind and size."""

    document = DocumentChooserBlock(label=_("File"))
    title = CharBlock(required=False, max_length=160, label=_("Title"))
    description = CharBlock(required=False, max_length=300, label=_("Description"))

    class Meta:
        icon = "download"
        group = _("Media")
        label = _("Download")
        description = _("A file to download; its kind and size are shown.")
        template = "hustings_home/blocks/download.html"
        mail_template = "hustings_home/mail/blocks/download.html"
        preview_value = staticmethod(examples.download)
