"""The text of a calendar on its way to a file or to standard output, piece by piece."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kalends.doors.cli.tell import put_text
from kalends.errors import Fault, Kind


def put(pieces: Iterator[str], output: str | None) -> None:
    """Write the pieces there; a file is the whole of them, or is what it was before. Fault INVALID."""
    if output is None:
        put_text(piece.encode() for piece in pieces)
        return
    try:
        _replace(Path(output), pieces)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Fault(Kind.INVALID, f"{output} cannot be written: {reason}.") from None


def _replace(file: Path, pieces: Iterator[str]) -> None:
    if file.exists() and not file.is_file():  # a device or a pipe takes what comes
        _fill(file, pieces)
        return
    part = file.with_name(f"{file.name}.part")
    try:
        _fill(part, pieces)
        part.replace(file)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _fill(file: Path, pieces: Iterator[str]) -> None:
    with file.open("wb") as out:
        for piece in pieces:
            out.write(piece.encode())
