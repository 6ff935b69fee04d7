"""Blocks that arrange: people, and cards that lead to pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, PageChooserBlock, StructBlock
from wagtail.blocks import TextBlock as PlainTextBlock
from wagtail.images.blocks import ImageChooserBlock

from hustings_home.blocks.base import PartBlock
from hustings_home.blocks.choosers import in_language_of_page


class PeopleBlock(PartBlock):
    """The team, the list of candidates or those who endorse."""

    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    items = ListBlock(
        StructBlock(
            [
                ("name", CharBlock(max_length=120, label=_("Name"))),
                ("role", CharBlock(required=False, max_length=160, label=_("Role"))),
                ("portrait", ImageChooserBlock(required=False, label=_("Portrait"))),
                ("text", PlainTextBlock(required=False, rows=2, label=_("A few words"))),
            ],
            icon="user",
        ),
        label=_("People"),
    )

    class Meta:
        icon = "group"
        group = _("Layout")
        label = _("People")
        description = _("The team or those who support you, with portraits.")
        template = "hustings_home/blocks/people.html"
        mail_template = "hustings_home/mail/blocks/people.html"
        preview_value = {
            "heading": "L’équipe",
            "items": [
                {"name": "Nadia B.", "role": "Tête de liste", "portrait": None, "text": ""},
                {"name": "Paul M.", "role": "Transports", "portrait": None, "text": ""},
            ],
        }


class CardsBlock(PartBlock):
    """Short texts side by side, each leading to a page."""

    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    items = ListBlock(
        StructBlock(
            [
                ("title", CharBlock(max_length=120, label=_("Title"))),
                ("text", PlainTextBlock(required=False, rows=3, label=_("Text"))),
                ("image", ImageChooserBlock(required=False, label=_("Image"))),
                ("page", PageChooserBlock(required=False, label=_("Page"))),
            ],
            icon="doc-full",
        ),
        min_num=1,
        max_num=12,
        label=_("Cards"),
    )

    class Meta:
        icon = "grip"
        group = _("Layout")
        label = _("Cards")
        description = _("Short texts side by side: priorities, themes, steps.")
        template = "hustings_home/blocks/cards.html"
        mail_template = "hustings_home/mail/blocks/cards.html"
        preview_value = {
            "heading": "Nos priorités",
            "items": [
                {"title": "Se loger", "text": "600 logements en six ans.", "page": None},
                {"title": "Respirer", "text": "Quatre mille arbres.", "page": None},
                {"title": "Circuler", "text": "Un bus après vingt heures.", "page": None},
            ],
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `cards`: each item with the address it leads to, empty when it leads nowhere."""
        context = super().get_context(value, parent_context)
        pages = [in_language_of_page(item.get("page")) for item in value["items"]]
        context["cards"] = [
            {"item": item, "href": page.get_url(context.get("request")) if page else ""}
            for item, page in zip(value["items"], pages, strict=True)
        ]
        return context
