"""Fail where the service or the store names a dialect: whatever is in them belongs to every door.

Numbered migrations are left out: they read what programs of before have stored.
"""

import re
import sys
from pathlib import Path

ROOMS = ("service", "store")
DIALECTS = re.compile(r"kona|onlyoffice|skycore|apyhub", re.IGNORECASE)
_MIGRATION = re.compile(r"\d{4}_\w+\.sql|migration_\d{4}\.py")
_SOURCE = Path(__file__).parent.parent / "src" / "kalends"


def named() -> list[str]:
    """Each line that names a dialect, with its place."""
    files = [file for room in ROOMS for file in sorted((_SOURCE / room).rglob("*")) if file.suffix in (".py", ".sql")]
    return [
        f"{file}:{number}: {line.strip()}"
        for file in files
        if not _MIGRATION.fullmatch(file.name)
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if DIALECTS.search(line)
    ]


if __name__ == "__main__":
    found = named()
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(bool(found))
