"""Blocks of words: headings, text, quotes, callouts, questions, tables and numbers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    ListBlock,
    RichTextBlock,
    StaticBlock,
    StructBlock,
    URLBlock,
)
from wagtail.blocks import TextBlock as PlainTextBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.rich_text import RichText

from hustings_home.blocks.base import PREVIEW_TEMPLATE, PartBlock, StableBlock

INLINE_FEATURES = ["bold", "italic", "link", "document-link"]
TEXT_FEATURES = ["h2", "h3", *INLINE_FEATURES, "ol", "ul", "blockquote", "superscript", "hr"]
SHORT_FEATURES = [*INLINE_FEATURES, "ol", "ul"]


class HeadingBlock(PartBlock):
    """A heading with an anchor made from its words."""

    text = CharBlock(max_length=160, label=_("Heading"))
    level = ChoiceBlock(
        choices=[("h2", _("Main heading")), ("h3", _("Sub-heading"))],
        default="h2",
        label=_("Level"),
    )

    class Meta:
        icon = "title"
        group = _("Text")
        label = _("Heading")
        description = _("Starts a new part of the page; readers can link to it.")
        template = "hustings_home/blocks/heading.html"
        mail_template = "hustings_home/mail/blocks/heading.html"
        preview_value = {"text": "Une école dans chaque quartier", "level": "h2"}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `anchor`, the id of the heading."""
        context = super().get_context(value, parent_context)
        context["anchor"] = slugify(value["text"])[:60]
        return context


class TextBlock(StableBlock, RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=TEXT_FEATURES, **kwargs)

    def get_preview_value(self) -> RichText:
        """Two short paragraphs with a link."""
        return RichText(
            "<p>Chaque matin, deux cents enfants traversent le boulevard. "
            "<b>Nous voulons qu’ils le fassent sans peur.</b></p>"
            "<p>Le plan est chiffré, voté en commission et prêt : "
            "<a href='#'>lisez-le en entier</a>.</p>"
        )

    class Meta:
        icon = "pilcrow"
        group = _("Text")
        label = _("Text")
        description = _("Paragraphs with links, lists and headings. You can paste an article.")
        template = "hustings_home/blocks/text.html"
        mail_template = "hustings_home/mail/blocks/text.html"
        preview_template = PREVIEW_TEMPLATE


class QuoteBlock(PartBlock):
    """Somebody's words, and who said them."""

    text = PlainTextBlock(label=_("Words"), rows=3)
    attribution = CharBlock(required=False, max_length=120, label=_("Who said it"))
    role = CharBlock(required=False, max_length=160, label=_("Role or place"))
    url = URLBlock(required=False, label=_("Source address"))

    class Meta:
        icon = "openquote"
        group = _("Text")
        label = _("Quote")
        description = _("A quotation set apart, with its author and source.")
        template = "hustings_home/blocks/quote.html"
        mail_template = "hustings_home/mail/blocks/quote.html"
        preview_value = {
            "text": "On ne demande pas la lune. On demande un bus après vingt heures.",
            "attribution": "Nadia B.",
            "role": "infirmière de nuit",
            "url": "",
        }


class DividerBlock(StableBlock, StaticBlock):
    """A line between two matters."""

    class Meta:
        icon = "horizontalrule"
        group = _("Text")
        label = _("Dividing line")
        description = _("Parts two matters that have no heading of their own.")
        admin_text = _("A line across the text.")
        template = "hustings_home/blocks/divider.html"
        mail_template = "hustings_home/blocks/divider.html"
        preview_template = PREVIEW_TEMPLATE
        preview_value = None


class CalloutBlock(PartBlock):
    """A boxed remark that must not be missed."""

    tone = ChoiceBlock(
        choices=[("note", _("Note")), ("ok", _("Good news")), ("warning", _("Warning"))],
        default="note",
        label=_("Tone"),
    )
    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    text = RichTextBlock(features=SHORT_FEATURES, label=_("Text"))

    class Meta:
        icon = "info-circle"
        group = _("Text")
        label = _("Callout")
        description = _("A short boxed remark: a date to remember, a correction, a success.")
        template = "hustings_home/blocks/callout.html"
        mail_template = "hustings_home/mail/blocks/callout.html"
        preview_value = {
            "tone": "note",
            "heading": "À retenir",
            "text": RichText("<p>Réunion publique jeudi à 18 h 30, salle des fêtes.</p>"),
        }


class FaqBlock(PartBlock):
    """Questions that open to show their answer; they work without JavaScript."""

    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    items = ListBlock(
        StructBlock(
            [
                ("question", CharBlock(max_length=200, label=_("Question"))),
                ("answer", RichTextBlock(features=SHORT_FEATURES, label=_("Answer"))),
            ],
            icon="help",
        ),
        label=_("Questions"),
    )

    class Meta:
        icon = "help"
        group = _("Text")
        label = _("Questions and answers")
        description = _("Questions that open one by one to show the answer.")
        template = "hustings_home/blocks/faq.html"
        mail_template = "hustings_home/mail/blocks/faq.html"
        preview_value = {
            "heading": "Vos questions",
            "items": [
                {
                    "question": "Combien cela coûte-t-il ?",
                    "answer": RichText("<p>120 000 euros par an, soit 3 euros par habitant.</p>"),
                },
                {
                    "question": "Quand cela commence-t-il ?",
                    "answer": RichText("<p>Dès la rentrée qui suit le vote.</p>"),
                },
            ],
        }


class NumbersBlock(PartBlock):
    """Two to four figures set large, each with what it counts."""

    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    items = ListBlock(
        StructBlock(
            [
                ("value", CharBlock(max_length=20, label=_("Figure"))),
                ("label", CharBlock(max_length=120, label=_("What it counts"))),
            ]
        ),
        min_num=1,
        max_num=4,
        label=_("Figures"),
    )
    source = CharBlock(required=False, max_length=200, label=_("Source"))

    class Meta:
        icon = "order"
        group = _("Text")
        label = _("Numbers")
        description = _("Up to four figures set large, with their source.")
        template = "hustings_home/blocks/numbers.html"
        mail_template = "hustings_home/mail/blocks/numbers.html"
        preview_value = {
            "heading": "La ligne 12 en chiffres",
            "items": [
                {"value": "20 h", "label": "heure du dernier bus"},
                {"value": "1 400", "label": "salariés qui finissent plus tard"},
                {"value": "3 €", "label": "par habitant et par an"},
            ],
            "source": "Rapport d’activité 2025",
        }


class TableBlock(PartBlock):
    """A small table typed or pasted as lines, so that it can be translated like any text."""

    caption = CharBlock(max_length=200, label=_("Caption"))
    rows = PlainTextBlock(
        rows=6,
        label=_("Rows"),
        help_text=_(
            "One row a line, cells separated by a tab or by |. The first row holds the column "
            "headings. You can paste from a spreadsheet."
        ),
    )
    row_headings = BooleanBlock(
        required=False, default=True, label=_("The first cell of each row is its heading")
    )

    class Meta:
        icon = "table"
        group = _("Text")
        label = _("Table")
        description = _("A small table with a caption; paste it from a spreadsheet.")
        template = "hustings_home/blocks/table.html"
        mail_template = "hustings_home/mail/blocks/table.html"
        preview_value = {
            "caption": "Horaires proposés",
            "rows": "Ligne | Semaine | Dimanche\n12 | 5 h – 0 h 30 | 7 h – 23 h\nC4 | 24 h | 24 h",
            "row_headings": True,
        }

    def clean(self, value: Any) -> Any:
        """Refuses rows of different lengths: a cell would stand under the wrong heading."""
        cleaned = super().clean(value)
        cells = table_cells(cleaned.get("rows") or "")
        if not self.is_deferred_validation and (
            len(cells) < 2 or len({len(row) for row in cells}) > 1
        ):
            message = _("Give a row of headings and at least one more row, all with as many cells.")
            raise StructBlockValidationError(block_errors={"rows": ValidationError(message)})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `head` (the first row) and `body` (the others) as lists of cells."""
        context = super().get_context(value, parent_context)
        cells = table_cells(value["rows"])
        context["head"], context["body"] = cells[:1], cells[1:]
        return context


def table_cells(text: str) -> list[list[str]]:
    """The cells of each non-empty line, split at tabs or, where there are none, at bars."""
    lines = [line.strip(" ") for line in text.splitlines() if line.strip()]
    return [[cell.strip() for cell in line.split("\t" if "\t" in line else "|")] for line in lines]
