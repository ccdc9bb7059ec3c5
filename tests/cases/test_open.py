"""The list of what is open names cases, and every file is one."""

from tests.cases import test_again, test_cases, test_doors  # noqa: F401 — each says what its cases are
from tests.cases.case import FILES
from tests.cases.marks import IDS
from tests.cases.open import OPEN


def test_what_is_open_is_a_case() -> None:
    assert OPEN <= IDS, OPEN - IDS


def test_every_file_is_a_case() -> None:
    names = {name.partition("@")[0] for name in IDS}
    assert {path.name.partition(".")[0] for path in FILES.iterdir()} <= names
