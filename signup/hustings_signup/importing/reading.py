"""Reads one CSV as a stream: header, separator, and row after row, never all of it at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from hustings_signup import mailbox
from hustings_signup.importing import encodings, names
from hustings_signup.importing.errors import Unreadable

SEPARATORS = ";,\t"
MAX_COLUMNS = 400
Cells = list[str]


@dataclass(frozen=True)
class Sheet:
    """One file: `columns` are those that may be stored, `refused` the names of the others."""

    name: str
    encoding: str
    separator: str
    header: list[str]

    @property
    def kept(self) -> list[int]:
        """Positions of the columns that may be stored."""
        return [i for i, name in enumerate(self.header) if not names.is_refused(name)]

    @property
    def columns(self) -> list[str]:
        """Their names."""
        return [self.header[i] for i in self.kept]

    @property
    def refused(self) -> list[str]:
        """Names of those that are never stored."""
        return [name for name in self.header if names.is_refused(name)]


def open_sheet(file: BinaryIO, *, name: str = "") -> Sheet:
    """What a file is, judged by its bytes and its first line; Unreadable when it is no table."""
    found = encodings.magic(file)
    if found:
        raise Unreadable(found)
    encoding = encodings.encoding_of(file)
    separator = _separator(file, encoding)
    sheet = Sheet(name, encoding, separator, [])
    first = next(_records(file, sheet), None)
    if first is None:
        raise Unreadable("empty")
    return Sheet(name, encoding, separator, _header(first[1]))


def rows(file: BinaryIO, sheet: Sheet) -> Iterator[tuple[int, Cells | None]]:
    """(row number, cells of the kept columns) of each row that is not blank; None in place of
    the cells when their number is not that of the header."""
    kept, width = sheet.kept, len(sheet.header)
    for number, cells in islice(_records(file, sheet), 1, None):
        if not any(cell.strip() for cell in cells):
            continue
        yield number, [cells[i].strip() for i in kept] if len(cells) == width else None


def _records(file: BinaryIO, sheet: Sheet) -> Iterator[tuple[int, Cells]]:
    """Every record from the header on; the header has number 1, as in a spreadsheet."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=sheet.encoding, newline="")
    try:
        if _separator_line(text.readline()) is None:
            text.seek(0)
        reader = csv.reader(text, delimiter=sheet.separator, strict=True)
        number = 0
        while True:
            begins_at = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                code = "cell" if "field limit" in str(error) else "quotes"
                raise Unreadable(code, begins_at) from None
            if number or any(cell.strip() for cell in cells):
                number += 1
                yield number, cells
    finally:
        text.detach()


def _separator(file: BinaryIO, encoding: str) -> str:
    """The separator that cuts the first line into most cells; Excel may name it (`sep=;`)."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        line = next((line for line in text if line.strip()), "")
    finally:
        text.detach()
    named = _separator_line(line)
    if named:
        return named
    try:
        widths = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in SEPARATORS}
    except csv.Error:
        raise Unreadable("cell", 1) from None
    return max(SEPARATORS, key=lambda mark: widths[mark])


def _separator_line(line: str) -> str | None:
    text = line.strip("\r\n").strip('"').lower()
    return text[4] if text[:4] == "sep=" and text[4:] in SEPARATORS and len(text) == 5 else None


def _header(cells: Cells) -> list[str]:
    """The names, each once; Unreadable when the line holds values or nothing."""
    if len(cells) > MAX_COLUMNS:
        raise Unreadable("columns")
    found: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()).removeprefix("'")[:100]
        if not name.isprintable() or _is_address(name):
            raise Unreadable("header")
        name = name or f"({position})"
        found.append(f"{name} ({position})" if name in found else name)
    if not any(any(c.isalpha() for c in name) for name in found):
        raise Unreadable("header")
    return found


def _is_address(text: str) -> bool:
    try:
        mailbox.parse(text)
    except mailbox.InvalidMailbox:
        return False
    return True
