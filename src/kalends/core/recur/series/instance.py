"""Pieces and instances: where a component of a series puts the places of its line (RFC 5545 §3.8.4.4).

    Piece      a component that describes instances: the master, an override, or one with RANGE=THISANDFUTURE
    Instance   one place of the line as a piece puts it: start, end, recurrence id

A piece shifts what calendar and clock show. So a series that moves from 9:00 in Berlin to 9:00 in New York, "this and
future", is at 9:00 in New York ever after, also in the weeks in which the two change their clocks apart.
"""

from dataclasses import dataclass, field
from datetime import MINYEAR, UTC, date, datetime, timedelta

from kalends.core.ics.tree import Component
from kalends.core.ics.values import Duration
from kalends.core.recur.series.axis import Axis, DayAxis, same_sort
from kalends.core.recur.series.moments import longest
from kalends.core.time.dates import Date, Floating, Utc, When, Zoned, add, instant, zoned
from kalends.core.time.offsets import EARLIEST, LATEST, Zone, moved, out_of_range
from kalends.errors import Fault

_NOTHING = timedelta(0)
_FAR = 3 * 86_400
_LAST_SECOND = LATEST.replace(microsecond=0)
_FIRST = EARLIEST.replace(tzinfo=UTC)
_LAST = LATEST.replace(tzinfo=UTC) - timedelta(days=2)  # so that every zone can show it


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time from an instant, and to before another (aware, UTC); None is open.

    What began before it shows while it lasts; not so where `lasting` is false: then only what begins in it.
    """

    start: datetime | None = None
    end: datetime | None = None
    lasting: bool = True

    def __post_init__(self) -> None:
        for moment in (self.start, self.end):
            if moment is not None and moment.tzinfo is not UTC:
                raise TypeError("a window takes datetimes whose tzinfo is UTC")

    def shows(self, begins: datetime, ends: datetime) -> bool:
        """Whether something overlaps the window; what takes no time counts by its moment (RFC 4791 §9.9)."""
        if self.end is not None and begins >= self.end:
            return False
        if self.start is None or begins >= self.start:
            return True
        return self.lasting and ends > self.start


@dataclass(frozen=True, slots=True)
class Piece:
    """What one component makes of places on the line `axis`.

    `shift` is added to what calendar and clock show, and read as a time of the sort `form`. `recurs` is false for an
    object that has one instance only, `has_start` for a to-do that has a DUE and no DTSTART. An end is given in
    `end_zone`.
    """

    component: Component
    axis: Axis
    form: Axis
    length: Duration
    shift: timedelta = _NOTHING
    end_zone: Zone | None = None
    recurs: bool = True
    has_start: bool = True

    stays: bool = field(init=False, compare=False)
    """Whether its instances are where the line has them."""
    takes: timedelta | None = field(init=False, compare=False)
    """How long they are by the clock, if that is the same for all of them."""

    def __post_init__(self) -> None:
        stays = not self.shift and same_sort(self.form, self.axis)
        is_exact = not self.length.days and not isinstance(self.form, DayAxis)
        object.__setattr__(self, "stays", stays)
        object.__setattr__(self, "takes", timedelta(seconds=self.length.seconds) if is_exact else None)

    def place(self, key: date, zone: Zone) -> "Instance":
        """The instance of a place, for one who is in `zone`.

        What every zone can show ends on 29 December 9999: what goes on after that ends there, and what is there once
        and begins later is put there. Fault INVALID for an instance of a series that begins later.
        """
        begins = self._begins(key, zone)
        try:
            ends = instant(add(self.start(key), self.length), zone) if self.takes is None else begins + self.takes
        except (Fault, OverflowError):
            ends = _LAST if begins > _FIRST else begins
        return Instance(self, key, begins, ends if ends <= _LAST else _LAST)

    def _begins(self, key: date, zone: Zone) -> datetime:
        try:
            begins = self.axis.instant(key, zone) if self.stays else instant(self.start(key), zone)
        except Fault:
            if self.recurs:
                raise
            return _FIRST if key.year == MINYEAR else _LAST
        if begins > _LAST:
            if self.recurs:
                raise out_of_range()
            return _LAST
        return begins

    def start(self, key: date) -> When:
        """Where the instance of a place starts."""
        if self.stays:
            return self.axis.when(key)
        try:
            return self.form.from_digits(self.axis.digits(key) + self.shift)
        except OverflowError:
            raise out_of_range() from None

    def end(self, key: date) -> When:
        """Where the instance of a place ends, as it is written: a DUE without a DTSTART is on that very day."""
        start = self.start(key)
        if not self.has_start:
            return start
        try:
            end = add(start, self.length)
        except Fault:
            return _latest(start)
        if self.end_zone is None or not isinstance(end, Zoned | Utc):
            return end
        return zoned(instant(end), self.end_zone)

    def places(self, window: Window, zone: Zone) -> tuple[date | None, date | None]:
        """Places beyond which nothing shows in the window: from the first, and before the second."""
        low = high = None
        if window.start is not None:
            low = self._around(moved(window.start, -self._reach() if window.lasting else 0), zone)[0]
        if window.end is not None:
            high = self._around(window.end, zone)[1]
        return low, high

    def _reach(self) -> int:
        # what takes no time shows at the window's very start
        return longest(self.length) // timedelta(seconds=1)

    def _around(self, moment: datetime, zone: Zone) -> tuple[date, date]:
        if self.stays:
            return self.axis.around(moment, zone)
        # two zones and a shift of the clock: nothing is further away than three days more
        seconds = self.shift // timedelta(seconds=1)
        low = self.axis.around(moved(moment, -seconds - _FAR), zone)[0]
        return low, self.axis.around(moved(moment, -seconds + _FAR), zone)[1]


def _latest(start: When) -> When:
    """The last time of the sort of a start that can be written."""
    match start:
        case Date():
            return Date(LATEST.date())
        case Floating():
            return Floating(_LAST_SECOND)
        case Zoned(_, zone):
            return zoned(_LAST, zone)
        case Utc():
            return Utc(_LAST_SECOND.replace(tzinfo=UTC))


class Instance:
    """One instance of a series: where it lies, and the component that describes it.

    `begins` and `ends` are instants (aware, UTC), `start` and `end` the times as they would be written. A plain class,
    since a calendar makes thousands of these and looks at few of their times.
    """

    __slots__ = ("begins", "ends", "key", "piece")

    def __init__(self, piece: Piece, key: date, begins: datetime, ends: datetime) -> None:
        self.piece = piece
        self.key = key
        self.begins = begins
        self.ends = ends

    @property
    def component(self) -> Component:
        """The master or override in which everything but the times stands."""
        return self.piece.component

    @property
    def recurrence_id(self) -> When | None:
        """The start that the series gives it, by which overrides name it; None where nothing recurs."""
        return self.piece.axis.when(self.key) if self.piece.recurs else None

    @property
    def start(self) -> When | None:
        """Where it starts; None for a to-do that only has a DUE."""
        return self.piece.start(self.key) if self.piece.has_start else None

    @property
    def end(self) -> When:
        """Where it ends: DTEND or DUE, or what the duration makes; the start itself for what takes no time.

        A day is the first that is not in it any more, but for a DUE without a DTSTART: that is on its day.
        """
        return self.piece.end(self.key)

    @property
    def all_day(self) -> bool:
        """Whether it takes whole days."""
        return isinstance(self.piece.form, DayAxis)

    def __repr__(self) -> str:
        return f"<Instance {self.begins:%Y-%m-%dT%H:%M:%SZ} – {self.ends:%Y-%m-%dT%H:%M:%SZ}>"


def order(instance: Instance) -> tuple[datetime, datetime]:
    """By start; of two that start together, by the start that the series gives them."""
    key = instance.key
    return instance.begins, key if isinstance(key, datetime) else datetime.combine(key, datetime.min.time())
