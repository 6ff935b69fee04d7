"""The news as an Atom feed (RFC 4287): whole texts, absolute addresses, one feed per language."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.sax.xmlreader import AttributesImpl

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag
from django.utils.xmlutils import SimplerXMLGenerator
from wagtail.models import Page

from hustings_blog import moments
from hustings_blog.feed_content import content_of, xml_safe
from hustings_blog.querysets import PostQuerySet
from hustings_blog.selection import Selection
from hustings_home.models import BrandSettings, IdentitySettings

if TYPE_CHECKING:
    from hustings_blog.models import BlogIndexPage, BlogPage

POSTS_IN_FEED = 20
MAX_AGE = 300  # seconds a feed reader or a proxy may keep it


class FullTextFeed(Atom1Feed):
    """Atom with the whole text and several authors."""

    def latest_post_date(self) -> datetime:
        """The newest entry dates the feed; an empty one must not change by itself."""
        return super().latest_post_date() if self.items else self.feed["changed_at"]

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Django's elements, then each author and the text."""
        super().add_item_elements(handler, item)
        for name in item["author_names"]:
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})


def answer(index: BlogIndexPage, posts: PostQuerySet, request: HttpRequest) -> HttpResponseBase:
    """The feed of the selected posts, or 304 when the reader already has it."""
    selection = index.selection_of(request)
    text = build(index, list(posts.narrowed(selection)[:POSTS_IN_FEED]), selection, request)
    response = HttpResponse(text, content_type=FullTextFeed.content_type)
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return get_conditional_response(request, etag=etag, response=response) or response


def build(
    index: BlogIndexPage, posts: list[BlogPage], selection: Selection, request: HttpRequest
) -> str:
    """The feed as text."""
    url = index.get_full_url(request)
    feed = FullTextFeed(
        title=xml_safe(" – ".join(titles(index, selection, request))),
        link=url + selection.query_string,
        description="",
        subtitle=xml_safe(index.lead) or None,
        language=index.locale.language_code,
        author_name=xml_safe(publisher(index, request)),
        feed_url=url + index.reverse_subpage("feed") + selection.query_string,
        feed_guid=permanent_id(index),
        changed_at=index.last_published_at or index.latest_revision_created_at,
    )
    for post in posts:
        add_post(feed, post, request)
    return feed.writeString("utf-8")


def add_post(feed: FullTextFeed, post: BlogPage, request: HttpRequest) -> None:
    """One entry."""
    feed.add_item(
        title=xml_safe(post.title),
        link=post.get_full_url(request),
        description=xml_safe(post.summary),
        unique_id=permanent_id(post),
        pubdate=moments.published_at(post),
        updateddate=moments.updated_at(post),
        categories=[xml_safe(topic.wording) for topic in post.topics],
        author_names=[xml_safe(author.name) for author in post.authors],
        content=content_of(post, request),
    )


def permanent_id(page: Page) -> str:
    """An id that survives a new title, address or host name (RFC 4287, 4.2.6)."""
    return uuid.uuid5(page.translation_key, page.locale.language_code).urn


def titles(index: BlogIndexPage, selection: Selection, request: HttpRequest) -> list[str]:
    """Campaign, page, what was selected: a feed reader shows this alone in its list."""
    campaign = BrandSettings.read_for_request(request).campaign_name
    return [part for part in (campaign, index.title, *selection.labels()) if part]


def publisher(index: BlogIndexPage, request: HttpRequest) -> str:
    """Who answers for entries without an author."""
    return IdentitySettings.read_for_request(request).publisher or index.title
