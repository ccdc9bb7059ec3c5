"""Names for the tests of cases, and the mark of those that are on the list of what is open."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.cases.open import OPEN

IDS: set[str] = set()


def case(test: str, *values: Any) -> Any:
    """The values of a test, under its id."""
    IDS.add(test)
    return pytest.param(*values, id=test, marks=[_open(test)] if test in OPEN else [])


def is_case(test: str) -> Callable[[Any], Any]:
    """For a function that is the test of that id."""
    IDS.add(test)
    return _open(test) if test in OPEN else lambda function: function


def _open(test: str) -> pytest.MarkDecorator:
    """It has to fail, and by an assertion: a test that breaks is no case that is open."""
    return pytest.mark.xfail(strict=True, raises=AssertionError, reason=f"take {test!r} off tests/cases/open.py")
