"""The parts of a text between ::: marks: numbers, tables, cards and people."""

from typing import Any

from hustings.campaign.inline import References


def cells(line: str, count: int) -> list[str]:
    """The cells of a line written `a | b`, filled up with empty ones."""
    found = [cell.strip() for cell in line.split("|")]
    if len(found) > count:
        raise ValueError(f"At most {count} cells: {line}")
    return found + [""] * (count - len(found))


def block(lines: list[str], references: References) -> dict[str, Any]:
    """The block of one fenced part; ValueError for an unknown name."""
    name, _, heading = lines[0].removeprefix(":::").strip().partition(" ")
    rows = lines[1:-1]
    match name:
        case "numbers":
            value = _numbers(heading, rows)
        case "table":
            value = {"caption": heading, "rows": "\n".join(rows), "row_headings": True}
        case "cards":
            value = {"heading": heading, "items": [_card(row, references) for row in rows]}
        case "people":
            value = {"heading": heading, "items": [_person(row, references) for row in rows]}
        case _:
            raise ValueError(f"Unknown part: {name}")
    return {"type": name, "value": value}


def _numbers(heading: str, rows: list[str]) -> dict[str, Any]:
    source = ""
    items = []
    for row in rows:
        if row.startswith("source:"):
            source = row.removeprefix("source:").strip()
            continue
        figure, label = cells(row, 2)
        items.append({"value": figure, "label": label})
    return {"heading": heading, "items": items, "source": source}


def _card(row: str, references: References) -> dict[str, Any]:
    title, text, image, page = cells(row, 4)
    return {
        "title": title,
        "text": text,
        "image": references.image(image) if image else None,
        "page": references.page(page) if page else None,
    }


def _person(row: str, references: References) -> dict[str, Any]:
    portrait, name, role, text = cells(row, 4)
    return {
        "name": name,
        "role": role,
        "portrait": references.image(f"portrait-{portrait}") if portrait else None,
        "text": text,
    }
