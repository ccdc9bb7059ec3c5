"""The docs that are made from code: `python -m tools.docs` writes them, `--check` fails where one is stale."""

import sys
from collections.abc import Callable
from pathlib import Path

from tools import check_page, cli_page, code_table, decision_index, rfc_page, settings_page

ROOT = Path(__file__).resolve().parent.parent

PAGES: dict[str, Callable[[Path], str]] = {
    "docs/settings.md": settings_page.page,
    "docs/cli.md": cli_page.page,
    "docs/check.md": check_page.page,
    "docs/doors/skycore-codes.md": code_table.page,
    "docs/rfc/README.md": rfc_page.page,
    "docs/decisions/README.md": decision_index.page,
}


def stale() -> list[str]:
    """The pages that are not what the code says."""
    return [path for path, page in PAGES.items() if _text(ROOT / path) != page(ROOT)]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> int:
    """Write the pages, or check them."""
    if "--check" not in sys.argv[1:]:
        for path, page in PAGES.items():
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(page(ROOT), encoding="utf-8")
        return 0
    old = stale()
    for path in old:
        sys.stderr.write(f"{path} is stale: run `make docs`\n")
    return bool(old)


if __name__ == "__main__":
    sys.exit(main())
