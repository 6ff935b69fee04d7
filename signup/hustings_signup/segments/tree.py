"""A segment's question as a tree: groups (all, any, none) of conditions and of further groups.

Stored as JSON; whatever comes from a form or the database is read by `parse` and refused when it
is no such tree, too deep or too large.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hustings_signup.segments.conditions import KINDS, BadTree, Condition

#: A group within a group within a group: more nobody reads.
MAX_DEPTH = 3
MAX_CONDITIONS = 20
OPS = ("all", "any", "none")


@dataclass(frozen=True)
class Group:
    """All, any or none of its members. Without members, all and none are everybody, any nobody."""

    op: str = "all"
    of: tuple[Group | Condition, ...] = field(default=())

    def dump(self) -> dict[str, Any]:
        """Plain JSON, as `parse` reads it."""
        return {"op": self.op, "of": [member.dump() for member in self.of]}

    def conditions(self) -> Iterator[tuple[Condition, bool]]:
        """Every condition below, and whether it stands under a "none" or says "not"."""
        for member in self.of:
            if isinstance(member, Group):
                for condition, is_negative in member.conditions():
                    yield condition, is_negative or self.op == "none"
            else:
                yield member, member.is_not or self.op == "none"

    @property
    def depth(self) -> int:
        """How many groups stand one inside another, this one included."""
        return 1 + max((m.depth for m in self.of if isinstance(m, Group)), default=0)


def parse(data: object) -> Group:
    """The tree in a JSON value; `{}` is everybody. BadTree says in words what is wrong."""
    group = _group({"op": "all", "of": []} if data == {} else data, depth=1)
    if sum(1 for _pair in group.conditions()) > MAX_CONDITIONS:
        raise BadTree(_("At most %(number)d conditions.") % {"number": MAX_CONDITIONS})
    return group


def _group(data: object, *, depth: int) -> Group:
    if depth > MAX_DEPTH:
        raise BadTree(_("At most %(number)d groups, one inside another.") % {"number": MAX_DEPTH})
    if not isinstance(data, dict) or set(data) != {"op", "of"} or data["op"] not in OPS:
        raise BadTree(_("This is no group of conditions."))
    members = data["of"]
    if not isinstance(members, list) or len(members) > MAX_CONDITIONS:
        raise BadTree(_("At most %(number)d conditions.") % {"number": MAX_CONDITIONS})
    return Group(data["op"], tuple(_member(member, depth=depth) for member in members))


def _member(data: object, *, depth: int) -> Group | Condition:
    if isinstance(data, dict) and "op" in data:
        return _group(data, depth=depth + 1)
    kind = data.get("is") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(kind, str) or kind not in KINDS:
        raise BadTree(_("This is no condition."))
    return KINDS[kind].parse({name: value for name, value in data.items() if name != "is"})
