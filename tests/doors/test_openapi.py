"""Our own OpenAPI, held against the server that it describes."""

from pathlib import Path

from tests.schemas.probe import probe


def test_schemathesis_finds_nothing(start_server, tmp_path: Path) -> None:
    server = start_server()  # of its own, since many wrong keys stop whoever sends them
    found = probe(server.url, server.key, tmp_path, examples=12, seconds=100, seed=5545)
    assert not found, found
