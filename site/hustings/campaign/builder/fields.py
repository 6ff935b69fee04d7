"""Turns the texts of a draft into the values of a page's fields."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from hustings.campaign import markup
from hustings.campaign.inline import References, rich
from hustings_home.blocks import BodyBlock, LetterBlock


def is_late(field: models.Field, value: Any) -> bool:
    """Whether a value may name other pages or pictures, and waits until all of them exist."""
    return isinstance(field, StreamField | RichTextField | models.ForeignKey)


def fill(page: Page, name: str, value: Any, *, key: str, references: References) -> None:
    """Give one field of an unsaved page its value."""
    field = page._meta.get_field(name)
    if isinstance(field, StreamField):
        if isinstance(field.stream_block, BodyBlock | LetterBlock):
            blocks = markup.body(value, key=f"{key}/{name}", references=references)
        else:
            blocks = _sources(value, key=f"{key}/{name}")
        setattr(page, name, field.stream_block.to_python(blocks))
    elif isinstance(field, RichTextField):
        paragraphs = value.strip().split("\n\n")
        html = "".join(f"<p>{rich(paragraph, references)}</p>" for paragraph in paragraphs)
        setattr(page, name, html)
    elif isinstance(field, models.ForeignKey):
        kind, _, target = value.partition(":")
        setattr(page, field.attname, getattr(references, kind)(target))
    else:
        setattr(page, name, value)


def _sources(labels: list[str], *, key: str) -> list[dict[str, Any]]:
    return [
        markup.identified(
            {"type": "source", "value": {"label": label, "url": ""}}, f"{key}/{place}"
        )
        for place, label in enumerate(labels)
    ]
