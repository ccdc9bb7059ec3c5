"""RECUR: the parts of a recurrence rule, each checked by itself (RFC 5545 §3.3.10, RFC 7529 §4).

A rule is kept as its parts in the order of the text, in capitals; what it means is another module's matter.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from kalends.core.ics.limits import RULE_PART_LIMITS
from kalends.core.ics.values.plain import MalformedValueError
from kalends.core.ics.values.times import parse_date, parse_date_time

Recur = tuple[tuple[str, str], ...]

_RFC = "RFC 5545 §3.3.10"
_DAYS = "SU|MO|TU|WE|TH|FR|SA"
_LENGTH_OF_DATE = 8
_REMEMBERED = 128  # characters; a longer rule is read each time, so that the memory stays small


def _until(text: str) -> bool:
    try:
        parse_date(text) if len(text) == _LENGTH_OF_DATE else parse_date_time(text)
    except MalformedValueError:
        return False
    return True


def _listed(one: str) -> Callable[[str], bool]:
    return _as(f"(?:{one})(?:,(?:{one}))*")


def _as(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


# leading zeros are allowed without number; nobody writes any
_ZEROS = "0{0,9}"
_YEARDAY = f"[+-]?{_ZEROS}(?:[1-9][0-9]?|[12][0-9]{{2}}|3[0-5][0-9]|36[0-6])"
_WEEK = f"[+-]?{_ZEROS}(?:[1-9]|[1-4][0-9]|5[0-3])"

_PARTS: dict[str, tuple[Callable[[str], bool], str]] = {
    "FREQ": (_as("SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY"), "one of SECONDLY to YEARLY"),
    "UNTIL": (_until, "a date or a date and time"),
    "COUNT": (_as(f"{_ZEROS}[1-9][0-9]{{0,9}}"), "a number from 1"),
    "INTERVAL": (_as(f"{_ZEROS}[1-9][0-9]{{0,9}}"), "a number from 1"),
    "BYSECOND": (_listed("[0-5]?[0-9]|60"), "numbers from 0 to 60"),
    "BYMINUTE": (_listed("[0-5]?[0-9]"), "numbers from 0 to 59"),
    "BYHOUR": (_listed("[01]?[0-9]|2[0-3]"), "numbers from 0 to 23"),
    "BYDAY": (_listed(f"(?:{_WEEK})?(?:{_DAYS})"), "week days such as MO, 2TU or -1FR"),
    "BYMONTHDAY": (_listed(f"[+-]?{_ZEROS}(?:[1-9]|[12][0-9]|3[01])"), "numbers from 1 to 31 or -31 to -1"),
    "BYYEARDAY": (_listed(_YEARDAY), "numbers from 1 to 366 or -366 to -1"),
    "BYWEEKNO": (_listed(_WEEK), "numbers from 1 to 53 or -53 to -1"),
    "BYMONTH": (_listed("0?[1-9]L?|1[0-3]L?"), "numbers from 1 to 12"),
    "BYSETPOS": (_listed(_YEARDAY), "numbers from 1 to 366 or -366 to -1"),
    "WKST": (_as(_DAYS), "a week day"),
    "RSCALE": (_as("[A-Z0-9-]+"), "the name of a calendar"),
    "SKIP": (_as("OMIT|BACKWARD|FORWARD"), "OMIT, BACKWARD or FORWARD"),
}


def parse_recur(written: str, *, both_ends: bool = False) -> Recur:
    """The parts of a rule, each known and well-formed, FREQ among them; raises MalformedValueError.

    UNTIL and COUNT may stand together where `both_ends`: whichever comes first ends the rule.
    """
    return _remembered(written, both_ends) if len(written) <= _REMEMBERED else _parse(written, both_ends)


def part_names() -> frozenset[str]:
    """The names of all parts."""
    return frozenset(_PARTS)


def is_part(name: str, text: str) -> bool:
    """Whether a text is the value of a part."""
    most = RULE_PART_LIMITS.get(name)
    return name in _PARTS and (most is None or text.count(",") < most) and _PARTS[name][0](text)


def _parse(written: str, both_ends: bool) -> Recur:
    parts: dict[str, str] = {}
    at = 0
    if not written.isascii():
        raise MalformedValueError("a rule is written in ASCII", 0, _RFC)
    for piece in written.upper().removesuffix(";").split(";"):
        name, equals, text = piece.partition("=")
        _check_part(name if equals else "", text, at)
        if name in parts:
            raise MalformedValueError(f"the rule has {name} twice", at, _RFC)
        parts[name] = text
        at += len(piece) + 1
    _check_whole(parts, both_ends)
    return tuple(parts.items())


_remembered = lru_cache(maxsize=1024)(_parse)  # calendars say the same few rules again and again


def _check_part(name: str, text: str, at: int) -> None:
    if name not in _PARTS:
        raise MalformedValueError("the rule has a part that is not known", at, _RFC)
    good, wanted = _PARTS[name]
    most = RULE_PART_LIMITS.get(name)
    if most is not None and text.count(",") >= most:
        raise MalformedValueError(f"{name} takes at most {most} values, each once", at + len(name) + 1, _RFC)
    if not good(text):
        raise MalformedValueError(f"{name} takes {wanted}", at + len(name) + 1, _RFC)


def _check_whole(parts: dict[str, str], both_ends: bool) -> None:
    # RFC 5545 §3.3.10: FREQ is REQUIRED; UNTIL and COUNT MUST NOT occur in the same rule
    if "FREQ" not in parts:
        raise MalformedValueError("the rule has no FREQ", 0, _RFC)
    if "UNTIL" in parts and "COUNT" in parts and not both_ends:
        raise MalformedValueError("a rule has UNTIL or COUNT, not both", 0, _RFC)


def write_recur(parts: Iterable[tuple[str, str]]) -> str:
    """A rule from its parts."""
    return ";".join([f"{name}={text}" for name, text in parts])
