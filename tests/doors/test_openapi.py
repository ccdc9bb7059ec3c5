"""Our own OpenAPI, held against the server that it describes."""

from pathlib import Path

import pytest
from tests.schemas.probe import TAGS, probe


@pytest.mark.parametrize("tag", TAGS)
def test_schemathesis_finds_nothing(start_server, tmp_path: Path, tag: str) -> None:
    found = probe(start_server(), tag, tmp_path, examples=3 if tag == "onlyoffice" else 12, seconds=200, seed=5545)
    assert not found, found
