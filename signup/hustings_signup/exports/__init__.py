"""Exports of people: which columns, which rows, and the audit row each one leaves."""

from hustings_signup.exports.audit import LeftOut, audited, start
from hustings_signup.exports.columns import ExportColumn, chosen_columns, columns
from hustings_signup.exports.copying import csv_lines
from hustings_signup.exports.reading import rows

#: A spreadsheet is built before its first byte leaves; more people than this go into a CSV.
XLSX_LIMIT = 50_000

__all__ = [
    "XLSX_LIMIT",
    "ExportColumn",
    "LeftOut",
    "audited",
    "chosen_columns",
    "columns",
    "csv_lines",
    "rows",
    "start",
]
