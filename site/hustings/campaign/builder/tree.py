"""Makes the pages of both languages, then fills and publishes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

from hustings.campaign.builder.fields import fill, is_late
from hustings.campaign.builder.media import Media
from hustings.campaign.builder.site import Ground
from hustings.campaign.drafts import Draft


class Tree:
    """Our pages by key and language; also what the texts' references are looked up in."""

    def __init__(self, ground: Ground, media: Media) -> None:
        self.ground, self.media = ground, media
        self._ids: dict[str, int] = {}

    def page(self, key: str) -> int:
        """The id of a page in the source language: Wagtail localizes links when it shows them."""
        return self._ids[key]

    def image(self, key: str) -> int:
        """The id of a picture."""
        return self.media.image(key)

    def document(self, key: str) -> int:
        """The id of a file."""
        return self.media.document(key)

    def build(self, drafts: Iterable[Draft]) -> list[Draft]:
        """Make what is missing, in both languages; returns the drafts made. Nothing that exists
        is touched: it may have been edited since."""
        drafts = list(drafts)
        new = [draft for draft in drafts if self._insert(draft)]
        for draft in new:
            for code in self.ground.locales:
                self._complete(draft, code)
        return new

    def find(self, key: str, code: str) -> Page | None:
        """Our page of a key in one language."""
        wanted = self.ground.key_of(key)
        return Page.objects.filter(translation_key=wanted, locale=self.ground.locales[code]).first()

    def _insert(self, draft: Draft) -> bool:
        """Make the empty unpublished pages, so that every text can refer to every page."""
        made = False
        for code, locale in self.ground.locales.items():
            page = self.find(draft.key, code)
            if page is None or self._is_unfilled_home(draft, page):
                page = self._make(draft, code) if page is None else page
                made = True
            if locale == self.ground.source:
                self._ids[draft.key] = page.pk
        return made

    def _is_unfilled_home(self, draft: Draft, page: Page) -> bool:
        return draft.key == "home" and not page.live and page.latest_revision_id is None

    def _make(self, draft: Draft, code: str) -> Page:
        page = apps.get_model(draft.model)(
            locale=self.ground.locales[code],
            translation_key=self.ground.key_of(draft.key),
            live=False,
            show_in_menus=draft.in_menu,
        )
        for name, value in self._values(draft, code):
            if not is_late(page._meta.get_field(name), value):
                fill(page, name, value, key=draft.key, references=self)
        parent = self.find(draft.parent, code) if draft.parent else self.ground.root
        if parent is None:
            raise LookupError(f"{draft.key}: its parent {draft.parent} is gone in {code}.")
        if parent.is_root():  # home pages of all sites stand side by side
            page.slug = find_available_slug(parent, page.slug)
        parent.add_child(instance=page)
        return page

    def _values(self, draft: Draft, code: str) -> list[tuple[str, Any]]:
        return [*draft.shared.items(), *draft.words[code].items()]

    def _complete(self, draft: Draft, code: str) -> None:
        page = self.find(draft.key, code)
        if page is None or page.latest_revision_id is not None:
            return
        page = page.specific
        for name, value in self._values(draft, code):
            if name != "slug":
                fill(page, name, value, key=draft.key, references=self)
        draft.complete(page)
        revision = page.save_revision()
        if draft.is_live:
            revision.publish()
        self._backdate(page, draft.published_at or timezone.now(), is_live=draft.is_live)

    def _backdate(self, page: Page, at: datetime, *, is_live: bool) -> None:
        """The page's history begins when its text says it was written."""
        page.revisions.update(created_at=at)
        published = {"first_published_at": at, "last_published_at": at} if is_live else {}
        Page.objects.filter(pk=page.pk).update(latest_revision_created_at=at, **published)
