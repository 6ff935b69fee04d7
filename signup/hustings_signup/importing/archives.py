"""One upload is one CSV, or the three of a Mailchimp export, apart or in their zip."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from hustings_signup.importing import encodings
from hustings_signup.importing.errors import Unreadable

#: Of all files together, unpacked.
MAX_BYTES = 200 * 1024 * 1024
MAX_MEMBERS = 10


Named = tuple[str, BinaryIO]


@contextmanager
def unpacked(uploads: Sequence[Named]) -> Iterator[list[Named]]:
    """The CSV files of an upload with their bare names; Unreadable for any other archive."""
    if len(uploads) == 1 and encodings.magic(uploads[0][1]) == "zip":
        name, file = uploads[0]
        with _archive(name, file) as members:
            yield members
        return
    if sum(_size(file) for _name, file in uploads) > MAX_BYTES:
        raise Unreadable("size")
    yield [(_bare(name), file) for name, file in uploads]


@contextmanager
def _archive(name: str, file: BinaryIO) -> Iterator[list[Named]]:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise Unreadable("zip") from None
    with archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        inside = [info.filename for info in members]
        if "[Content_Types].xml" in inside or "content.xml" in inside:
            raise Unreadable("spreadsheet")
        if not name.lower().endswith(".zip"):
            raise Unreadable("renamed")
        tables = [info for info in members if _is_table(info.filename)]
        if not tables or len(members) > MAX_MEMBERS or any(i.flag_bits & 1 for i in tables):
            raise Unreadable("zip")
        if sum(info.file_size for info in tables) > MAX_BYTES:
            raise Unreadable("size")
        opened: list[Named] = []
        try:
            for info in tables:
                opened.append((_bare(info.filename), archive.open(info)))  # type: ignore[arg-type]
            yield opened
        except (zipfile.BadZipFile, NotImplementedError):
            raise Unreadable("zip") from None
        finally:
            for _name, member in opened:
                member.close()


def _is_table(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = path.name.startswith(".") or "__MACOSX" in path.parts
    return path.suffix.lower() in {".csv", ".txt"} and not hidden


def _bare(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name


def _size(file: BinaryIO) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size
