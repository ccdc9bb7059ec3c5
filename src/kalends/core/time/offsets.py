"""A zone: which offset from UTC its clocks show, when (RFC 5545 §3.3.5, §3.6.5).

    Zone ── asks a OnsetSource for a year at a time, and keeps the year
    OnsetSource ─ TzData (tzif.py: the tz database) or Vtimezone (observances.py: a text's own definition)

The rule for wall times that are not there once, from RFC 5545 §3.3.5: a time in a gap is read with the offset before
the gap, one that comes twice is its first occurrence. Either way the earlier offset counts, so one sorted list of
"from this wall time on" per year answers it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from kalends.errors import Fault, Flaw, Kind

_YEARS_KEPT = 128
_MARGIN = 2 * 86_400  # more than any two offsets differ, so that a year's list serves wall times too
EARLIEST = datetime.min  # noqa: DTZ901 — naive: UTC or a wall time, as the place says
LATEST = datetime.max  # noqa: DTZ901 — as above


@dataclass(frozen=True, slots=True)
class Observance:
    """What a zone's clocks show for a while: seconds east of Greenwich, whether this is DST, and a short name."""

    offset: int
    is_dst: bool
    abbreviation: str
    delta: timedelta = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "delta", timedelta(seconds=self.offset))


class Onset(NamedTuple):
    """The moment (UTC, naive) from which an observance is in force."""

    at: datetime
    observance: Observance


class Transition(NamedTuple):
    """A moment (UTC, aware) at which the clocks are changed."""

    at: datetime
    before: Observance
    after: Observance


class OnsetSource(Protocol):
    """Where a zone's onsets come from."""

    @property
    def offsets(self) -> frozenset[int]:
        """Every offset that ever counts."""

    def span(self, first: datetime, last: datetime) -> tuple[Observance, Sequence[Onset]]:
        """The observance in force just before `first`, and the onsets in [first, last), rising; naive UTC."""


class _Year(NamedTuple):
    """The onsets around one year, as UTC and as the wall time from which each counts; `observances` has one more."""

    at: list[datetime]
    walls: list[datetime]
    observances: list[Observance]


class Zone:
    """A time zone: a name, and the offset at every instant and wall time from year 1 to 9999.

    Two zones are equal if their names and definitions are. A zone read from a text knows only that text; there is no
    registry, so nothing leaks from one calendar to another. `flaws` says what of such a text was not understood.
    """

    __slots__ = ("_years", "flaws", "name", "source")

    def __init__(self, name: str, source: OnsetSource, flaws: Sequence[Flaw] = ()) -> None:
        self.name = name
        self.source = source
        self.flaws = tuple(flaws)
        self._years: dict[int, _Year] = {}

    def at(self, moment: datetime) -> Observance:
        """The observance in force at an instant: an aware time, or a naive one in UTC."""
        utc = moment if moment.tzinfo is None else _naive(moment)
        year = self._years.get(utc.year) or self._load(utc.year)
        return year.observances[bisect_right(year.at, utc)]

    def at_wall(self, wall: datetime) -> Observance:
        """The observance by which a wall time (naive) is read: in gaps and folds the earlier (RFC 5545 §3.3.5)."""
        year = self._years.get(wall.year) or self._load(wall.year)
        return year.observances[bisect_right(year.walls, wall)]

    def offset_at(self, moment: datetime) -> int:
        """Seconds east of Greenwich at an instant: an aware time, or a naive one in UTC."""
        return self.at(moment).offset

    def to_utc(self, wall: datetime) -> datetime:
        """The instant (aware, UTC) of a naive wall time; Fault INVALID outside the years 1 to 9999."""
        year = self._years.get(wall.year) or self._load(wall.year)
        try:
            return (wall - year.observances[bisect_right(year.walls, wall)].delta).replace(tzinfo=UTC)
        except OverflowError:
            raise out_of_range() from None

    def to_wall(self, moment: datetime) -> datetime:
        """The wall time (naive) at an instant; Fault INVALID outside the years 1 to 9999."""
        utc = moment if moment.tzinfo is None else _naive(moment)
        try:
            return utc + self.at(utc).delta
        except OverflowError:
            raise out_of_range() from None

    def steady(self, wall: datetime) -> tuple[timedelta, datetime]:
        """The offset by which a wall time is read, and the next one from which that, or a gap, may be otherwise."""
        year = self._years.get(wall.year) or self._load(wall.year)
        at = bisect_right(year.walls, wall)
        delta = year.observances[at].delta
        edge = new_year(wall.year + 1)
        return delta, min(edge, moved(year.at[at], year.observances[at].offset)) if at < len(year.at) else edge

    def transitions(self, first: datetime, last: datetime) -> list[Transition]:
        """Every change of the clocks in [first, last): instants, aware or naive in UTC."""
        before, onsets = self.source.span(_naive(first), _naive(last))
        changes = []
        for at, after in onsets:
            if after != before:
                changes.append(Transition(at.replace(tzinfo=UTC), before, after))
            before = after
        return changes

    def _load(self, number: int) -> _Year:
        before, onsets = self.source.span(*_around(number))
        year = _Year([], [], [before])
        latest = EARLIEST
        for at, after in onsets:
            # the wall times must rise for the search, even where a text changes the clocks twice within hours
            latest = max(latest, moved(at, max(before.offset, after.offset)))
            year.at.append(at)
            year.walls.append(latest)
            year.observances.append(after)
            before = after
        if len(self._years) >= _YEARS_KEPT:
            self._years.clear()
        self._years[number] = year
        return year

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Zone):
            return NotImplemented
        return self is other or (self.name == other.name and self.source == other.source)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<Zone {self.name}>"


def moved(moment: datetime, seconds: int) -> datetime:
    """The time that many seconds later, held within the years 1 to 9999."""
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        return (LATEST if seconds > 0 else EARLIEST).replace(tzinfo=moment.tzinfo)


def new_year(year: int) -> datetime:
    """The beginning of a year, naive; held within the years 1 to 9999."""
    return datetime(max(year, MINYEAR), 1, 1) if year <= MAXYEAR else LATEST  # noqa: DTZ001 — as `EARLIEST`


def out_of_range() -> Fault:
    """The fault of every time that would fall outside the years 1 to 9999."""
    flaw = Flaw("time-range", "the time lies outside the years 1 to 9999", rfc="RFC 5545 §3.3.4")
    return Fault(Kind.INVALID, flaw.message, [flaw])


def _around(number: int) -> tuple[datetime, datetime]:
    return moved(new_year(number), -_MARGIN), moved(new_year(number + 1), _MARGIN)


def _naive(moment: datetime) -> datetime:
    """The instant as a naive time in UTC."""
    zone = moment.tzinfo
    if zone is None:
        return moment
    if zone is not UTC:
        try:
            moment = moment.astimezone(UTC)
        except OverflowError:
            raise out_of_range() from None
    return moment.replace(tzinfo=None)
