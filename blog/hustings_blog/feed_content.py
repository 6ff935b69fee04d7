"""A post's text as a feed reader can show it: plain HTML, absolute addresses, nothing to submit.

Characters stay as they are: the narrow no-break spaces (U+202F, U+00A0) of French typography too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django.http import HttpRequest
from django.utils.html import format_html
from wagtail.blocks import StreamValue

from hustings_blog.pictures import widest_jpeg

if TYPE_CHECKING:
    from hustings_blog.models import BlogPage

#: Blocks that only make sense on the site: they change with time or take input.
SITE_ONLY_BLOCKS = frozenset({"news_list", "event_list", "petition_card", "signup_form"})
REMOVED = ["script", "style", "form", "button", "input", "svg", "iframe", "template", "source"]
UNWRAPPED = ["picture", "div", "section", "span", "article"]
KEPT_ATTRIBUTES = frozenset(
    {"href", "src", "alt", "title", "lang", "cite", "datetime", "width", "height"}
    | {"colspan", "rowspan", "scope", "start"}
)
ADDRESSES = ("href", "src", "cite")
#: What XML 1.0 cannot hold (section 2.2), although a text pasted by an editor can.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def content_of(post: BlogPage, request: HttpRequest) -> str:
    """The main picture and the body of a post as HTML; the summary where there is neither."""
    url = post.get_full_url(request)
    html = picture_of(post) + body_of(post.body, request, post)
    return xml_safe(portable(html or format_html("<p>{}</p>", post.summary), url))


def xml_safe(text: str) -> str:
    """The text without the characters that would make the feed unreadable."""
    return NOT_XML.sub("", text)


def picture_of(post: BlogPage) -> str:
    """The main picture with its credit, or nothing."""
    rendition = widest_jpeg(post.main_image)
    if rendition is None:
        return ""
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}">{}</figure>',
        rendition.url,
        post.main_image_alt,
        rendition.width,
        rendition.height,
        format_html("<figcaption>{}</figcaption>", post.main_image_credit)
        if post.main_image_credit
        else "",
    )


def body_of(body: StreamValue, request: HttpRequest, post: BlogPage) -> str:
    """The blocks that make sense outside the site, rendered as on it."""
    context = {"request": request, "page": post, "self": post}
    return "".join(
        str(child.render(context)) for child in body if child.block_type not in SITE_ONLY_BLOCKS
    )


def portable(html: str, url: str) -> str:
    """The HTML without what needs our styles or scripts, its addresses absolute."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(REMOVED):
        tag.decompose()
    for tag in soup.find_all(UNWRAPPED):
        tag.unwrap()
    for tag in soup.find_all(True):
        keep_portable_attributes(tag, url)
    return soup.decode(formatter="minimal").strip()


def keep_portable_attributes(tag: Tag, url: str) -> None:
    """Drop classes, anchors and the like; make addresses absolute."""
    tag.attrs = {name: value for name, value in tag.attrs.items() if name in KEPT_ATTRIBUTES}
    for name in ADDRESSES:
        if name in tag.attrs:
            tag[name] = urljoin(url, str(tag[name]))
