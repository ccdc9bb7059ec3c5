"""Our own OpenAPI, held against the server that it describes: the long run."""

from pathlib import Path

import pytest
from tests.schemas.probe import TAGS, probe

EXAMPLES = {"apyhub": 200, "skycore": 200, "onlyoffice": 40}


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("seed", [1, 2])
def test_schemathesis_finds_nothing(start_server, tmp_path: Path, tag: str, seed: int) -> None:
    found = probe(start_server(), tag, tmp_path, examples=EXAMPLES[tag], seconds=1500, seed=seed)
    assert not found, found
