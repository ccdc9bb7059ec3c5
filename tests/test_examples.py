"""The examples of the README and of the doors' pages, run against a real server."""

import shutil

import pytest
from tests.oracles.readers import missing
from tools.examples import Example, examples, run, shown

EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.page.stem}-{example.name}")
def test_the_answer_is_what_a_server_gives(server, example: Example) -> None:
    if "curl" in example.command and not shutil.which("curl"):
        missing("curl is not installed")
    answer = run(example.command, server.url, server.key)
    assert shown(answer, example.kind, server.url) == example.answer, "run `python -m tools.examples`"


def test_there_are_examples() -> None:
    assert {each.kind for each in EXAMPLES} >= {"ics", "json"}
    assert all(each.answer.strip() for each in EXAMPLES)
