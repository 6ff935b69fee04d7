"""Reads our content files: TOML, both languages of a text side by side, set as type."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hustings.campaign.facts import LANGUAGES
from hustings.campaign.typography import typeset

CONTENT = Path(__file__).parent / "content"
#: Fields of a language that are no words for readers.
NO_WORDS = {"slug"}
PLACEHOLDER = re.compile(r"\{(\w+)\}")

Texts = dict[str, Any]


def read_folder(*path: str) -> dict[str, Texts]:
    """Every file of a folder under content/, by its name without number and ending, sorted."""
    folder = CONTENT.joinpath(*path)
    return {key_of(file): read(file) for file in sorted(folder.glob("*.toml"))}


def read(path: Path) -> Texts:
    """One file; a ValueError names the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error


def key_of(file: Path) -> str:
    """`1-transport.toml` and `transport.toml` are both `transport`."""
    return re.sub(r"^\d+-", "", file.stem)


def words(
    texts: Mapping[str, Any], placeholders: Mapping[str, Mapping[str, str]]
) -> dict[str, Texts]:
    """The fields of each language, names in braces filled in and set as type."""
    return {
        language: {
            name: value if name in NO_WORDS else _set(value, language, placeholders[language])
            for name, value in texts[language].items()
        }
        for language in LANGUAGES
    }


def _set(value: Any, language: str, placeholders: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return typeset(filled(value, placeholders), language)
    if isinstance(value, list):
        return [_set(item, language, placeholders) for item in value]
    return value


def filled(text: str, placeholders: Mapping[str, str]) -> str:
    """The text with every known name in braces replaced; KeyError for an unknown one."""
    return PLACEHOLDER.sub(lambda match: placeholders[match[1]], text)
