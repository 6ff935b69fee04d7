"""What a translator does in wagtail-localize's screens, through the test client."""

from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, Translation


def submit(editor: Client, page: Page, locale: Locale) -> Page:
    """Press "Translate this page" for one language; returns the new page, a draft."""
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert editor.get(url).status_code == 200
    response = editor.post(url, {"locales": [locale.pk]})
    assert response.status_code == 302, response.content.decode()
    return page.get_translation(locale).specific


def translate(editor: Client, target: Page, words: dict[str, str]) -> None:
    """Type the translation of each string; `words` maps the source text to it."""
    translation = Translation.objects.get(
        source__object_id=target.translation_key, target_locale=target.locale
    )
    segments = StringSegment.objects.filter(source=translation.source).select_related("string")
    left = set(words)
    for segment in segments:
        if segment.string.data not in words:
            continue
        left.discard(segment.string.data)
        url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        response = editor.put(
            url,
            urlencode({"value": words[segment.string.data]}),
            content_type="application/x-www-form-urlencoded",
            headers={"accept": "application/json"},
        )
        assert response.status_code in (200, 201), response.content.decode()
    assert not left, f"not offered for translation: {left}"


def publish(editor: Client, target: Page) -> None:
    """Press "Publish" on the translation screen."""
    url = reverse("wagtailadmin_pages:edit", args=[target.pk])
    assert editor.get(url).status_code == 200
    assert editor.post(url, {"action": "publish"}).status_code == 302


def synchronise(editor: Client, source: Page) -> None:
    """Press "Sync translated pages" after a change of the source, publishing at once."""
    translation = Translation.objects.get(
        source__object_id=source.translation_key, source__locale=source.locale
    )
    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    response = editor.post(url, {"publish_translations": "on"})
    assert response.status_code == 302, response.content.decode()
