"""The faults that `make mutate` puts into the source, and the list of those that make no difference."""

from pathlib import Path
from typing import Any

import pytest
from tools.mutants import mutants_of
from tools.mutate import SOURCE, equivalents

MODULE = '''
"""A module."""
_MOST = 5


def least(numbers: list[int], floor: int = 2) -> int | None:
    """A function."""
    assert numbers is not None
    for each in numbers:
        if each < floor and not each % _MOST:
            return min(numbers)
    raise ValueError(f"no {each} of {1}")
'''

CHANGES = """\
-: 5 => 6
-: 5 => 4
-: 2 => 3
-: 2 => 1
least: each < floor and (not each % _MOST) => each < floor or not each % _MOST
least: each < floor and (not each % _MOST) => not each % _MOST
least: each < floor and (not each % _MOST) => each < floor
least: each < floor and (not each % _MOST) => True
least: each < floor and (not each % _MOST) => False
least: each < floor => each <= floor
least: each < floor => each >= floor
least: not each % _MOST => each % _MOST
least: return min(numbers) => return None
least: min => max
least: raise ValueError(f'no {each} of {1}') => nothing
least: 1 => 2
least: 1 => 0
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "module.py").write_text(MODULE)
    return tmp_path


def test_a_module_has_a_mutant_for_each_small_fault(module: Path) -> None:
    assert [each.name for each in mutants_of(module, Path("module.py"))] == [
        f"module.py {line}" for line in CHANGES.splitlines()
    ]


@pytest.mark.parametrize(("change", "result"), [("min => max", 8), ("return min(numbers) => return None", None)])
def test_a_mutant_does_what_its_name_says(module: Path, change: str, result: int | None) -> None:
    mutant = next(each for each in mutants_of(module, Path("module.py")) if each.change == change)
    names: dict[str, Any] = {}
    exec(compile(mutant.apply(), "module.py", "exec"), names)
    assert names["least"]([8, 5, 0]) == result


def test_a_mutant_that_is_called_equivalent_exists_and_has_a_reason() -> None:
    reasons = equivalents()
    paths = sorted({Path(name.split(maxsplit=1)[0]) for name in reasons})
    assert [name for name, reason in reasons.items() if not reason] == []
    assert reasons.keys() - {mutant.name for path in paths for mutant in mutants_of(SOURCE, path)} == set()
