"""Every file of tests/vectors/ics: what is valid is read as its expectation says, what is not is told where it is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kalends.core.ics.check import check, check_object
from kalends.core.ics.read import read
from kalends.core.ics.tree import Property, Stream
from kalends.core.ics.values import typed
from kalends.core.ics.write import write
from kalends.core.inspection import check_file
from kalends.errors import Fault, Flaw, Kind, Severity

VECTORS = Path(__file__).parents[2] / "vectors" / "ics"


def vectors(folder: str) -> list[object]:
    """The files of a folder, each a parameter with the mark of its RFC."""
    found = sorted((VECTORS / folder).glob("*.ics"))
    assert len(found) >= 80
    return [pytest.param(path, id=path.stem, marks=pytest.mark.rfc(expected(path)["rfc"])) for path in found]


def expected(path: Path) -> dict[str, object]:
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def properties(stream: Stream) -> Iterator[Property]:
    return (prop for component in stream.walk() for prop in component.properties)


@pytest.mark.parametrize("path", vectors("valid"))
def test_a_valid_text_is_read_checked_and_written(path: Path) -> None:
    source, wanted = path.read_bytes(), expected(path)["values"]
    stream = read(source)
    assert write(stream) == source
    assert check(stream) == []
    assert [flaw for flaw in check_file(source) if flaw.code not in ("line-feed", "byte-order-mark")] == []
    assert {prop.name: str(typed(prop)) for prop in properties(stream) if prop.name in wanted} == wanted


@pytest.mark.parametrize("path", vectors("valid"))
def test_a_valid_text_is_the_same_when_it_is_written_anew(path: Path) -> None:
    stream = read(path.read_bytes())
    text = write(Stream(stream.components))
    assert read(text) == stream
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    if "folded-in" not in path.stem:  # a text that is cut inside a character is no `str`
        assert read(path.read_bytes().decode()) == stream


def told(path: Path, stage: str) -> list[Flaw]:
    """The flaws of a text: those of its reading, or else of its check."""
    if stage == "read":
        with pytest.raises(Fault) as caught:
            read(path.read_bytes())
        assert caught.value.kind is Kind.INVALID
        return list(caught.value.flaws)
    if stage == "file":
        return check_file(path.read_bytes())
    stream = read(path.read_bytes())
    return check_object(stream) if stage == "object" else check(stream)


@pytest.mark.parametrize("path", vectors("invalid"))
def test_an_invalid_text_is_told_with_line_and_column(path: Path) -> None:
    wanted = expected(path)
    found = [
        {"line": flaw.line, "column": flaw.column, "code": flaw.code, "severity": str(flaw.severity)}
        for flaw in told(path, wanted["stage"])
    ]
    assert found == wanted["flaws"]
    assert all(flaw.message and flaw.rfc.startswith("RFC ") for flaw in told(path, wanted["stage"]))


@pytest.mark.parametrize("path", vectors("invalid"))
def test_an_invalid_text_is_accepted_leniently_where_it_is_a_named_deviation(path: Path) -> None:
    wanted = expected(path)["lenient"]
    try:
        stream = read(path.read_bytes(), lenient=True)
    except Fault:
        assert wanted == "refused"
        return
    errors = [flaw for flaw in check(stream, lenient=True) if flaw.severity is Severity.ERROR]
    assert wanted == ("refused" if errors else "accepted")
    assert all(flaw.severity is Severity.WARNING for flaw in stream.flaws)
    assert read(write(Stream(stream.components)), lenient=True) == stream  # a mended value is written as it was sent
