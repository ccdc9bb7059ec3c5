"""Every regular expression of the program, on long texts of one piece repeated: the time grows with their length."""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import kalends

SECONDS = 2.0
SIZES = (2_000, 20_000, 200_000)
"""Characters; what is quadratic takes seconds at the second size, and is not let come to the third."""
PIECES = (
    *("a", "1", " ", "\t", "\r", "\n", "-", ".", ",", ";", ":", "/", "\\", '"', "%", "&", "[", "<", ">", "@", "_", "^"),
    *("\u0301", "漢", "\r\n ", "\n\n", ";a=", ";a=b,", '",', '"a"', "a.", "a,", "0,", "1MO,", "\\\\", "mailto:", "--"),
)
FRAMES = (("", "\0"), ("a", '"'), ('"', ""), ("X;a=", "\n"), ("<!--", "!"), ("(UTC", ")"))

OF_OUR_OWN = ("kalends.store.migrations._COMMENT",)
"""Expressions that never meet a text of a client."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression, and whether it is looked for anywhere in a text, or at its beginning alone."""

    pattern: re.Pattern[Any]
    anywhere: bool

    def ask(self, text: str) -> None:
        """Ask it as the program does."""
        some = text.encode() if isinstance(self.pattern.pattern, bytes) else text
        self.pattern.match(some)
        self.pattern.fullmatch(some)
        if self.anywhere:
            for _ in self.pattern.finditer(some):
                pass


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(kalends.__path__, "kalends."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def _patterns(value: Any, deep: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif deep and isinstance(value, dict):
        for each in value.values():
            yield from _patterns(each, deep - 1)
    elif deep and isinstance(value, tuple | list):
        for each in value:
            yield from _patterns(each, deep - 1)
    elif deep and getattr(value, "__closure__", None):
        for cell in value.__closure__:
            yield from _patterns(cell.cell_contents, deep - 1)


def _known() -> dict[str, Expression]:
    found = {}
    for module in _modules():
        source = Path(module.__file__ or "").read_text()
        for name, value in vars(module).items():
            used = rf"\b{name}(\[\w+\])?(\(\))?\.(search|finditer|findall|sub|subn|split)\("
            for pattern in _patterns(value):
                expression = Expression(pattern, re.search(used, source) is not None)
                if f"{module.__name__}.{name}" not in OF_OUR_OWN:
                    found.setdefault(f"{pattern.pattern!r} {expression.anywhere}", expression)
    return found


EXPRESSIONS = _known()


def test_the_expressions_are_found() -> None:
    assert len(EXPRESSIONS) > 100


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=range(len(EXPRESSIONS)))
def test_an_expression_takes_linear_time(expression: Expression) -> None:
    for size in SIZES:
        begun = time.process_time()
        for text in _texts(size):
            expression.ask(text)
            spent = time.process_time() - begun
            assert spent < SECONDS * (1 if size < SIZES[-1] else 10), (
                ascii(expression.pattern.pattern),
                text[:20],
                size,
            )


def _texts(size: int) -> Iterator[str]:
    for piece in PIECES:
        for before, after in FRAMES if size < SIZES[-1] else FRAMES[:1]:
            yield before + piece * (size // len(piece)) + after
