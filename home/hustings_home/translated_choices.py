"""The same rule where a translator takes another picture, file or page than the original has."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from wagtail.blocks import Block, ChooserBlock, ListBlock, RichTextBlock
from wagtail.fields import StreamField
from wagtail_localize.models import SegmentOverride, TranslationContext

from hustings_home.own_choices import may_choose


def refuse_foreign(sender: type[SegmentOverride], instance: SegmentOverride, **kwargs: Any) -> None:
    """PermissionDenied before it is stored, when the translator may not choose it."""
    user = instance.last_translated_by
    model = chosen_model(instance.context) if user and instance.context else None
    if model is not None and not may_choose(user, model, instance.data):
        raise PermissionDenied


def chosen_model(context: TranslationContext) -> type[models.Model] | None:
    """What kind of object stands at this place of a page; None for words."""
    source = context.object.sources.first()
    original = source.get_source_instance()
    name, *inner = context.get_field_path(original).split(".")
    field = original._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return field.related_model
    if not isinstance(field, StreamField):
        return None
    block: Block = field.stream_block
    for step in inner:
        if isinstance(block, RichTextBlock):  # the address of a link in it, dots and all
            return None
        block = block.child_block if isinstance(block, ListBlock) else block.child_blocks[step]
    return block.model_class if isinstance(block, ChooserBlock) else None
