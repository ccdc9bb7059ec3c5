"""TZif, the compiled form of the tz database (RFC 9636, RFC 8536), and a zone's source made from it.

file   = header block-32 header block-64 footer        (version 2 on; only the second block is read)
header = "TZif" version(1) unused(15) isutcnt(4) isstdcnt(4) leapcnt(4) timecnt(4) typecnt(4) charcnt(4)
block  = times(8 each) types(1 each) local-types(6 each) characters leap-seconds(12) isstd(1) isut(1)
footer = LF rule LF
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from struct import Struct

from kalends.core.time.offsets import EARLIEST, Observance, Onset, new_year
from kalends.core.time.posix import PosixRule, parse_posix

_HEADER = Struct(">4s c 15x 6L")
_LOCAL_TYPE = Struct(">l ? B")
_EPOCH = new_year(1970)
_FIRST = (EARLIEST - _EPOCH) // timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class TzData:
    """A zone of the tz database: what held at first, every onset that is written out, and the rule after the last."""

    first: Observance
    onsets: tuple[Onset, ...]
    rule: PosixRule | None

    @property
    def offsets(self) -> frozenset[int]:
        """Every offset that ever counts."""
        found = {self.first.offset, *(onset.observance.offset for onset in self.onsets)}
        if self.rule:
            found |= {each.offset for each in (self.rule.standard, self.rule.daylight) if each}
        return frozenset(found)

    def span(self, first: datetime, last: datetime) -> tuple[Observance, Sequence[Onset]]:
        """The observance in force just before `first`, and the onsets in [first, last); naive UTC."""
        low, high = bisect_left(self.onsets, (first,)), bisect_left(self.onsets, (last,))
        before = self.onsets[low - 1].observance if low else self.first
        inside = list(self.onsets[low:high])
        if self.rule and self.rule.daylight and high == len(self.onsets):
            for onset in self._tail(first.year - 1, last.year + 1):
                if onset.at < first:
                    before = onset.observance
                elif onset.at < last:
                    inside.append(onset)
        return before, inside

    def _tail(self, first: int, last: int) -> list[Onset]:
        """The rule's onsets after the last one that is written out."""
        assert self.rule is not None
        end = self.onsets[-1].at if self.onsets else EARLIEST
        years = range(max(first, end.year), last + 1)
        found = [onset for year in years for onset in self.rule.onsets(year) if onset.at > end]
        return sorted(found, key=lambda onset: onset.at)


def read_tzif(octets: bytes) -> TzData:
    """The zone of a TZif file of version 2 or later; raises ValueError (or its kin) for anything else."""
    magic, version, *counts = _HEADER.unpack_from(octets)
    if magic != b"TZif" or version < b"2":
        raise ValueError("not a TZif file of version 2 or later (RFC 9636 §3.1)")
    second = _HEADER.size + _length(counts, 4)
    counts = list(_HEADER.unpack_from(octets, second)[2:])
    start = second + _HEADER.size
    footer = octets[start + _length(counts, 8) :].strip(b"\n").decode("ascii")
    first, onsets = _block(octets, start, counts)
    return TzData(first, onsets, parse_posix(footer) if footer else None)


def _length(counts: list[int], width: int) -> int:
    """The octets of a block whose times are `width` octets wide."""
    in_ut, in_standard, leaps, times, kinds, characters = counts
    return times * (width + 1) + kinds * 6 + characters + leaps * (width + 4) + in_standard + in_ut


def _block(octets: bytes, start: int, counts: list[int]) -> tuple[Observance, tuple[Onset, ...]]:
    _, _, _, times, kinds, _ = counts
    moments = Struct(f">{times}q").unpack_from(octets, start)
    indices = octets[start + 8 * times : start + 9 * times]
    known = _observances(octets, start + 9 * times, kinds)
    before = known[0]  # RFC 9636 §3.2: type 0 holds before the first transition
    onsets = []
    for moment, index in zip(moments, indices, strict=True):
        if moment >= _FIRST:  # an earlier one, "since the Big Bang", only says what holds at first
            onsets.append(Onset(_EPOCH + timedelta(seconds=moment), known[index]))
        else:
            before = known[index]
    return before, tuple(onsets)


def _observances(octets: bytes, start: int, kinds: int) -> list[Observance]:
    names = start + kinds * _LOCAL_TYPE.size
    found = []
    for number in range(kinds):
        offset, is_dst, at = _LOCAL_TYPE.unpack_from(octets, start + number * _LOCAL_TYPE.size)
        name = octets[names + at : octets.index(0, names + at)].decode("ascii")
        found.append(Observance(offset, is_dst, name))
    return found
