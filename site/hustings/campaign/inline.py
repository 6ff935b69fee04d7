"""Words with **bold**, *italics* and [links](target) as the HTML Wagtail stores."""

import html
import re
from typing import Protocol

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
ITALIC = re.compile(r"\*(.+?)\*")
ADDRESS = re.compile(r"(https?|mailto|tel):")


class References(Protocol):
    """Finds what a text names: pages, pictures and files, by their keys."""

    def page(self, key: str) -> int:
        """The id of a page; KeyError for an unknown key."""

    def image(self, key: str) -> int:
        """The id of a picture."""

    def document(self, key: str) -> int:
        """The id of a file."""


def rich(text: str, references: References) -> str:
    """One line or paragraph as inline HTML; a target that is no address is the key of a page."""
    escaped = html.escape(text, quote=False)
    linked = LINK.sub(lambda match: _anchor(match[1], match[2], references), escaped)
    return ITALIC.sub(r"<i>\1</i>", BOLD.sub(r"<b>\1</b>", linked))


def _anchor(label: str, target: str, references: References) -> str:
    if ADDRESS.match(target):
        return f'<a href="{html.escape(target)}">{label}</a>'
    return f'<a id="{references.page(target)}" linktype="page">{label}</a>'
