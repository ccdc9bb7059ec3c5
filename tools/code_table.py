"""`docs/doors/skycore-codes.md`: the one table of that door's failures."""

from pathlib import Path

from kalends.doors.skycore.faults import Cause

HEAD = """# Skycore: every failure

Made from the code by `make docs`. E100, E104 to E108 and E503 are the vendor's numbers, and E1703 with its sentence
stands in the vendor's document; the other codes and sentences are ours. Where a value is there but cannot be used, the
code is the same, and the sentence says why.

| code | says |
|---|---|
"""


def page(_root: Path) -> str:
    """The whole page."""
    return HEAD + "".join(f"| {cause.value.code} | {cause.value.info} |\n" for cause in Cause)
