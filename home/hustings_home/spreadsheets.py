"""Writes CSV and XLSX that open safely: no cell can become a formula or break the file."""

import math
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

#: UTF-16 units in one cell, rows in one sheet: the limits of Excel (and of LibreOffice, wider).
CELL_LIMIT = 32_767
SHEET_ROWS = 1_048_576
#: Digits a spreadsheet keeps exactly; a longer number is written as text.
EXACT_DIGITS = 15
CHUNK_BYTES = 64 * 1024
BOM = b"\xef\xbb\xbf"

# What starts a formula, with every character that Unicode folds (NFKC) into one of them.
_STARTS = "=+\\-@" + "＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋\u2212\ufb29\u2a75\u2a76"
# What a reader skips or does not see before the first character.
_UNSEEN = (
    r"\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065"
    r"\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0"
)
# A cell may also begin after `;` or a line end, where a program splits the line differently.
_FORMULA = re.compile(rf"(^|[;\n])(?=[{_UNSEEN}]*[{_STARTS}])")
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Forbidden in XML 1.0 or invisible: controls, marks that reverse the text, lone surrogates.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)
# Most cells are names and addresses that none of this can touch: known by one look. Only letters of
# Latin-1 and Latin Extended-A count, since other alphabets hold marks that a reader does not see.
_LETTER = "0-9A-Za-z\u00c0-\u017f"
_PLAIN = rf"(?:[{_LETTER}][{_LETTER} .,:'@_()/-]*)?"
_PLAIN_CELL = re.compile(_PLAIN)
_PLAIN_LINE = re.compile(rf"{_PLAIN}(?:\t{_PLAIN})*")
_XLSX_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # ECMA-376 22.9.2.19: `_x003D_` reads as `=`

Row = Iterable[object]


def safe_cell(value: object) -> str:
    """The text of one cell; applying it twice changes nothing.

    Numbers (by type) stay numbers, negative ones too. Text that a spreadsheet would read as a
    formula gets an apostrophe in front, as OWASP advises for CSV injection.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float | Decimal):
        return str(value) if math.isfinite(value) else ""
    if isinstance(value, datetime):
        return _local(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return _safe_text(str(value))


def csv_rows(header: Sequence[object], rows: Iterable[Row]) -> Iterator[bytes]:
    """CSV as chunks of UTF-8 with a byte order mark, comma, every cell quoted, CRLF (RFC 4180)."""
    return csv_lines(header, map(csv_line, rows))


def csv_line(cells: Row) -> str:
    """One row with its line end, for `csv_lines`."""
    return '"' + '","'.join([safe_cell(cell).replace('"', '""') for cell in cells]) + '"\r\n'


def plain_csv_line(cells: str) -> str | None:
    """The same of texts with tabs between them, at once; None when one needs `csv_line`."""
    if len(cells) * 2 > CELL_LIMIT or not _PLAIN_LINE.fullmatch(cells):
        return None
    return '"' + cells.replace("\t", '","') + '"\r\n'


def csv_lines(header: Sequence[object], lines: Iterable[str]) -> Iterator[bytes]:
    """The chunks of `csv_rows`, of lines that `csv_line` or `plain_csv_line` made."""
    # The first byte must not wait for the first row.
    yield BOM + csv_line(header).encode()
    held: list[str] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= CHUNK_BYTES:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


def xlsx_file(header: Sequence[object], rows: Iterable[Row], *, title: str = "") -> IO[bytes]:
    """A temporary file, at its start, that holds the workbook; it disappears when closed.

    Rows beyond the limit of one sheet go on a further sheet under the same header.
    """
    book = Workbook(write_only=True)
    sheet = _new_sheet(book, header, title)
    written = 1
    for row in rows:
        if written == SHEET_ROWS:
            sheet = _new_sheet(book, header, title)
            written = 1
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
        written += 1
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  the caller closes it
    book.save(file)
    file.seek(0)
    return file


def xlsx_bytes(header: Sequence[object], rows: Iterable[Row], *, title: str = "") -> bytes:
    """The workbook in memory, for small tables and for mails."""
    with xlsx_file(header, rows, title=title) as file:
        return file.read()


def _safe_text(text: str) -> str:
    if len(text) * 2 <= CELL_LIMIT and _PLAIN_CELL.fullmatch(text):
        return text
    text = _LINE_END.sub("\n", text.replace("\t", " "))
    text = _FORMULA.sub(r"\1'", _FORBIDDEN.sub("", text))
    if len(text) * 2 > CELL_LIMIT:  # no character takes more than two units
        units = text.encode("utf-16-le")
        if len(units) > CELL_LIMIT * 2:
            text = units[: (CELL_LIMIT - 1) * 2].decode("utf-16-le", "ignore") + "…"
    return text


def _local(moment: datetime) -> datetime:
    """The moment in the active time zone without its offset, to the second."""
    if timezone.is_aware(moment):
        moment = timezone.make_naive(moment)
    return moment.replace(microsecond=0)


def _new_sheet(book: Workbook, header: Sequence[object], title: str) -> WriteOnlyWorksheet:
    sheet = book.create_sheet(re.sub(r"[\\*?:/\[\]\n]", " ", _safe_text(title)).strip("' ")[:28])
    sheet.freeze_panes = "A2"
    for index, cell in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(14, len(str(cell)) + 2)
    sheet.append([_xlsx_cell(sheet, cell) for cell in header])
    return sheet


def _xlsx_cell(sheet: WriteOnlyWorksheet, value: object) -> object:
    """Numbers and dates with their type; all other values as text that is never a formula."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if math.isfinite(value) and abs(value) < 10**EXACT_DIGITS:
            return value
    elif isinstance(value, date) and value.year > 1900:  # Excel counts days from 1900
        return _local(value) if isinstance(value, datetime) else value
    text = _XLSX_ESCAPE.sub("_x005F_", safe_cell(value))
    if not text.startswith("#"):
        return text or None
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # openpyxl would read `#REF!` as an error
    return cell
