"""`docs/check.md`: every code that `kalends check` tells, and the rules of its profiles with their sources."""

from collections.abc import Iterator
from pathlib import Path

from kalends.core.ics.lenient import DEVIATIONS
from kalends.core.inspection import PROFILES, Profile
from kalends.core.inspection.codes import CODES

HEAD = """# What `kalends check` tells

Made from the code by `make docs`. A code is stable; the sentence beside it may get better. `--json` gives both, with
file, line, column, severity, the section of an RFC (`rfc`), and the `source`: the same section, or for a rule of a
profile the public page that tells what the program refuses.

An error breaks a rule of an RFC, and is exit code 1. What is marked as lenient is read all the same by every door that
takes calendar files, and told.

| code | | what it says | |
|---|---|---|---|
"""

_PROFILES = """
## Profiles

`kalends check --profile NAME` names, beside all of the above, what a program is known to refuse though the standard
allows it. Each rule has a file that passes and one that fails in `tests/vectors/profiles/`.
"""


def page(_root: Path) -> str:
    """The whole page."""
    rows = [(row.code, str(row.severity), row.what, "") for row in CODES.values()]
    rows += [(row.code, "warning" if row.notice else "error", row.what, "lenient") for row in DEVIATIONS.values()]
    table = "".join(f"| `{row[0]}` | {row[1]} | {row[2]} | {row[3]} |\n" for row in sorted(rows))
    return HEAD + table + _PROFILES + "".join(map(_profile, PROFILES.values()))


def _profile(profile: Profile) -> str:
    head = f"\n### {profile.name}: {profile.program}\n\n| code | | what it says | source |\n|---|---|---|---|\n"
    return head + "".join(_rows(profile))


def _rows(profile: Profile) -> Iterator[str]:
    for rule in profile.rules:
        yield f"| `{rule.code}` | {rule.severity} | {rule.message} | {_link(rule.source)} |\n"
    for raised in profile.raised:
        known = DEVIATIONS.get(raised.code) or CODES.get(raised.code)
        what = known.what if known else "a property that must be there is not"
        yield f"| `{raised.code}` | error | {what} | {_link(raised.source)} |\n"


def _link(source: str) -> str:
    return source if source.startswith("RFC") else f"<{source}>"
