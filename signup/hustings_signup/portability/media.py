"""The list of pictures and documents that a site's pages use: the files are copied by hand."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Site

from hustings_home import spreadsheets

HEADER = ("kind", "title", "file", "bytes", "used by pages")


def chunks(site: Site) -> Iterator[bytes]:
    """CSV: file names are relative to the media folder."""
    return spreadsheets.csv_rows(HEADER, _rows(site))


def _rows(site: Site) -> Iterator[list[object]]:
    tree = Page.objects.descendant_of(site.root_page, inclusive=True)
    translations = Page.objects.filter(translation_key__in=tree.values("translation_key"))
    pages = {str(pk) for pk in translations.values_list("pk", flat=True)}
    for model in (get_image_model(), get_document_model()):
        uses = _uses(model, pages)
        for item in model._default_manager.filter(pk__in=uses).order_by("pk"):
            yield [
                model._meta.verbose_name,
                item.title,
                item.file.name,
                item.file_size or 0,
                uses[item.pk],
            ]


def _uses(model: type[Model], pages: set[str]) -> dict[int, int]:
    found: dict[int, set[str]] = {}
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    for item, page in references.values_list("to_object_id", "object_id"):
        if page in pages:
            found.setdefault(int(item), set()).add(page)
    return {pk: len(used_by) for pk, used_by in found.items()}
