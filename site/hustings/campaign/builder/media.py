"""Pictures and films that come with a campaign, each stored once."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from hustings.campaign.content_files import CONTENT, read

FOLDER = CONTENT / "demo" / "media"


class Media:
    """Finds a picture or film by its key and stores it when it is first asked for."""

    def __init__(self, collection: str) -> None:
        self._collection_name = collection
        self._images: dict[str, int] = {}
        self._documents: dict[str, int] = {}

    @cached_property
    def collection(self) -> Collection:
        """Where they are kept: a collection of their own, below the root."""
        root = Collection.get_first_root_node()
        found = root.get_children().filter(name=self._collection_name).first()
        return found or root.add_child(name=self._collection_name)

    def image(self, key: str) -> int:
        """The id of a picture of content/demo/media; KeyError for an unknown key."""
        if key not in self._images:
            title = titles()["images"][key]
            self._images[key] = self.store_image(FOLDER / f"{key}.webp", title)
        return self._images[key]

    def store_image(self, path: Path, title: str) -> int:
        """The id of the picture with this file's content, stored if there is none."""
        model = get_image_model()
        content = path.read_bytes()
        digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        found = model.objects.filter(file_hash=digest, collection=self.collection).first()
        if found is None:
            found = model.objects.create(
                title=title,
                file=ContentFile(content, name=path.name),
                file_size=len(content),
                file_hash=digest,
                collection=self.collection,
            )
        return found.pk

    def document(self, key: str) -> int:
        """The id of a film of content/demo/media."""
        if key not in self._documents:
            path = FOLDER / f"{key}.webm"
            model = get_document_model()
            title = titles()["films"][key]
            found = model.objects.filter(title=title, collection=self.collection).first()
            if found is None:
                file = ContentFile(path.read_bytes(), name=path.name)
                found = model.objects.create(title=title, file=file, collection=self.collection)
            self._documents[key] = found.pk
        return self._documents[key]


def titles() -> dict[str, dict[str, str]]:
    """What each picture and film shows, for the staff's library."""
    return read(FOLDER / "titles.toml")
