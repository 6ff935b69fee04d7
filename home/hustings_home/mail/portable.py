"""HTML that a mail client understands and that asks nothing of any server."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag

WORDS = re.compile(r"\w+")
REMOVED = WORDS.findall(
    "script style form button input svg iframe template source img video audio embed object "
    "link meta picture"
)
KEPT = frozenset(
    WORDS.findall(
        "h1 h2 h3 h4 p ul ol li a b strong i em sup sub br hr blockquote div "
        "table caption thead tbody tr th td"
    )
)
KEPT_ATTRIBUTES = frozenset({"href", "class", "lang", "scope", "start"})
OWN_CLASSES = frozenset({"button", "callout", "card", "lead", "links", "meta"})
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
HEADINGS = ["h1", "h2", "h3", "h4"]


def portable(html: str, *, web_url: str, source: str = "") -> list[str]:
    """The top-level pieces of the HTML, each plain and complete, addresses absolute.

    Links to the host of `web_url` carry `?s=source`, so that a visit can be told from others
    without following the reader. Headings start at the second level and leave none out.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(REMOVED):
        tag.decompose()
    for tag in soup.find_all(True):
        if tag.name not in KEPT:
            tag.unwrap()
        else:
            _keep_portable_attributes(tag, web_url, source)
    _headings_in_order(soup)
    top = [node for node in soup.contents if isinstance(node, Tag | NavigableString)]
    pieces = [
        piece.decode(formatter="minimal")
        if isinstance(piece, Tag)
        else f"<p>{piece.output_ready('minimal').strip()}</p>"
        for piece in top
        if isinstance(piece, Tag) or str(piece).strip()
    ]
    return [piece for piece in pieces if _says_something(piece)]


def with_source(url: str, source: str) -> str:
    """The address with `s=source` before its fragment; one that names a source keeps it."""
    address, hash_, fragment = url.partition("#")
    query = urlsplit(address).query
    if not source or any(pair.startswith("s=") for pair in query.split("&")):
        return url
    return f"{address}{'&' if query else '?'}s={source}{hash_}{fragment}"


def _says_something(piece: str) -> bool:
    soup = BeautifulSoup(piece, "html.parser")
    return bool(soup.get_text(strip=True) or soup.find("hr"))


def _keep_portable_attributes(tag: Tag, web_url: str, source: str) -> None:
    tag.attrs = {name: value for name, value in tag.attrs.items() if name in KEPT_ATTRIBUTES}
    classes = [name for name in tag.get_attribute_list("class") if name in OWN_CLASSES]
    tag.attrs.pop("class", None)
    if classes:
        tag["class"] = " ".join(classes)
    if tag.name != "a":
        tag.attrs.pop("href", None)
        return
    url = urljoin(web_url, str(tag.get("href", "")))
    if not tag.get("href") or urlsplit(url).scheme not in SCHEMES:
        tag.unwrap()  # the words stay
        return
    own = urlsplit(url).netloc == urlsplit(web_url).netloc
    tag["href"] = with_source(url, source) if own else url


def _headings_in_order(soup: BeautifulSoup) -> None:
    level = 1  # the title of the mail
    for tag in soup.find_all(HEADINGS):
        level = max(2, min(int(tag.name[1]), level + 1))
        tag.name = f"h{level}"
