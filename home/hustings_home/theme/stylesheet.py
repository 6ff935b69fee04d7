"""Builds the one stylesheet: the layers in order, made small, and the colours of a brand."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import brotli

from hustings_home.theme.palette import DARK, DEFAULT, LIGHT, Brand, Scheme, palette

FOLDER = Path(__file__).parent / "layers"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Stylesheet:
    """The bytes of a theme, plain and compressed once."""

    digest: str
    plain: bytes
    gzipped: bytes
    brotli: bytes


def minified(css: str) -> str:
    """The same rules without comments and needless white space.

    Made for our own files: one declaration a line, no comment inside a string.
    """
    lines = [line.strip() for line in COMMENT.sub("", css).splitlines()]
    lines = [re.sub(r"^([\w-]+):\s+", r"\1:", line) for line in lines if line]
    text = re.sub(r"\s+", " ", " ".join(lines))
    text = re.sub(r"\s*([{};])\s*", r"\1", text)
    text = re.sub(r",\s+", ",", text)
    return text.replace(";}", "}").strip()


@lru_cache(maxsize=1)
def layers() -> str:
    """All layers in the order of their file names, minified; read once per process."""
    return "".join(minified(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.css")))


def brand_layer(brand: Brand) -> str:
    """The brand's custom properties for the light and the dark scheme."""

    def properties(scheme: Scheme) -> str:
        return ";".join(f"--{name}:{value}" for name, value in palette(brand, scheme).items())

    return (
        f"@layer tokens{{:root{{{properties(LIGHT)}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{properties(DARK)}}}}}}}"
    )


@lru_cache(maxsize=64)
def stylesheet(brand: Brand) -> Stylesheet:
    """The theme of a brand; its digest changes with the brand and with any layer."""
    plain = (layers() + brand_layer(brand)).encode()
    made = Stylesheet(
        digest=hashlib.sha256(plain).hexdigest()[:12],
        plain=plain,
        gzipped=gzip.compress(plain, 9, mtime=0),
        brotli=brotli.compress(plain, mode=brotli.MODE_TEXT),
    )
    _by_digest[made.digest] = made
    return made


_by_digest: dict[str, Stylesheet] = {}


def by_digest(digest: str) -> Stylesheet | None:
    """A theme this process has already made (the default one always), without the database."""
    stylesheet(DEFAULT)
    return _by_digest.get(digest)
