"""What the tables of the news hold about people: authors, and who is named in a text."""

from hustings_home.inventory import declare, plain
from hustings_home.inventory.kinds import PUBLISHED


def declare_all() -> None:
    """Called once, when the app starts."""
    declare(
        "hustings_blog.Author",
        {
            **plain("id translation_key locale_id site_id slug photo_id"),
            **dict.fromkeys(("name", "role"), PUBLISHED),
        },
    )
    declare("hustings_blog.Byline", plain("id sort_order page_id author_id"))
    declare("hustings_blog.BlogTag", plain("id site_id name slug"))
    declare("hustings_blog.BlogTagWording", plain("id tag_id locale_id name"))
    declare("hustings_blog.PostTag", plain("id tag_id content_object_id"))
    declare(
        "hustings_blog.BlogPage",
        {
            **plain("page_ptr_id kind published_on main_image_id"),
            **dict.fromkeys(("summary", "main_image_alt", "main_image_credit", "body"), PUBLISHED),
        },
    )
    declare("hustings_blog.BlogIndexPage", plain("page_ptr_id lead"))
