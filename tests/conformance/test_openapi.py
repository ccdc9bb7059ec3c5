"""Our own OpenAPI, held against the server that it describes: the long run."""

from pathlib import Path

import pytest
from tests.schemas.probe import probe

EXAMPLES = 200


@pytest.mark.parametrize("seed", [1, 2])
def test_schemathesis_finds_nothing(start_server, tmp_path: Path, seed: int) -> None:
    server = start_server()  # of its own, since many wrong keys stop whoever sends them
    found = probe(server.url, server.key, tmp_path, examples=EXAMPLES, seconds=1500, seed=seed)
    assert not found, found
