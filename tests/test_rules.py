"""Each rule of consent, R1 to R20, has tests with its number; docs/rules.md names real ones."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = range(1, 21)
TEST = re.compile(r"test_((?:r\d+_)+)")
ROW = re.compile(r"^\| R(\d+) .*$", re.MULTILINE)


@cache
def named() -> dict[int, set[str]]:
    """Rule to the names of its tests; one named for two rules counts for both."""
    found: dict[int, set[str]] = defaultdict(set)
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match = TEST.match(node.name) if isinstance(node, ast.FunctionDef) else None
            for number in re.findall(r"\d+", match[1]) if match else ():
                found[int(number)].add(node.name)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_tests_named_for_it_and_the_page_names_some(rule: int) -> None:
    tests = named()[rule]
    assert tests
    rows = ROW.finditer((ROOT / "docs/rules.md").read_text())
    [row] = [row[0] for row in rows if row[1] == str(rule)]
    told = set(re.findall(r"`(test_r\d+_\w+)`", row))
    assert told and told <= tests, told - tests
