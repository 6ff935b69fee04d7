"""What the bytes of an upload are: a text in which encoding, or something else in disguise."""

import codecs
from typing import BinaryIO

from hustings_signup.importing.errors import Unreadable

CHUNK = 1 << 20
SAMPLE = 4096
#: First bytes of what is not a text, and what to say about it.
MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "spreadsheet"),
    (b"\x1f\x8b", "binary"),
    (b"\x89PNG", "binary"),
    (b"\xff\xd8\xff", "binary"),
    (b"7z\xbc\xaf", "binary"),
    (b"Rar!", "binary"),
    (b"<", "binary"),  # a page of a website, saved
    (b"[{", "binary"),  # JSON
    (b'{"', "binary"),
)


def magic(file: BinaryIO) -> str:
    """The code of what the first bytes betray, "" for a possible text; empty files are refused."""
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if not start:
        raise Unreadable("empty")
    return next((code for first, code in MAGIC if start.startswith(first)), "")


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 (with its mark or not), UTF-16, else Windows-1252; Unreadable for anything else."""
    file.seek(0)
    sample = file.read(SAMPLE)
    if sample.startswith(codecs.BOM_UTF8):
        wanted = ["utf-8-sig"]
    elif sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        wanted = ["utf-16"]
    elif b"\0" in sample:
        wanted = [_utf16_without_mark(sample)]
    else:
        wanted = ["utf-8", "cp1252"]
    for encoding in wanted:
        if _decodes(file, encoding):
            file.seek(0)
            return encoding
    raise Unreadable("encoding")


def _utf16_without_mark(sample: bytes) -> str:
    """Every other byte of western text in UTF-16 is NUL; otherwise the NULs are damage."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    raise Unreadable("nul")


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        while chunk := file.read(CHUNK):
            if "\0" in decoder.decode(chunk):
                raise Unreadable("nul")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
