"""Log lines that carry nothing about a person: tokens in addresses are printed as `***`."""

import logging
import re

#: Addresses whose next part is a token: every personal link is one letter; my data, and the page
#: after a form. A mail scanner may log the slash as %2F.
TOKEN_PATHS = re.compile(
    r"((?:/|%2F)(?:[a-z]|almost-there|moi|my-data)(?:/|%2F))[^/\s\"'?#<>]+", re.I
)
#: What stands after the question mark of a request: searches of staff, among others, for people.
QUERIES = re.compile(r'((?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) [^\s?"]*\?)[^\s"]*')


def masked(text: str) -> str:
    """The text with tokens and query strings replaced by `***`."""
    return QUERIES.sub(r"\1***", TOKEN_PATHS.sub(r"\1***", text))


class MaskingFormatter(logging.Formatter):
    """Masks the whole line, traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """The formatted and masked line."""
        return masked(super().format(record))
