"""docs/decisions/README.md: the index of the decision records, made from their titles."""

import re
from pathlib import Path

_TITLE = re.compile(r"# 0*([0-9]+)\.? (.+)")
_STATUS = re.compile(r"\*\*Status\.\*\* (.+)")

_HEAD = """# Decision records

Each record says what was decided, why, what was refused and what was measured. A record is revised while its decision
stands; a decision that is taken back is marked as superseded, and stays readable.

"""
_FOOT = """
Numbers without a record ({gaps}) were set aside for drafts that became part of another record, or were dropped.
A number is never given twice.
"""


def page(root: Path) -> str:
    """The index: number, title, and status where the decision no longer stands."""
    records = {}
    for file in sorted((root / "docs/decisions").glob("[0-9]*.md")):
        text = file.read_text(encoding="utf-8")
        title = _TITLE.match(text)
        if title is None or int(title[1]) != int(file.name[:4]):
            raise ValueError(f'{file.name} does not begin with "# <its number>. <title>"')
        status = _STATUS.search(text)
        records[int(title[1])] = f"| {int(title[1])} | [{title[2]}]({file.name}) | {status[1] if status else ''} |\n"
    gaps = [number for number in range(1, max(records)) if number not in records]
    rows = "".join(row for _, row in sorted(records.items()))
    return _HEAD + "| | decision | status |\n|---|---|---|\n" + rows + _FOOT.format(gaps=", ".join(map(str, gaps)))
