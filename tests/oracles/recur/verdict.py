"""Whether an answer of ours is right: the definition says so, and a program that we did not write."""

from datetime import datetime, timedelta
from itertools import islice
from math import prod

from tests.oracles.recur.definition import OURS, Reading, hits
from tests.oracles.recur.draws import Case
from tests.oracles.recur.peers import HITS, Peer, ours

from kalends.core.recur.rule import Freq

# How each program reads the RFC where we do not agree, those that are right most often first
READINGS = {
    "dateutil": (
        Reading(days_of_all_months=True),
        Reading(positions_from_start=True),
        Reading(weeks_cut=True),
        Reading(weeks_whole=True),
        Reading(weeks_cut=True, weeks_whole=True),
        Reading(weeks_cut=True, weeks_miscounted=True),
    ),
    "rrule-temporal": (Reading(days_of_all_months=True),),
    "libical": (Reading(passed_over=("by_set_pos",)), Reading(positions_of_days=True)),
    "ical.js": (),
}
_NEW_YEAR = {1, 2, 3, 363, 364, 365, 366}  # the days of the year that may lie in a week of the year beside


def demand_right(case: Case, peers: tuple[Peer, ...]) -> None:
    """The definition gives our answer always, and one program at least; or their error is a known one."""
    answer = ours(case)
    assert answer == defined(case), f"{case.text} from {case.start}: {shown(answer)}, not {shown(defined(case))}"
    said: dict[str, list[datetime]] = {}
    for peer in peers:
        other = peer(case)
        if other == answer:
            return
        if other is not None:
            said[peer.name] = other
    if said and not is_settled(case, said):
        told = {name: shown(each) for name, each in said.items()}
        raise AssertionError(f"{case.text} from {case.start}: {shown(answer)}, not {told}")


def defined(case: Case, reading: Reading = OURS) -> list[datetime]:
    """What the definition says."""
    found = hits(case.rule, case.start, case.horizon + timedelta(seconds=1), reading)
    return [each for each in islice(found, HITS) if isinstance(each, datetime)]


def is_settled(case: Case, said: dict[str, list[datetime]]) -> bool:
    """The classes of `docs/recurrence-oracles.md` in which no program is right.

    Either no period can hold so many hits as BYSETPOS wants; or the best program that came to an end gives just what
    the definition gives when it is read as that program reads it, but for weeks miscounted at a New Year.
    """
    rule, best = case.rule, next(name for name in READINGS if name in said)
    if rule.by_set_pos and _most_of_a_period(case) < min(map(abs, rule.by_set_pos)):
        return True
    if best == "rrule-temporal" and _mixes_days(case):
        return True
    if best == "libical" and rule.by_year_day and rule.by_month and not said[best]:
        return True
    read = [defined(case, reading) for reading in (OURS, *READINGS[best])]
    if said[best] in read:
        return True
    return bool(rule.by_week_no) and any(_first_in_one(said[best], each) in _NEW_YEAR for each in read)


def _first_in_one(answer: list[datetime], other: list[datetime]) -> int:
    """The day of the year of the first hit that only one has, 0 where they differ in order or in doubles."""
    only = {*answer} ^ {*other}
    return min(only).timetuple().tm_yday if only else 0


def _mixes_days(case: Case) -> bool:
    """Whether a year's days are named in two ways: rrule-temporal adds up what should limit one another."""
    rule = case.rule
    named = bool(rule.by_month_day) + bool(rule.by_year_day) + bool(rule.by_week_no) + bool(rule.by_day)
    return rule.freq is Freq.YEARLY and named > 1


def _most_of_a_period(case: Case) -> int:
    rule = case.rule
    days = {Freq.WEEKLY: len(rule.by_day) or 1, Freq.MONTHLY: 31, Freq.YEARLY: 366}.get(rule.freq, 1)
    times = (rule.by_hour, Freq.HOURLY), (rule.by_minute, Freq.MINUTELY), (rule.by_second, Freq.SECONDLY)
    return days * prod([max(1, len(numbers)) for numbers, freq in times if rule.freq > freq])


def shown(found: list[datetime]) -> list[str]:
    """The first hits, for people."""
    return [f"{hit:%Y-%m-%dT%H:%M:%S}" for hit in found[:4]]
