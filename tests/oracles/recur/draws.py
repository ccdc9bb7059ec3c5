"""Rules drawn at random: every FREQ and part of RFC 5545, with a start and a horizon that suit them.

What is shorter than a day gets limits that its start keeps to, mostly, so that there is something to compare within
the horizon: the oracles step through every second of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from kalends.core.recur.rule import Freq, Rule, flaws
from kalends.core.recur.text import write_rule

_HORIZONS = {
    Freq.SECONDLY: timedelta(minutes=20),
    Freq.MINUTELY: timedelta(days=1),
    Freq.HOURLY: timedelta(days=50),
    Freq.DAILY: timedelta(days=1400),
    Freq.WEEKLY: timedelta(days=3000),
    Freq.MONTHLY: timedelta(days=7000),
    Freq.YEARLY: timedelta(days=15_000),
}
_FREQS = [Freq(number) for number, weight in enumerate((2, 2, 3, 3, 5, 6, 8)) for _ in range(weight)]
_YEAR_DAYS = (1, 2, 3, 59, 60, 61, 100, 200, 364, 365, 366)
_WEEKS = (1, 2, 5, 10, 20, 26, 51, 52, 53)
_POSITIONS = (1, 2, 3, 5, 10, -1, -2, -3, -5)


@dataclass(frozen=True, slots=True)
class Case:
    """A rule, where it starts, and how far to look."""

    rule: Rule
    start: datetime

    @property
    def text(self) -> str:
        """The rule as text."""
        return write_rule(self.rule)

    @property
    def horizon(self) -> datetime:
        """The last moment that is compared: UNTIL, or as far as a program can look in a short time."""
        far = self.start + _HORIZONS[self.rule.freq]
        return min(far, self.rule.until) if isinstance(self.rule.until, datetime) else far


def _some(*numbers: int, most: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.sampled_from(numbers), min_size=1, max_size=most, unique=True).map(
        lambda found: tuple(sorted(found))
    )


def _signed(*numbers: int, most: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    return _some(*numbers, *[-number for number in numbers], most=most)


_STARTS = st.builds(
    datetime,
    st.integers(1990, 2035),
    st.sampled_from((1, 1, 2, 3, 5, 7, 9, 11, 12, 12)),
    st.sampled_from((1, 2, 3, 4, 12, 15, 20, 27, 28)),
    st.sampled_from((0, 6, 9, 13, 23)),
    st.sampled_from((0, 30, 59)),
    st.sampled_from((0, 0, 15)),
) | st.sampled_from(
    [datetime(2020, 2, 29, 9), datetime(2019, 12, 30, 9), datetime(2020, 12, 31, 9), datetime(2021, 1, 31)]
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A sound rule with its start."""
    start, freq = draw(_STARTS), draw(st.sampled_from(_FREQS))
    parts = draw(st.sets(st.sampled_from(_parts_of(freq)), max_size=4))
    interval = draw(st.sampled_from((1, 1, 1, 2, 3, 4, 5, 6, 7, 12, 13)))
    rule = Rule(freq, interval, wkst=draw(st.sampled_from((0, 0, 6, 2))))
    for part in sorted(parts):
        rule = replace(rule, **{part: draw(_values(rule, part, start))})
    if draw(st.booleans()) and any(parts):
        rule = replace(rule, by_set_pos=draw(_some(*_POSITIONS)))
    end = draw(st.sampled_from(("", "", "count", "until")))
    if end == "count":
        rule = replace(rule, count=draw(st.integers(1, 12)))
    if end == "until":
        rule = replace(rule, until=draw(_ends(start, _HORIZONS[freq])))
    return Case(_sound(rule), start)


def _ends(start: datetime, horizon: timedelta) -> st.SearchStrategy[datetime]:
    """Moments for UNTIL: any second, or a time that the rule may hit."""
    seconds = int(horizon.total_seconds())
    days = st.integers(0, horizon.days).map(lambda days: start + timedelta(days=days))
    return days | st.integers(0, seconds).map(lambda after: start + timedelta(seconds=after))


def _parts_of(freq: Freq) -> list[str]:
    parts = ["by_month", "by_day", "by_day", "by_hour", "by_minute", "by_second"]
    if freq is not Freq.WEEKLY:
        parts += ["by_month_day", "by_month_day"]
    if freq is Freq.YEARLY:
        parts += ["by_week_no"]
    if freq is Freq.YEARLY or freq < Freq.DAILY:
        parts += ["by_year_day"]
    return parts


def _values(rule: Rule, part: str, start: datetime) -> st.SearchStrategy[tuple[object, ...]]:
    own = {"by_month": start.month, "by_month_day": start.day, "by_year_day": start.timetuple().tm_yday}
    own |= {"by_hour": start.hour, "by_minute": start.minute, "by_second": start.second}
    if part == "by_day":
        return _week_days(rule, start)
    ranges = {
        "by_month": _some(*range(1, 13)),
        "by_month_day": _signed(*range(1, 32), most=5),
        "by_year_day": _signed(*_YEAR_DAYS),
        "by_week_no": _signed(*_WEEKS),
        "by_hour": _some(*range(24)),
        "by_minute": _some(*range(60)),
        "by_second": _some(*range(60)),
    }
    if rule.freq > Freq.HOURLY or part == "by_week_no":
        return ranges[part]
    return ranges[part].map(lambda found: tuple(sorted({*found, own[part]})))


def _week_days(rule: Rule, start: datetime) -> st.SearchStrategy[tuple[object, ...]]:
    plain = _some(*range(7)).map(lambda days: tuple((0, day) for day in days))
    if rule.freq <= Freq.HOURLY:
        return plain.map(lambda days: tuple(sorted({*days, (0, start.weekday())})))
    if rule.freq < Freq.MONTHLY:
        return plain
    nth = (1, 2, 3, 4, 5, -1, -2, -5) if rule.freq is Freq.MONTHLY else (1, 2, 5, 10, 52, 53, -1, -5, -53)
    ordinal = st.lists(st.tuples(st.sampled_from(nth), st.integers(0, 6)), min_size=1, max_size=3, unique=True)
    return plain | ordinal.map(tuple)


def _sound(rule: Rule) -> Rule:
    """The rule without what may not stand together."""
    if any(flaw.code == "ordinal-beside-week-number" for flaw in flaws(rule)):
        rule = replace(rule, by_day=tuple(sorted({(0, day) for _, day in rule.by_day})))
    assert not flaws(rule), flaws(rule)
    return rule
