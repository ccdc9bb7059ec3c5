"""Names of zones: those of the tz database, and the other ways in which programs write them (RFC 5545 §3.2.19).

Europe/Berlin                                        the tz database
europe/berlin                                        the same, in another case
/freeassociation.sourceforge.net/Europe/Berlin       Evolution, Mozilla, citadel: a prefix in front
W. Europe Standard Time                              Windows, Outlook, Exchange
W. Europe                                            Lotus Notes
(UTC+01:00) Amsterdam, Berlin, Bern, Rome            what Outlook shows, (GMT+01:00) in older ones
"""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from heapq import nlargest
from importlib.resources import files

from kalends.core.time.windows import LEGACY, PLACES, WINDOWS

_LONGEST = 120  # characters of a name that anyone would look at: the longest that Outlook shows has 70
_COMPARED = 40  # of these, for a misspelling: the time grows with the square
_ALIKE = 0.55
_SHOWN = re.compile(r"\((?:UTC|GMT)(?:[+-]\d{1,2}:\d{2})?\)\s*(.+)", re.IGNORECASE)
_STANDARD = " standard time"


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


def iana_name(tzid: str) -> str | None:
    """The zone of the tz database that a TZID of any known form means; None where it means none."""
    if tzid in _known():
        return tzid
    key = tzid.strip().lower()
    if len(key) > _LONGEST:
        return None
    known = _by_key()
    return known.get(key) or known.get(key + _STANDARD) or _after_prefix(key) or _shown_by_outlook(key)


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
    """The places after the offset: all of them, else the first that is known by itself."""
    shown = _SHOWN.fullmatch(key)
    if not shown:
        return None
    places = _by_places()
    # "Greenwich Mean Time : Dublin, Edinburgh": the words before the colon are no place
    text = shown[1].rpartition(":")[2].strip() or shown[1]
    return next((places[each] for each in (text, *_pieces(text)) if each in places), None)


@lru_cache(maxsize=1)
def _by_places() -> Mapping[str, str]:
    """What Outlook shows, as a whole and place by place, and the cities of the tz database."""
    whole = {places.lower(): target for target, places in WINDOWS.values()}
    single = {place: target for places, target in whole.items() for place in _pieces(places)}
    return _by_city() | single | {places.lower(): target for places, target in PLACES.items()} | whole


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
    meant for what is told to a person; of a long name, only the beginning is compared.
    """
    return _closest(name.strip()[: _LONGEST + 1], n)


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
