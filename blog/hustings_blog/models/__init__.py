"""Models of the news: index, posts, who writes them, what they are about."""

from hustings_blog.models.author import Author, Byline
from hustings_blog.models.index_page import BlogIndexPage
from hustings_blog.models.post_page import BlogPage
from hustings_blog.models.tag import BlogTag, BlogTagWording, PostTag

__all__ = [
    "Author",
    "BlogIndexPage",
    "BlogPage",
    "BlogTag",
    "BlogTagWording",
    "Byline",
    "PostTag",
]
