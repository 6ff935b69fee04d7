"""A segment while it is being written: read from a form of groups of rows, which works without
JavaScript since each change of its shape is a button that sends the form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from hustings_signup.segments import BadTree, Group, parse
from hustings_signup.segments.conditions import KINDS
from hustings_signup.segments.tree import MAX_CONDITIONS, MAX_DEPTH, OPS

ROOT = "t"
#: Fields of each kind, as the form names them.
FIELDS = {
    "list": ("purpose", "state"),
    "tag": ("tag",),
    "place": ("departments", "postcodes"),
    "acted": ("act", "source", "since", "until"),
    "known": ("since", "until"),
    "language": ("language",),
}
SEVERAL = ("departments",)


@dataclass
class Node:
    """A group (`op` and members) or a condition (`kind` and values), with its place: `t.0.2`."""

    path: str = ROOT
    op: str = ""
    kind: str = ""
    is_not: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    members: list[Node] = field(default_factory=list)
    error: str = ""

    @property
    def depth(self) -> int:
        """1 for the outermost group."""
        return self.path.count(".") + 1

    @property
    def may_nest(self) -> bool:
        """Whether another group may stand inside."""
        return self.depth < MAX_DEPTH

    def walk(self) -> Iterator[Node]:
        """Itself and everything below."""
        yield self
        for member in self.members:
            yield from member.walk()

    def placed(self, path: str = ROOT) -> Node:
        """The same with paths that say where each now stands."""
        self.path = path
        for number, member in enumerate(self.members):
            member.placed(f"{path}.{number}")
        return self

    def plain(self) -> dict[str, Any]:
        """As the tree is stored; not yet checked."""
        if not self.kind:
            return {"op": self.op, "of": [member.plain() for member in self.members]}
        return {"is": self.kind, "is_not": self.is_not, **self.values}


def of(tree: Group) -> Node:
    """A draft of what is stored."""
    return _node(tree.dump()).placed()


def _node(data: dict[str, Any]) -> Node:
    if "op" in data:
        return Node(op=data["op"], members=[_node(member) for member in data["of"]])
    values = {name: value for name, value in data.items() if name not in ("is", "is_not")}
    return Node(kind=data["is"], is_not=data["is_not"], values=values)


def read(data: QueryDict, path: str = ROOT) -> Node:
    """What the form holds; whatever is missing or unknown becomes an empty group."""
    kind = data.get(f"{path}-is", "")
    if kind in KINDS:
        values = {name: _value(data, path, name) for name in FIELDS[kind]}
        return Node(path, kind=kind, is_not=data.get(f"{path}-not") == "1", values=values)
    op = data.get(f"{path}-op", "all")
    node = Node(path, op=op if op in OPS else "all")
    for number in range(MAX_CONDITIONS):
        child = f"{path}.{number}"
        if node.depth > MAX_DEPTH or not {f"{child}-is", f"{child}-op"} & set(data):
            break
        node.members.append(read(data, child))
    return node


def _value(data: QueryDict, path: str, name: str) -> Any:
    key = f"{path}-{name}"
    if name in SEVERAL:
        return data.getlist(key)
    text = data.get(key, "").strip()
    if name == "postcodes":
        return text.replace(",", " ").replace(";", " ").split()
    if name == "tag":
        return int(text[:18]) if text.isascii() and text.isdigit() else 0
    return text


def change(root: Node, asked: str, data: QueryDict) -> bool:
    """Do what a button asks (`row:t.0`, `group:t`, `remove:t.0.1`); whether it was one of these."""
    action, _, path = asked.partition(":")
    found = {node.path: node for node in root.walk()}
    node = found.get(path)
    if action not in ("row", "group", "remove") or node is None:
        return False
    kind = data.get(f"{path}-new", "")
    if action == "row" and not node.kind and kind in KINDS:
        node.members.append(Node(kind=kind, values=_blank(kind)))
    elif action == "group" and not node.kind and node.may_nest:
        node.members.append(Node(op="any"))
    elif action == "remove" and path != ROOT:
        parent = found[path.rpartition(".")[0]]
        parent.members.remove(node)
    root.placed()
    return True


def _blank(kind: str) -> dict[str, Any]:
    values: dict[str, Any] = dict.fromkeys(FIELDS[kind], "")
    return {
        name: [] if name in (*SEVERAL, "postcodes") else value for name, value in values.items()
    }


def checked(root: Node) -> Group | None:
    """The tree when all of it makes sense; else None, with the error beside each row."""
    for node in root.walk():
        if node.kind:
            try:
                parse({"op": "all", "of": [node.plain()]})
            except BadTree as error:
                node.error = str(error)
    if any(node.error for node in root.walk()):
        return None
    try:
        return parse(root.plain())
    except BadTree as error:
        root.error = str(error)
        return None
