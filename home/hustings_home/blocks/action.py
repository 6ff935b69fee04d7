"""Blocks that lead somewhere: a button, lists, a petition, a form.

The chosen page answers (`list_items`, `card_template`, `get_public_form`); see BasePage.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, IntegerBlock, PageChooserBlock, URLBlock
from wagtail.blocks import TextBlock as PlainTextBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from hustings_home.blocks import examples
from hustings_home.blocks.base import PartBlock
from hustings_home.blocks.choosers import (
    FormPageBlock,
    ListedPageBlock,
    ListingPageBlock,
    in_language_of_page,
)


class ButtonBlock(PartBlock):
    """One clear next step."""

    label = CharBlock(max_length=60, label=_("Words on the button"))
    page = PageChooserBlock(required=False, label=_("Page"))
    url = URLBlock(required=False, label=_("or another address"))
    style = ChoiceBlock(
        choices=[("primary", _("Main action")), ("ghost", _("Second action"))],
        default="primary",
        label=_("Style"),
    )

    class Meta:
        icon = "link"
        group = _("Action")
        label = _("Button")
        description = _("One clear next step, to a page of this site or elsewhere.")
        template = "hustings_home/blocks/button.html"
        mail_template = "hustings_home/mail/blocks/button.html"
        preview_value = {
            "label": "Je participe",
            "page": None,
            "url": "https://example.org/",
            "style": "primary",
        }

    def clean(self, value: Any) -> Any:
        """Refuses a button that leads nowhere or to two places."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and bool(cleaned["page"]) == bool(cleaned["url"]):
            message = ValidationError(_("Choose a page or give an address, not both."))
            raise StructBlockValidationError(block_errors={"page": message})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `href`; empty when the page is gone."""
        context = super().get_context(value, parent_context)
        page = in_language_of_page(value["page"])
        context["href"] = page.get_url(context.get("request")) if page else value["url"]
        return context


class BaseListBlock(PartBlock):
    """A heading and the first items of a listing page."""

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `index` (the listing page) and `items` (pages with a `card_template`)."""
        context = super().get_context(value, parent_context)
        index = in_language_of_page(value["page"])
        context["index"] = index
        context["items"] = index.list_items(value["count"]) if index else []
        return context


class NewsListBlock(BaseListBlock):
    """The newest posts."""

    heading = CharBlock(max_length=120, label=_("Heading"))
    page = ListingPageBlock("news", label=_("News page"))
    count = IntegerBlock(min_value=1, max_value=12, default=3, label=_("How many"))

    class Meta:
        icon = "list-ul"
        group = _("Action")
        label = _("News list")
        description = _("The newest posts of a news page, always up to date.")
        template = "hustings_home/blocks/news_list.html"
        mail_template = "hustings_home/mail/blocks/list.html"
        preview_value = staticmethod(examples.news_list)


class EventListBlock(BaseListBlock):
    """The next events."""

    heading = CharBlock(max_length=120, label=_("Heading"))
    page = ListingPageBlock("events", label=_("Events page"))
    count = IntegerBlock(min_value=1, max_value=12, default=4, label=_("How many"))

    class Meta:
        icon = "date"
        group = _("Action")
        label = _("Event list")
        description = _("The next events of an events page; past ones leave by themselves.")
        template = "hustings_home/blocks/event_list.html"
        mail_template = "hustings_home/mail/blocks/list.html"
        preview_value = staticmethod(examples.event_list)


class PetitionCardBlock(PartBlock):
    """One petition with its count."""

    page = ListedPageBlock("petitions", label=_("Petition"))

    class Meta:
        icon = "form"
        group = _("Action")
        label = _("Petition card")
        description = _("One petition with its count and a link to sign.")
        template = "hustings_home/blocks/petition_card.html"
        mail_template = "hustings_home/mail/blocks/page_card.html"
        preview_value = staticmethod(examples.petition_card)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `target`, the petition page in the language being read."""
        context = super().get_context(value, parent_context)
        context["target"] = in_language_of_page(value["page"])
        return context


class PageCardBlock(PartBlock):
    """Any page of the site, shown as it shows itself in lists."""

    page = PageChooserBlock(label=_("Page"))

    class Meta:
        icon = "doc-full"
        group = _("Action")
        label = _("Card of a page")
        description = _("A post, an event, a petition: its title, a line about it and a link.")
        template = "hustings_home/blocks/page_card.html"
        mail_template = "hustings_home/mail/blocks/page_card.html"
        preview_value = staticmethod(examples.page_card)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `target`, the page in the language being read."""
        context = super().get_context(value, parent_context)
        context["target"] = in_language_of_page(value["page"])
        return context


class SignupFormBlock(PartBlock):
    """The form of another page, shown here."""

    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    text = PlainTextBlock(required=False, rows=2, label=_("Text"))
    page = FormPageBlock(label=_("Page with the form"))

    class Meta:
        icon = "mail"
        group = _("Action")
        label = _("Sign-up form")
        description = _("The form of a sign-up page, petition or event, shown right here.")
        template = "hustings_home/blocks/signup_form.html"
        mail_template = "hustings_home/mail/blocks/signup_form.html"
        preview_value = staticmethod(examples.signup_form)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Adds `target`, the page with the form in the language being read."""
        context = super().get_context(value, parent_context)
        context["target"] = in_language_of_page(value["page"])
        return context
