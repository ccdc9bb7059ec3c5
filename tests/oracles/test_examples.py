"""The files of the documents' examples, read by programs that we did not write."""

import pytest
from tools.examples import Example, examples

EXAMPLES = [each for each in examples() if each.answer.count("BEGIN:VEVENT") == 1]  # what the readers read


@pytest.mark.oracle
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each.page.stem}-{each.name}")
def test_the_oracles_read_the_same_in_its_file(readers, example: Example) -> None:
    text = example.answer.replace("\n", "\r\n").encode()
    said = [reader(text) for reader in readers]
    for other in said[1:]:
        assert {name: other[name] for name in said[0]} == said[0]
