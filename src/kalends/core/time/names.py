"""Names of zones: those of the tz database, and the other ways in which programs write them (RFC 5545 §3.2.19).

Europe/Berlin                                        the tz database
europe/berlin                                        the same, in another case
/freeassociation.sourceforge.net/Europe/Berlin       Evolution, Mozilla, citadel: a prefix in front
W. Europe Standard Time                              Windows, Outlook, Exchange
W. Europe                                            Lotus Notes
(UTC+01:00) Amsterdam, Berlin, Bern, Rome            what Outlook shows, (GMT+01:00) in older ones
(UTC+02:00) Europe/Helsinki                          the `value` of ApyHub's dictionary
Eastern Time (US and Canada)                         the same without the offset: Exchange, Ruby on Rails
US-Eastern                                           CalDAV servers of the first years
UTC+01, GMT+05:30, (GMT +01:00)                      an offset, of that sign: no zone of the tz database
"""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nlargest
from importlib.resources import files

from kalends.core.time.abbreviations import ABBREVIATIONS, OFFSETS
from kalends.core.time.windows import LEGACY, PLACES, WINDOWS

_LONGEST = 120  # characters of a name that anyone would look at: the longest that Outlook shows has 70
_COMPARED = 40  # of these, for a misspelling: the time grows with the square
_ALIKE = 0.55
_SHOWN = re.compile(r"\((?:UTC|GMT)(?:[+-]\d{1,2}:\d{2})?\)\s*(.+)", re.IGNORECASE)
_OFFSET = re.compile(r"\(?(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?\)?", re.IGNORECASE | re.ASCII)
_MOST_HOURS = 14
_STANDARD = " standard time"
_DIRECTIONS = frozenset(("east", "north", "south", "west", "act", "nsw"))


@lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Every name of the tz database, aliases too, sorted."""
    return tuple(sorted(files("tzdata").joinpath("zones").read_text(encoding="ascii").split()))


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(names())


def is_name(name: str) -> bool:
    """Whether the tz database has a zone of exactly that name."""
    return name in _known()


def name_in_case(name: str) -> str | None:
    """The name of the tz database that is this one in whatever case; None where there is none."""
    return _in_lower_case().get(name.strip().lower())


@lru_cache(maxsize=1)
def _in_lower_case() -> Mapping[str, str]:
    return {name.lower(): name for name in names()}


def iana_name(tzid: str) -> str | None:
    """The zone of the tz database that a TZID of any known form means; None where it means none."""
    if tzid in _known():
        return tzid
    key = tzid.strip().lower()
    if len(key) > _LONGEST:
        return None
    known = _by_key()
    found = known.get(key) or known.get(key + _STANDARD) or _after_prefix(key) or _shown_by_outlook(key)
    return found or known.get(key.replace("-", "/")) or _listed(key)


def offset_in(tzid: str) -> int | None:
    """The seconds east of Greenwich that a name says and nothing else; None where it says more, or less."""
    found = _OFFSET.fullmatch(tzid.strip())
    if not found:
        return None
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > _MOST_HOURS or minutes >= 60:
        return None
    return (hours * 3600 + minutes * 60) * (-1 if found[1] == "-" else 1)


@lru_cache(maxsize=1)
def _by_key() -> Mapping[str, str]:
    """Names in lower case, of Windows and of the tz database, which counts where both have one."""
    windows = {name.lower(): target for name, (target, _) in WINDOWS.items()}
    legacy = {name.lower(): target for name, target in LEGACY.items()}
    return legacy | windows | {name.lower(): name for name in names()}


def _after_prefix(key: str) -> str | None:
    """The longest end of a path that is a name: America/Indiana/Knox before Knox."""
    if not key.startswith("/"):
        return None
    known = _by_key()
    parts = key.split("/")
    return next((known[end] for at in range(1, len(parts)) if (end := "/".join(parts[at:])) in known), None)


def _shown_by_outlook(key: str) -> str | None:
    """The name or the places after the offset: all of them, else the first that is known by itself."""
    shown = _SHOWN.fullmatch(key)
    if not shown:
        return None
    known = _by_key().get(shown[1].strip())
    if known:
        return known
    places = _by_places()
    text = _places_in(shown[1])
    return next((places[each] for each in (text, *_pieces(text)) if each in places), None)


def _listed(key: str) -> str | None:
    """Places without an offset before them: all of them, else the first, where that is known by itself."""
    text = _places_in(key)
    known = _by_outlook().get(text)
    first = _pieces(text)[0]
    if known or first == text or first in _DIRECTIONS or offset_in(first) is not None:
        return known  # a city by itself is no name of a zone
    return _by_places().get(first)


def _places_in(text: str) -> str:
    """The places of `Greenwich Mean Time : Dublin, Edinburgh`, whose first words are none; Outlook's "and" is "&"."""
    return (re.split("[:;] ", text.removesuffix("; tijuana"))[-1].strip() or text).replace(
        "us and canada", "us & canada"
    )


@lru_cache(maxsize=1)
def _by_places() -> Mapping[str, str]:
    """What Outlook shows, as a whole and place by place, and the cities of the tz database."""
    whole = _by_outlook()
    single = {place: target for places, target in whole.items() for place in _pieces(places)}
    return {**_by_city(), **single, **whole}


@lru_cache(maxsize=1)
def _by_outlook() -> Mapping[str, str]:
    """What Outlook shows, as a whole."""
    today = {places.lower(): target for target, places in WINDOWS.values()}
    return {places.lower(): target for places, target in PLACES.items()} | today


def _pieces(places: str) -> list[str]:
    return [piece.strip() for piece in places.split(",")]


@lru_cache(maxsize=1)
def _by_city() -> dict[str, str]:
    """The last part of each name, in words and lower case; a region's own zones count before US/ and the like."""
    found: dict[str, str] = {}
    for name in sorted(names(), key=lambda each: each.split("/")[0] in ("US", "Canada", "Mexico", "Brazil", "Etc")):
        found.setdefault(name.rpartition("/")[2].replace("_", " ").lower(), name)
    return found


def closest(name: str, n: int = 3) -> tuple[str, ...]:
    """The `n` names of the tz database most like `name` (a misspelling, a city, a wrong case), best first.

    There are fewer only where no more of them share a character with `name`. It takes a millisecond or two, and is
    meant for messages to a person; of a long name, only the beginning is compared. An abbreviation has those that it
    may stand for, and an offset those that have it, never one of the other sign: Etc/GMT-2 is what UTC+2 means.
    """
    text = name.strip()
    if meant := ABBREVIATIONS.get(text.upper()):
        return meant[:n]
    if _OFFSET.fullmatch(text):
        return _with_offset(offset_in(text))[:n]
    return _closest(text[: _LONGEST + 1], n)


def _with_offset(offset: int | None) -> tuple[str, ...]:
    """The names of zones of an offset; those of `Etc/` count to the west (POSIX)."""
    if offset is None:
        return ()
    name = hours_name(offset)
    return OFFSETS.get(offset, ()) if name is None else (name,)


def hours_name(offset: int) -> str | None:
    """The zone of the tz database whose clocks always show an offset of whole hours; None for any other offset."""
    hours, rest = divmod(offset, 3600)
    name = f"Etc/GMT{-hours:+}" if hours else "Etc/UTC"
    return name if not rest and is_name(name) else None


@lru_cache(maxsize=256)
def _closest(name: str, n: int) -> tuple[str, ...]:
    exact = iana_name(name)
    scores: dict[str, float] = {exact: 2.0} if exact else {}
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(name[:_COMPARED].replace("_", " ").lower())
    for text, target in _by_any().items():
        score = _score(matcher, text)
        if score > scores.get(target, 0.0):
            scores[target] = score
    return tuple(nlargest(n, scores, key=lambda each: scores[each]))


@lru_cache(maxsize=1)
def _by_any() -> Mapping[str, str]:
    """Every name and city, in words and lower case."""
    return _by_city() | {key.replace("_", " "): target for key, target in _by_key().items()}


def _score(matcher: SequenceMatcher[str], text: str) -> float:
    """How alike two names are; of what is not alike, only the characters are compared, which is quick."""
    matcher.set_seq1(text)
    quick = matcher.quick_ratio()
    return matcher.ratio() if quick >= _ALIKE else quick / 2
