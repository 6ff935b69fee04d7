"""What leaves in a spreadsheet opens as what was typed, and never as a formula."""

import csv
import io
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from hustings_home import spreadsheets
from hustings_home.spreadsheets import (
    CELL_LIMIT,
    csv_line,
    csv_rows,
    plain_csv_line,
    safe_cell,
    xlsx_bytes,
    xlsx_file,
)

TRIGGERS = set("=+-@")
SIGNS = "=+-@＝＋－＠\t\r\n\x0b\x00 \u00a0\u200b\ufeff\u202e;,'\"|_x03D5aé𝔘"
# Beginnings seen in attacks: formula signs behind spaces, controls and invisible characters.
NASTY = st.one_of(
    st.text(),
    st.text(
        alphabet="=+-@＝＋－＠\t\r\n\x0b\x00 \u00a0\u200b\ufeff\u202e;,'\"|_x03D5aé𝔘", max_size=20
    ),
    st.tuples(st.sampled_from(["=", "+", "-", "@", "\t=", "\r=", "＝", " ="]), st.text()).map(
        "".join
    ),
)


def begins_a_formula(cell):
    """Independent of the code: skip what is not seen, fold what is left."""
    for character in cell:
        if character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Zs"}:
            continue
        return unicodedata.normalize("NFKC", character)[:1] in TRIGGERS
    return False


def read_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data):
    sheet = load_workbook(io.BytesIO(data)).active
    return [list(row) for row in sheet.iter_rows()]


@given(NASTY)
@example("=HYPERLINK(1)")
@example("\t=1")
@example("\u3164=1")
@example("x;=1+1")
def test_no_text_begins_a_formula_wherever_the_line_is_split(text):
    cell = safe_cell(text)
    assert not begins_a_formula(cell)
    assert not any(begins_a_formula(part) for part in cell.split(";"))
    assert not any(begins_a_formula(part) for part in cell.split("\n"))


@given(NASTY)
def test_making_a_cell_safe_twice_changes_nothing(text):
    assert safe_cell(safe_cell(text)) == safe_cell(text)


def test_every_character_that_folds_into_a_formula_sign_is_known():
    for code in range(0x110000):
        if unicodedata.normalize("NFKC", chr(code))[:1] in TRIGGERS:
            assert safe_cell(f"{chr(code)}1").startswith("'"), hex(code)


@pytest.mark.parametrize(
    "text",
    [
        "Élodie Nguyễn",
        "O'Brien",
        "01000",
        "06 12 34 56 78",
        "a@b.fr",
        "1-2",
        "l\u2019été \u202f!",
        "日本",
        "😀",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert safe_cell(text) == text


def test_a_phone_number_typed_as_text_stays_readable():
    assert safe_cell("+33 6 12 34 56 78") == "'+33 6 12 34 56 78"


@pytest.mark.parametrize("number", [-5, 0, 33612345678, -2.5, Decimal("-3.10")])
def test_a_number_stays_a_number(number):
    assert safe_cell(number) == str(number)
    cell = read_xlsx(xlsx_bytes(["n"], [[number]]))[1][0]
    assert cell.data_type == "n"
    assert cell.value == pytest.approx(float(number))


def test_a_number_too_long_to_be_exact_is_written_as_text():
    assert read_xlsx(xlsx_bytes(["n"], [[12345678901234567890]]))[1][0].value == (
        "12345678901234567890"
    )


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_not_a_number_is_an_empty_cell(number):
    assert safe_cell(number) == ""
    assert read_xlsx(xlsx_bytes(["n", "x"], [[number, "x"]]))[1][0].value is None


def test_control_characters_disappear_and_line_ends_are_one_kind():
    assert safe_cell("a\x0bb\x00c\x1bd\ufeffe\ud800f\u202eg\tz") == "abcdefg z"
    assert safe_cell("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_dates_are_local_and_typed(settings):
    at = datetime(2026, 11, 22, 23, 30, 5, 999, tzinfo=UTC)
    assert safe_cell(at) == "2026-11-23 00:30:05"
    assert safe_cell(date(2027, 4, 11)) == "2027-04-11"
    row = read_xlsx(xlsx_bytes(["a", "b"], [[at, date(2027, 4, 11)]]))[1]
    assert row[0].value == datetime(2026, 11, 23, 0, 30, 5)
    assert row[1].is_date
    assert row[1].value.date() == date(2027, 4, 11)


def test_a_date_before_spreadsheets_can_count_is_text():
    assert read_xlsx(xlsx_bytes(["d"], [[date(1789, 7, 14)]]))[1][0].value == "1789-07-14"


def test_yes_and_no_speak_the_language_of_the_reader():
    with translation.override("en"):
        assert [safe_cell(True), safe_cell(False), safe_cell(None)] == ["yes", "no", ""]


def test_a_cell_longer_than_a_spreadsheet_takes_is_cut_visibly():
    for text in ("x" * 1_000_000, "𝔘" * 20_000, "=" * 40_000):
        cell = safe_cell(text)
        assert len(cell.encode("utf-16-le")) // 2 <= CELL_LIMIT
        assert cell.endswith("…")
    assert safe_cell("x" * CELL_LIMIT) == "x" * CELL_LIMIT


@given(st.lists(st.lists(NASTY, min_size=2, max_size=3), max_size=5))
def test_csv_reads_back_cell_for_cell(rows):
    data = b"".join(csv_rows(["=a", "b"], rows))
    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data) == [["'=a", "b"], *([safe_cell(cell) for cell in row] for row in rows)]


@given(st.lists(NASTY.map(lambda text: text.replace("\t", "")), min_size=1, max_size=3))
@example(["Zoé", "", "a@b.fr", "2026-11-22 23:30:05", "l'été (x), y/z: 1-2"])
@example(["x" * CELL_LIMIT])
@example(["", "=1"])
@example(["\u3164-1"])
@example(["a;-1"])
def test_a_line_known_by_one_look_is_the_line_of_its_cells(cells):
    assert plain_csv_line("\t".join(cells)) in {None, csv_line(cells)}


def test_names_addresses_and_dates_are_known_by_one_look():
    assert plain_csv_line("Zoé\tO'Brien-Œuvré\t\ta.b@mail.example\t01000\t2026-11-22 23:30:05\t7")


@given(st.lists(st.lists(NASTY, min_size=2, max_size=2), max_size=3))
def test_xlsx_reads_back_as_text_without_formula(rows):
    first, *cells = read_xlsx(xlsx_bytes(["=a", "b", "n"], [[*row, 1] for row in rows]))
    assert [cell.value for cell in first] == ["'=a", "b", "n"]
    for typed, read in zip(rows, cells, strict=True):
        for text, cell in zip(typed, read[:2], strict=True):
            expected = spreadsheets._XLSX_ESCAPE.sub("_x005F_", safe_cell(text))
            assert (cell.value or "") == expected
            assert cell.data_type in {"s", "n"}  # "n": an empty cell


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "=1+1", "_x003D_1+1"])
def test_error_names_formulas_and_escapes_are_plain_text_in_xlsx(text):
    cell = read_xlsx(xlsx_bytes(["t"], [[text]]))[1][0]
    assert cell.data_type == "s"
    assert cell.value in {text, "'" + text, "_x005F_x003D_1+1"}


def test_csv_sends_its_header_before_the_first_row_is_asked_for():
    def rows():
        raise AssertionError("asked too early")
        yield

    assert list(islice(csv_rows(["a", "b"], rows()), 1)) == [b'\xef\xbb\xbf"a","b"\r\n']


def test_csv_comes_in_chunks_and_never_whole():
    chunks = list(csv_rows(["n"], ([n] for n in range(50_000))))
    assert len(chunks) > 5
    assert max(map(len, chunks)) < 70_000
    assert len(read_csv(b"".join(chunks))) == 50_001


def test_rows_beyond_one_sheet_go_on_the_next(monkeypatch):
    monkeypatch.setattr(spreadsheets, "SHEET_ROWS", 3)
    with xlsx_file(["n"], [[1], [2], [3]], title="People: [1]") as file:
        sheets = load_workbook(file).worksheets
    assert [[row[0] for row in sheet.values] for sheet in sheets] == [["n", 1, 2], ["n", 3]]


@pytest.mark.parametrize("title", ["", "'", "a/b:c*d?[e]", "x" * 80])
def test_any_title_makes_a_valid_sheet_name(title):
    with xlsx_file(["n"], [], title=title) as file:
        assert len(load_workbook(file).sheetnames[0]) <= 31
