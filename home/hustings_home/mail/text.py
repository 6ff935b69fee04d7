"""The text part of a mail, read from its HTML, so that both always say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, NavigableString, Tag

#: Elements that stand on lines of their own.
BLOCKS = frozenset(
    {"h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "div"}
    | {"table", "caption", "tr", "hr"}
)
SPACES = re.compile(r"[ \t\r\n\f]+")  # not the no-break spaces of French typography
RULE = "* * *"


def as_text(html: str) -> str:
    """Plain text of plain elements: paragraphs parted by an empty line, headings underlined,
    list items behind a dash or their number, links as `words <address>`."""
    soup = BeautifulSoup(html, "html.parser")
    return "\n\n".join(part for part in _parts(soup) if part)


def _parts(tag: Tag) -> Iterator[str]:
    """The paragraphs of an element; words between two blocks make one of their own."""
    words: list[Tag | NavigableString] = []
    for child in tag.children:
        if isinstance(child, Tag) and child.name in BLOCKS:
            yield _inline(words)
            words = []
            yield from _block(child)
        elif isinstance(child, Tag | NavigableString):
            words.append(child)
    yield _inline(words)


def _block(tag: Tag) -> Iterator[str]:
    match tag.name:
        case "hr":
            yield RULE
        case "h1" | "h2" | "h3" | "h4":
            words = _inline(tag.children)
            longest = max(map(len, words.split("\n")), default=0)
            yield f"{words}\n{('=' if tag.name == 'h1' else '-') * min(longest, 60)}"
        case "ul" | "ol":
            yield _list(tag)
        case "blockquote":
            inside = "\n\n".join(part for part in _parts(tag) if part)
            yield "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))
        case "table":
            yield _table(tag)
        case _:
            yield from _parts(tag)


def _list(tag: Tag) -> str:
    first = int(str(tag.get("start", "1")))
    lines = []
    for number, item in enumerate(tag.find_all("li", recursive=False), start=first):
        mark = f"{number}. " if tag.name == "ol" else "- "
        inside = "\n".join(part for part in _parts(item) if part)
        lines.append(mark + inside.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _table(tag: Tag) -> str:
    caption = tag.find("caption")
    lines = [_inline(caption.children)] if isinstance(caption, Tag) else []
    lines += [
        " | ".join(_inline(cell.children) for cell in row.find_all(["th", "td"]))
        for row in tag.find_all("tr")
    ]
    return "\n".join(lines)


def _inline(children: object) -> str:
    """Words on one line, but for line breaks."""
    text = SPACES.sub(" ", "".join(map(_words, children)))  # type: ignore[call-overload]
    return "\n".join(line.strip(" ") for line in text.replace("\0", "\n").split("\n")).strip()


def _words(node: Tag | NavigableString) -> str:
    if not isinstance(node, Tag):
        return str(node)
    if node.name == "br":
        return "\0"
    inside = "".join(
        _words(child) for child in node.children if isinstance(child, Tag | NavigableString)
    )
    href = str(node.get("href", "")) if node.name == "a" else ""
    if not href or inside.strip() in (
        href,
        href.removeprefix("mailto:"),
        href.removeprefix("tel:"),
    ):
        return inside
    return f"{inside} <{href.removeprefix('mailto:').removeprefix('tel:')}>"
