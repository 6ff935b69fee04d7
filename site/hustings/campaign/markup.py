"""Turns the light markup of our content files into the blocks of a page body.

    ## Heading, ### Sub-heading        > words, then > — Name, role
    paragraphs, - lists, 1. lists      !! Callout, then its text
    ![picture] alt | caption | credit  ?? Question, then its answer (several in a row: one block)
    [[button page | label]]            :::numbers Heading ... ::: (table, cards, people likewise)

Parts are separated by empty lines. Block ids come from the page's key and the position, so that
both languages have the same: wagtail-localize pairs their words by these ids.
"""

import re
import uuid
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from hustings.campaign import fences
from hustings.campaign.inline import References, rich

NAMESPACE = uuid.UUID("5b1f0a3e-6f0d-4a55-9d0e-6a7c0f5f3c11")
Block = dict[str, Any]
Part = tuple[str, list[str]]

DIRECTIVE = re.compile(r"\[\[(?P<name>\w+) (?P<arguments>.+)\]\]")
PICTURE = re.compile(r"!\[(?P<key>[\w-]+)\] (?P<words>.+)")
ITEM = re.compile(r"(?:- |\d+\. )")


def body(text: str, *, key: str, references: References) -> list[Block]:
    """The stream data of a text; ValueError names what it does not understand."""
    blocks = []
    for kind, run in groupby(_parts(text), key=lambda part: _kind(part[1])):
        blocks.extend(_blocks(kind, [lines for _, lines in run], references))
    return [identified(block, f"{key}/{number}") for number, block in enumerate(blocks)]


def identified(block: Block, path: str) -> Block:
    """The block with ids that depend on its path only, its list items too."""
    value = block["value"]
    if isinstance(value, dict):
        for name in ("items", "images"):
            if name in value:
                value[name] = [
                    {"type": "item", "value": item, "id": stable_id(f"{path}/{number}")}
                    for number, item in enumerate(value[name])
                ]
    return {**block, "id": stable_id(path)}


def stable_id(path: str) -> str:
    """The id of what stands at a path."""
    return str(uuid.uuid5(NAMESPACE, path))


def _parts(text: str) -> Iterator[Part]:
    """Paragraphs, each as its lines; what stands between ::: marks is one part."""
    lines: list[str] = []
    fenced = False
    for line in [*text.strip("\n").splitlines(), ""]:
        opens = line.startswith(":::") and not fenced
        if (not line.strip() or opens) and not fenced:
            if lines:
                yield "", lines
            lines = []
        if line.strip():
            lines.append(line.rstrip())
        if line.startswith(":::"):
            fenced = not fenced
            if not fenced:
                yield "", lines
                lines = []
    if lines:
        raise ValueError(f"::: is not closed: {lines[0]}")


def _kind(lines: list[str]) -> str:
    first = lines[0]
    for mark, kind in (
        (":::", "fence"),
        ("[[", "directive"),
        ("![", "picture"),
        ("## ", "heading"),
        ("### ", "heading"),
        ("> ", "quote"),
        ("!! ", "callout"),
        ("?? ", "faq"),
    ):
        if first.startswith(mark):
            return kind
    return "text"


def _blocks(kind: str, parts: list[list[str]], references: References) -> list[Block]:
    match kind:
        case "text":
            return [{"type": "text", "value": "".join(_prose(p, references) for p in parts)}]
        case "faq":
            lines = [line for part in parts for line in part]
            return [_faq(lines, references)]
        case "heading":
            return [_heading(line) for part in parts for line in part]
        case "quote":
            return [_quote(part) for part in parts]
        case "callout":
            return [_callout(part, references) for part in parts]
        case "picture":
            return [_picture(line, references) for part in parts for line in part]
        case "directive":
            return [_directive(line, references) for part in parts for line in part]
        case _:
            return [fences.block(part, references) for part in parts]


def _prose(lines: list[str], references: References) -> str:
    if not all(ITEM.match(line) for line in lines):
        return f"<p>{rich(' '.join(lines), references)}</p>"
    tag = "ul" if lines[0].startswith("- ") else "ol"
    items = "".join(f"<li>{rich(ITEM.sub('', line, count=1), references)}</li>" for line in lines)
    return f"<{tag}>{items}</{tag}>"


def _heading(line: str) -> Block:
    marks, _, words = line.partition(" ")
    return {"type": "heading", "value": {"text": words, "level": f"h{len(marks)}"}}


def _quote(lines: list[str]) -> Block:
    words = [line.removeprefix("> ") for line in lines]
    by = words.pop().removeprefix("— ") if words[-1].startswith("— ") else ""
    name, _, role = by.partition(", ")
    value = {"text": " ".join(words), "attribution": name, "role": role, "url": ""}
    return {"type": "quote", "value": value}


def _callout(lines: list[str], references: References) -> Block:
    heading, *text = lines
    value = {
        "tone": "note",
        "heading": heading.removeprefix("!! "),
        "text": _prose(text, references),
    }
    return {"type": "callout", "value": value}


def _faq(lines: list[str], references: References) -> Block:
    items: list[dict[str, str]] = []
    for line in lines:
        if line.startswith("?? "):
            items.append({"question": line.removeprefix("?? "), "answer": ""})
        else:
            items[-1]["answer"] += f"<p>{rich(line, references)}</p>"
    return {"type": "faq", "value": {"heading": "", "items": items}}


def _picture(line: str, references: References) -> Block:
    match = PICTURE.fullmatch(line)
    if match is None:
        raise ValueError(f"A picture needs its key and words: {line}")
    alt, caption, credit = fences.cells(match["words"], 3)
    picture = {"image": references.image(match["key"]), "decorative": False, "alt_text": alt}
    value = {"image": picture, "caption": caption, "credit": credit, "width": "text"}
    return {"type": "image", "value": value}


def _directive(line: str, references: References) -> Block:
    match = DIRECTIVE.fullmatch(line)
    if match is None:
        raise ValueError(f"Not understood: {line}")
    target, first, second = fences.cells(match["arguments"], 3)
    target, _, count = target.partition(" ")
    name = match["name"]
    match name:
        case "button":
            page = references.page(target)
            value = {"label": first, "page": page, "url": "", "style": "primary"}
        case "news_list" | "event_list":
            value = {"heading": first, "page": references.page(target), "count": int(count)}
        case "petition_card" | "card":
            value = {"page": references.page(target)}
        case "signup_form":
            value = {"heading": first, "text": second, "page": references.page(target)}
        case "download":
            document = references.document(target)
            value = {"document": document, "title": first, "description": second}
        case _:
            raise ValueError(f"Unknown part: {name}")
    return {"type": name, "value": value}
