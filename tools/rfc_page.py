"""`docs/rfc/README.md`: the sections of the RFCs that tests hold us to, from the marks of the tests."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HEAD = """# What we hold ourselves to

Made from the tests' marks by `make docs`: a section is here because the tests beside it fail where we break it.
"""

_SECTION = re.compile(r"(?:RFC )?(\d+) §([\w.]+)")


def page(root: Path) -> str:
    """The whole page."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in sorted((root / "tests").rglob("test_*.py")):
        for rfc, section in _marks(ast.parse(path.read_text(encoding="utf-8"))):
            found[rfc][section].add(str(path.relative_to(root)))
    for path in sorted((root / "tests" / "vectors" / "ics").rglob("*.json")):  # each carries its section as a mark
        for rfc, section in _SECTION.findall(json.loads(path.read_text(encoding="utf-8"))["rfc"]):
            found[rfc][section].add(f"{path.parent.relative_to(root)}/")
    return "\n".join([HEAD, *(_table(rfc, sections) for rfc, sections in sorted(found.items()))])


def _marks(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rfc":
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield from _SECTION.findall(argument.value)


def _table(rfc: str, sections: dict[str, set[str]]) -> str:
    rows = [f"| §{section} | {', '.join(sorted(sections[section]))} |" for section in sorted(sections, key=_order)]
    return f"## RFC {rfc}\n\n| section | held by |\n|---|---|\n" + "\n".join(rows) + "\n"


def _order(section: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdigit() else 0, part) for part in section.split(".")]
