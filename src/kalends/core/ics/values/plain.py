"""BINARY, BOOLEAN, FLOAT, INTEGER, and the pair of GEO (RFC 5545 §3.3.1, §3.3.2, §3.3.7, §3.3.8, §3.8.1.6)."""

import binascii
import re
from decimal import Decimal

from kalends.core.ics.values.malformed import MalformedValueError

_INTEGER = re.compile("[+-]?[0-9]{1,30}")
_FLOAT = re.compile(r"[+-]?[0-9]{1,400}(?:\.[0-9]{1,400})?")  # so many digits has the smallest number there is
_BOOLEANS = {"TRUE": True, "FALSE": False}
_LEAST, _MOST = -(2**31), 2**31 - 1


def parse_binary(written: str) -> bytes:
    """A BINARY in base64 (RFC 4648 §4); raises MalformedValueError."""
    try:
        return binascii.a2b_base64(written.encode("ascii"), strict_mode=True)
    except ValueError:
        raise MalformedValueError("the value is not base64", 0, "RFC 5545 §3.3.1") from None


def write_binary(value: bytes) -> str:
    """Octets in base64."""
    return binascii.b2a_base64(value, newline=False).decode("ascii")


def parse_boolean(written: str) -> bool:
    """TRUE or FALSE in any case; raises MalformedValueError."""
    value = _BOOLEANS.get(written.upper())
    if value is None:
        raise MalformedValueError(f"{written[:40]!r} is neither TRUE nor FALSE", 0, "RFC 5545 §3.3.2")
    return value


def write_boolean(value: bool) -> str:
    """TRUE or FALSE."""
    return "TRUE" if value else "FALSE"


def parse_float(written: str) -> float:
    """A FLOAT such as -3.14; raises MalformedValueError."""
    if not _FLOAT.fullmatch(written):
        raise MalformedValueError(f"{written[:40]!r} is not a number", 0, "RFC 5545 §3.3.7")
    return float(written)


def write_float(value: float) -> str:
    """A number without an exponent; raises ValueError for what is not finite."""
    text = format(Decimal(repr(float(value))), "f")
    if not _FLOAT.fullmatch(text):
        raise ValueError(f"{value} has no written form (RFC 5545 §3.3.7)")
    return text.removesuffix(".0")


def parse_integer(written: str) -> int:
    """An INTEGER of 32 bits with its sign; raises MalformedValueError."""
    if not _INTEGER.fullmatch(written):
        raise MalformedValueError(f"{written[:40]!r} is not a whole number", 0, "RFC 5545 §3.3.8")
    value = int(written)
    if not _LEAST <= value <= _MOST:
        raise MalformedValueError(f"{written} is out of range (32 bits)", 0, "RFC 5545 §3.3.8")
    return value


def write_integer(value: int) -> str:
    """A whole number; raises ValueError beyond 32 bits."""
    if not _LEAST <= value <= _MOST:
        raise ValueError(f"{value} is out of range: 32 bits (RFC 5545 §3.3.8)")
    return str(value)


def parse_geo(written: str) -> tuple[float, float]:
    """Latitude and longitude of a GEO; raises MalformedValueError."""
    latitude, semicolon, longitude = written.partition(";")
    if not semicolon:
        raise MalformedValueError("a position is latitude;longitude", 0, "RFC 5545 §3.8.1.6")
    north = parse_float(latitude)
    try:
        return north, parse_float(longitude)
    except MalformedValueError as error:
        raise error.moved(len(latitude) + 1) from None


def write_geo(value: tuple[float, float]) -> str:
    """Latitude and longitude as a GEO value."""
    return f"{write_float(value[0])};{write_float(value[1])}"
