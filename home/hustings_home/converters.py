"""Path converters: `<row:page_id>` is a number that a database column can hold."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class RowConverter(IntConverter):
    """Up to nine digits: a longer number is no row of ours, and SQLite refuses to look for it."""

    regex = "[0-9]{1,9}"


register_converter(RowConverter, "row")
