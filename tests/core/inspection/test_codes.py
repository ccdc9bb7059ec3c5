"""The table of codes names every code that a check tells, and no other."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import kalends.core.ics as ics
import kalends.core.inspection as inspection
from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.inspection import PROFILES
from kalends.core.inspection.codes import CODES

VECTORS = Path(__file__).parents[2] / "vectors" / "ics" / "invalid"
TELLING = {"error": 1, "warn": 1, "_warn": 1, "_note": 0, "Problem": 0}
"""Functions that tell a problem, and which of their arguments is its code."""
FROM_ELSEWHERE = {"too-many"}  # its code is a name


def codes_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            at = TELLING.get(name)
            if at is not None and len(node.args) > at:
                code = node.args[at]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


def told() -> set[str]:
    files = [path for room in (ics, inspection) for path in Path(next(iter(room.__path__))).rglob("*.py")]
    return {code for path in files for code in codes_in(path) if " " not in code}


def test_every_code_is_in_a_table() -> None:
    found = told()
    assert len(found) > 50
    assert found <= CODES.keys() | DEVIATIONS.keys()


def test_no_code_is_in_the_table_for_nothing() -> None:
    assert {code for code in CODES if not code.endswith("…")} <= told() | FROM_ELSEWHERE


def test_a_code_is_told_by_one_table() -> None:
    of_profiles = [rule.code for profile in PROFILES.values() for rule in profile.rules]
    assert len({*of_profiles}) == len(of_profiles)
    assert not CODES.keys() & DEVIATIONS.keys()
    assert not {*of_profiles} & (CODES.keys() | DEVIATIONS.keys())


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.json")), ids=lambda path: path.stem)
def test_a_vector_expects_codes_of_the_tables(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    if expected["stage"] == "object":  # preconditions of RFC 4791
        return
    for flaw in expected["flaws"]:
        code = flaw["code"]
        assert code in CODES or code in DEVIATIONS or code.startswith("missing-"), code
