"""What a person pipes into a command, or names as a file."""

import sys
from pathlib import Path

from kalends.errors import Fault, Kind

_LONGEST_LINE = 8192


def password_from(wanted: bool) -> str | None:
    """The first line of standard input without its line end, where that is wanted. Fault INVALID for bad UTF-8."""
    if not wanted:
        return None
    line = sys.stdin.buffer.readline(_LONGEST_LINE)
    try:
        return line.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise Fault(Kind.INVALID, "The password on standard input is not UTF-8.") from None


def octets_of(name: str, most: int = -1) -> bytes:
    """What is in a file, or on standard input where it is called "-", or its first octets; Fault INVALID."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(most)
        with Path(name).open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as error:  # ValueError: NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not the name of a file"
        raise Fault(Kind.INVALID, f"{name} cannot be read: {reason}.") from None
