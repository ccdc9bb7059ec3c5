"""A client in TypeScript, made by openapi-typescript from the server's description, compiles and does what it says."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.oracles.readers import missing

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / ".cache" / "oracles"
TSC = ["--strict", "--target", "es2022", "--module", "nodenext", "--skipLibCheck", "--outDir", "out"]


def run(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in which the installed packages are found; what is left out is said by `make oracles`."""
    if not shutil.which("node") or not (INSTALLED / "node_modules" / "openapi-typescript").exists():
        missing("openapi-typescript is not installed: `make oracles` does it, and needs Node.js")
    with tempfile.TemporaryDirectory(prefix="tour-", dir=INSTALLED) as place:
        yield Path(place)


@pytest.mark.oracle
def test_a_client_compiles_and_passes_a_tour(start_server: Callable[..., Any], folder: Path) -> None:
    server = start_server()
    (folder / "openapi.json").write_bytes(server.ask("GET", "/openapi.json").content)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node.d.ts").write_text("declare const process: { argv: string[] };")
    shutil.copy(HERE / "typescript" / "tour.ts", folder)
    binaries = INSTALLED / "node_modules" / ".bin"
    run(folder, str(binaries / "openapi-typescript"), "openapi.json", "-o", "schema.d.ts")
    run(folder, str(binaries / "tsc"), *TSC, "node.d.ts", "tour.ts")
    run(folder, "node", "out/tour.js", server.url, server.key)
