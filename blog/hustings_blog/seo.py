"""A post as schema.org describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from wagtail.models import Site

from hustings_blog import moments
from hustings_blog.pictures import widest_jpeg
from hustings_home.seo import CONTEXT, organization

if TYPE_CHECKING:
    from hustings_blog.models import BlogPage

HEADLINE_LIMIT = 110  # Google's article guidelines


def news_article(post: BlogPage, request: HttpRequest | None) -> dict[str, Any]:
    """The post as a NewsArticle; its publisher is the body behind the site."""
    url = post.get_full_url(request)
    site = Site.find_for_request(request) if request else post.get_site()
    article: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "headline": post.title[:HEADLINE_LIMIT],
        "description": post.summary,
        "url": url,
        "mainEntityOfPage": url,
        "inLanguage": post.locale.language_code,
        "datePublished": moments.published_at(post).isoformat(),
        "dateModified": moments.updated_at(post).isoformat(),
        "articleSection": post.get_kind_display(),
        "keywords": [topic.wording for topic in post.topics],
        "author": [{"@type": "Person", "name": author.name} for author in post.authors],
    }
    if shown := widest_jpeg(post.main_image):
        article["image"] = [shown.full_url]
    if site:
        publisher = organization(site, request)
        publisher.pop("@context")
        article["publisher"] = publisher
        article["author"] = article["author"] or [publisher]
    return article
