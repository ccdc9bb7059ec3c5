"""The compiled files of the tz database."""

import struct
from datetime import datetime

import pytest

from kalends.core.time.tzif import read_tzif

HEADER = ">4s c 15x 6L"


def compiled(*, version: bytes = b"2", magic: bytes = b"TZif", footer: bytes = b"\nAAA-1\n") -> bytes:
    """Two observances and a leap second, with indicators: every part that a block can have."""
    old = struct.pack(HEADER, magic, version, 0, 0, 0, 0, 1, 1) + struct.pack(">lBB", 0, 0, 0) + b"\0"
    new = struct.pack(HEADER, magic, version, 2, 2, 1, 2, 2, 8)
    times = struct.pack(">2q", -(2**59), 86_400) + bytes([0, 1])
    kinds = struct.pack(">lBB", -60, 0, 0) + struct.pack(">lBB", 3600, 1, 4)
    return old + new + times + kinds + b"LMT\0AAA\0" + struct.pack(">ql", 78_796_800, 1) + bytes(4) + footer


def test_the_second_block_and_the_footer_are_read() -> None:
    found = read_tzif(compiled())
    assert (found.first.offset, found.first.abbreviation) == (-60, "LMT")
    [onset] = found.onsets  # what is "since the Big Bang" only says what holds at first
    assert onset.at == datetime(1970, 1, 2)
    assert (onset.observance.offset, onset.observance.is_dst, onset.observance.abbreviation) == (3600, True, "AAA")
    assert found.rule
    assert found.rule.standard.offset == 3600
    assert found.offsets == {-60, 3600}


def test_an_empty_footer_is_no_rule() -> None:
    assert read_tzif(compiled(footer=b"\n\n")).rule is None


@pytest.mark.parametrize("octets", [compiled(version=b"\0"), compiled(magic=b"ABCD")])
def test_other_files_are_refused(octets: bytes) -> None:
    with pytest.raises(ValueError, match="TZif"):
        read_tzif(octets)


@pytest.mark.parametrize("length", [0, 20, 60, 100])
def test_cut_files_are_refused(length: int) -> None:
    with pytest.raises((ValueError, struct.error)):
        read_tzif(compiled()[:length])
