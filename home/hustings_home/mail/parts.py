"""What a page says in a mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from wagtail.blocks import StreamValue

#: For a block that a mail cannot hold and that names no template of its own.
ELSEWHERE = "hustings_home/mail/blocks/elsewhere.html"


@dataclass(frozen=True)
class MailParts:
    """`subject` and `preheader` (the line a mailbox shows beside it) are plain text; `html` is
    what stands under the title: plain elements without styles, its addresses may be relative."""

    subject: str
    preheader: str
    html: str


def stream_html(body: StreamValue, page: Any, web_url: str) -> str:
    """The blocks of a body as a mail can show them, one after the other, in the active language.

    `web_url` is where the page is read in full: what a mail cannot hold (a video, a form, a
    picture, which would be fetched from a server that then knows who reads) becomes a link to it.
    """
    parts = []
    for child in body:
        context = child.block.get_context(child.value, parent_context={"page": page})
        template = getattr(child.block.meta, "mail_template", "") or ELSEWHERE
        label = child.block.meta.label or child.block_type
        parts.append(
            render_to_string(template, {**context, "web_url": web_url, "block_label": label})
        )
    return "".join(parts)
