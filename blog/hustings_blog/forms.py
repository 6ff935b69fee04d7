"""The form of a post: authors and tags of its own site, and no others."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.admin.widgets import AdminTagWidget

from hustings_home.own_choices import PageForm
from hustings_home.site_tree import site_id_of


class TagsOfSiteWidget(AdminTagWidget):
    """Suggests the tags of one site while one types."""

    site_id: int | None = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Wagtail's own suggestions are those of all sites together."""
        context = super().get_context(name, value, attrs)
        url = reverse("hustings_blog_tags", args=[self.site_id or 0])
        context["widget"]["attrs"]["data-w-tag-url-value"] = url
        return context


class PostForm(PageForm):
    """Knows the site from the page above, also while the post has no place yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site_id = site_id_of(self.parent_page)
        if site_id is not None:
            self.instance.news_site_id = site_id
        if "tags" in self.fields:
            self.fields["tags"].widget.site_id = site_id
        if "bylines" in self.formsets:
            for form in self.formsets["bylines"].forms:
                author = form.fields["author"]
                author.queryset = author.queryset.filter(site=site_id)
