"""What all body blocks share: a stable name in migrations and a true preview."""

from typing import Any

from wagtail.blocks import Block, StructBlock

PREVIEW_TEMPLATE = "hustings_home/blocks/preview.html"


class StableBlock(Block):
    """Freezes only its own name into migrations.

    A reworded label or a new optional field would otherwise ask every plugin, and every host
    project, for a new migration. A block class is therefore never renamed or removed.
    """

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """The public path of the class, and no arguments."""
        return f"hustings_home.blocks.{type(self).__name__}", [], {}

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list[Any], dict[str, Any]]:
        """The same: nothing inside is worth sharing."""
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(cls, lookup: Any, *args: Any, **kwargs: Any) -> Block:
        """The block as the current code defines it."""
        return cls()


class PartBlock(StableBlock, StructBlock):
    """A body block made of several fields.

    `Meta.mail_template` says it in a mail (see `hustings_home.mail`): plain elements, no picture;
    without one, a mail links to the page.
    """

    class Meta:
        preview_template = PREVIEW_TEMPLATE
