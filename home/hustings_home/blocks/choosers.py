"""Page choosers that are answered by the chosen page, so that home names no other plugin."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import PageChooserBlock
from wagtail.models import Page


class AnsweringPageBlock(PageChooserBlock):
    """Accepts only a page that answers: `answers(page)` is true and `refusal` says why not."""

    refusal = _("This page cannot be shown here.")

    def answers(self, page: Page) -> bool:
        """Whether the specific page knows how to show itself here."""
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        """The chosen page, or an error at the field."""
        page = super().clean(value)
        if page is not None and not self.answers(page.specific):
            raise ValidationError(self.refusal)
        return page


class ListingPageBlock(AnsweringPageBlock):
    """A page that lists others of one kind: "news", "events"."""

    refusal = _("Choose the page that lists these items.")

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**kwargs)

    def answers(self, page: Page) -> bool:
        """The page lists items of this kind."""
        return getattr(page, "list_kind", "") == self.kind


class FormPageBlock(AnsweringPageBlock):
    """A page that carries a public form."""

    refusal = _("This page has no form to show.")

    def answers(self, page: Page) -> bool:
        """The page names the template of its form."""
        return bool(getattr(page, "form_template", ""))


class ListedPageBlock(AnsweringPageBlock):
    """A page whose parent lists items of one kind: a petition, under the petitions page."""

    refusal = _("Choose a page of the right kind.")

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**kwargs)

    def answers(self, page: Page) -> bool:
        """The page's parent lists items of this kind."""
        return getattr(page.get_parent().specific, "list_kind", "") == self.kind


def in_language_of_page(page: Page | None) -> Page | None:
    """The live translation of `page` in the language being read, else the page itself if live.

    A block copied to a translated page keeps pointing at the source page.
    """
    if page is None:
        return None
    page = page.localized.specific
    return page if page.live else None
