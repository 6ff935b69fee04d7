"""What an editor does in the admin's page form, through the test client."""

from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from hustings_blog.models import BlogIndexPage, BlogPage


def post_data(
    title: str,
    *,
    body: list[tuple[str, Any]] = (),  # type: ignore[assignment]
    bylines: list[dict[str, Any]] = (),  # type: ignore[assignment]
    **values: Any,
) -> dict[str, Any]:
    """The fields of the form as a browser sends them; `body` is a list of (block, value)."""
    data = {
        "title": title,
        "slug": "",
        "summary": "",
        "kind": "news",
        "published_on": "2026-11-22",
        "main_image": "",
        "main_image_alt": "",
        "main_image_credit": "",
        "tags": "",
        "seo_title": "",
        "search_description": "",
        "comments": inline_formset([]),
        "bylines": inline_formset(list(bylines)),
        "body": streamfield(list(body)),
        **values,
    }
    return nested_form_data(data)


def byline_data(authors: list[int]) -> dict[str, Any]:
    """The fields of the authors' rows alone, to add to data sent before."""
    return nested_form_data({"bylines": inline_formset([{"author": str(pk)} for pk in authors])})


def create(editor: Client, index: BlogIndexPage, data: dict[str, Any]) -> BlogPage:
    """Fill in the form for a new post and save it as a draft."""
    url = reverse("wagtailadmin_pages:add", args=["hustings_blog", "blogpage", index.pk])
    assert editor.get(url).status_code == 200
    before = set(Page.objects.values_list("pk", flat=True))
    response = editor.post(url, data)
    assert response.status_code == 302, errors_of(response)
    return BlogPage.objects.exclude(pk__in=before).get()


def save(editor: Client, post: BlogPage, data: dict[str, Any], *, publish: bool) -> Any:
    """Save or publish the form of an existing post; returns the response."""
    url = reverse("wagtailadmin_pages:edit", args=[post.pk])
    assert editor.get(url).status_code == 200
    action = {"action-publish": "action-publish"} if publish else {}
    return editor.post(url, {**data, **action})


def errors_of(response: Any) -> str:
    """The messages of a form that was refused."""
    form = response.context and response.context.get("form")
    return repr(form.errors) if form is not None else response.content.decode()[:2000]
