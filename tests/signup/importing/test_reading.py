"""Any table of people can be read; whatever is none is refused with what to do about it."""

import io
import zipfile

import pytest

from hustings_signup.importing import reading, values
from hustings_signup.importing.archives import unpacked
from hustings_signup.importing.errors import Unreadable


def sheet_and_rows(data):
    file = io.BytesIO(data)
    sheet = reading.open_sheet(file)
    return sheet, list(reading.rows(file, sheet))


TEXT = "e-mail;prénom\nlea@example.org;Léa\n"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_encoding_and_separator_gives_the_same_people(encoding, separator):
    data = TEXT.replace(";", separator).encode(encoding)
    sheet, rows = sheet_and_rows(data)
    assert sheet.columns == ["e-mail", "prénom"]
    assert rows == [(2, ["lea@example.org", "Léa"])]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(line_end):
    _sheet, rows = sheet_and_rows(TEXT.replace("\n", line_end).encode())
    assert len(rows) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"%PDF-1.7 x", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"email;name\nlea@example.org;L\0a\n", "nul"),
        (b"email;name\n" + b"x" * 9000 + b"\0", "nul"),
        (b"email;name\n\x81\x8d\x8f;x\n", "encoding"),
        (b"lea@example.org;Lea\nana@example.org;Ana\n", "header"),
        (b"1;2;3\n", "header"),
        (b'email;name\nlea@example.org;"Lea\n', "quotes"),
        (b"email;name\nlea@example.org;" + b"x" * 5_000_000 + b"\n", "cell"),
        (b"email;" + b"x" * 5_000_000 + b"\nlea@example.org;Lea\n", "cell"),
        (b'email;name\nlea@example.org;"Lea\n' + b"bob@example.org;Bob\n" * 9000, "cell"),
        (b"<!doctype html><table><tr><td>email", "binary"),
        (b'[{"email": "lea@example.org"}]', "binary"),
        (TEXT.encode("utf-16")[:-1], "encoding"),
        (TEXT.encode("utf-32"), "nul"),
        (b'email;name\nlea@example.org;"Le"a\n', "quotes"),
        ((";" * 500 + "\n").encode(), "empty"),
        ((";".join(f"c{i}" for i in range(500)) + "\n").encode(), "columns"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data, code):
    with pytest.raises(Unreadable) as caught:
        sheet_and_rows(data)
    assert caught.value.code == code
    assert caught.value.message


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b'email;name\nana@example.org;"A\nn"\nlea@example.org;"Lea\nbob@example.org;Bob\n', 4),
        (b'email;name\nlea@example.org;"Le"a\n', 2),
        (b'email;name\nlea@example.org;"Lea\n' + b"bob@example.org;Bob\n" * 9000, 2),
    ],
)
def test_the_row_that_is_wrong_is_named_by_the_line_it_begins_in(data, line):
    with pytest.raises(Unreadable) as caught:
        sheet_and_rows(data)
    assert caught.value.line == line
    assert str(line) in caught.value.message


def test_300_columns_are_read_and_two_of_one_name_are_told_apart():
    names = ["email", "note", "note", *(f"c{i}" for i in range(297))]
    data = f"{';'.join(names)}\nlea@example.org{';x' * 299}\n".encode()
    sheet, rows = sheet_and_rows(data)
    assert len(sheet.columns) == len(set(sheet.columns)) == 300
    assert len(rows[0][1]) == 300


def packed(members, name="people.zip"):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    file.seek(0)
    return name, file


@pytest.mark.parametrize(
    ("members", "name", "code"),
    [
        ({"people.csv": TEXT}, "people.csv", "renamed"),
        ({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}, "people.csv", "spreadsheet"),
        ({"[Content_Types].xml": "x"}, "people.xlsx", "spreadsheet"),
        ({"photo.jpg": "x"}, "people.zip", "zip"),
    ],
)
def test_a_zip_in_disguise_or_of_other_things_is_refused(members, name, code):
    with pytest.raises(Unreadable) as caught, unpacked([packed(members, name)]):
        pass
    assert caught.value.code == code


def test_a_cut_off_zip_is_refused():
    name, file = packed({"people.csv": TEXT})
    with pytest.raises(Unreadable, match="zip"), unpacked([(name, io.BytesIO(file.read()[:40]))]):
        pass


def test_rows_of_another_length_are_marked_and_blank_ones_left_out():
    data = b"email;name\nlea@example.org\n\n;\nana@example.org;Ana;x\nbo@example.org;Bo\n"
    _sheet, rows = sheet_and_rows(data)
    assert rows == [(2, None), (5, None), (6, ["bo@example.org", "Bo"])]


def test_columns_that_are_refused_never_leave_the_reader():
    data = b"email;Religion;Party;inferred_support_level;name\na@example.org;x;y;3;Ana\n"
    sheet, rows = sheet_and_rows(data)
    assert sheet.refused == ["Religion", "Party", "inferred_support_level"]
    assert rows == [(2, ["a@example.org", "Ana"])]


def test_a_column_that_stands_twice_gets_a_name_of_its_own():
    sheet, _rows = sheet_and_rows(b"email;note;note;\n")
    assert sheet.columns == ["email", "note", "note (3)", "(4)"]


def test_excel_may_name_the_separator_in_front():
    sheet, rows = sheet_and_rows(b"sep=;\r\nemail;name\r\na@example.org;Ana, Bo\r\n")
    assert sheet.columns == ["email", "name"]
    assert rows[0][1] == ["a@example.org", "Ana, Bo"]


@pytest.mark.parametrize(
    ("cell", "nationbuilder", "elsewhere"),
    [
        ("'Ana", "Ana", "'Ana"),
        ("'t Hooft", "t Hooft", "'t Hooft"),
        ("'=1+1", "=1+1", "=1+1"),
        ("'-12", "-12", "-12"),
        ("Ana", "Ana", "Ana"),
    ],
)
def test_the_apostrophe_of_a_spreadsheet_goes_and_that_of_a_name_stays(
    cell, nationbuilder, elsewhere
):
    assert values.unmarked(cell, every_cell_marked=True) == nationbuilder
    assert values.unmarked(cell, every_cell_marked=False) == elsewhere
