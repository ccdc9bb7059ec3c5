"""Recurrence rules that break the grammar or a MUST of RFC 5545 §3.3.10: what remains when that is left out.

    blanks and a repeated name         have no meaning
    COUNT=0, BYDAY=0MO, INTERVAL=0     say nothing; Apple Calendar and others write them
    a part that its FREQ does not take is passed over, as Google, Apple and libical's followers do
    UNTIL and COUNT                    stay both: whichever comes first ends the rule
    D1 #5, W2 TU TH, MD1 15            the rules of vCalendar 1.0 (phones, Palm)

A rule without a known FREQ is left out as a whole. One that is longer than any that means something, or has
more values in a part than `RULE_PART_LIMITS`, is not mended: it stays as it is, so that its reader refuses it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kalends.core.ics.limits import RULE_PART_LIMITS
from kalends.core.ics.values import MalformedValueError, parse_recur
from kalends.core.ics.values.recur import is_part, part_names, write_recur

Remarks = list[tuple[str, str]]

_NAMES = part_names()
_PREFIX = re.compile(r"(?:\s*+(?:RRULE|EXRULE)\s*+:)*+", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_ORDINAL = re.compile(r"[+-]?0*([1-9]\d*)?(SU|MO|TU|WE|TH|FR|SA)", re.ASCII)
_LISTED = frozenset(_NAMES) - {"FREQ", "UNTIL", "COUNT", "INTERVAL", "WKST", "RSCALE", "SKIP"}
_REMEMBERED = 128
_MOST_CHARACTERS, _MOST_PARTS = 20_000, 50  # more than all parts take that say something
_SHORT_FREQUENCIES = frozenset(("SECONDLY", "MINUTELY", "HOURLY"))
_REFUSED = (  # part → the frequencies with which RFC 5545 §3.3.10 says that it MUST NOT be used
    ("BYWEEKNO", frozenset(("SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY"))),
    ("BYYEARDAY", frozenset(("DAILY", "WEEKLY", "MONTHLY"))),
    ("BYMONTHDAY", frozenset(("WEEKLY",))),
)
LEFT_OUT, FORM = "left-out", "rule-form"


def mend_rule(written: str) -> tuple[str | None, Remarks]:
    """A rule as it is meant, None where nothing of it is, and what is to be said; itself where that is nothing."""
    if len(written) > _MOST_CHARACTERS or written.count(";") > _MOST_PARTS:
        return written, []
    return _remembered(written) if len(written) <= _REMEMBERED else _mended(written)


def _mended(written: str) -> tuple[str | None, Remarks]:
    remarks: Remarks = []
    prefix = _PREFIX.match(written)
    text = written[prefix.end() :] if prefix else written
    if (old := _from_vcalendar(text)) is not None:
        return old, [(FORM, "a rule of vCalendar 1.0")]
    if text != written:
        remarks.append((FORM, "the name of the property stands in its value"))
    if _BLANKS.search(text):
        remarks.append((FORM, "blanks in a rule"))
        text = _BLANKS.sub("", text)
    if _has_too_many_values(text.upper()):
        return written, []
    parts = dict(_parts(text.upper(), remarks))
    if "FREQ" not in parts:
        return None, [*remarks, (LEFT_OUT, "the rule is left out: it has no FREQ that can be told")]
    _pass_over_misplaced(parts, remarks)
    made = write_recur(parts.items()) if remarks else written
    try:
        parse_recur(made, both_ends=True)
    except MalformedValueError as error:
        return None, [*remarks, (LEFT_OUT, f"the rule is left out: {error.reason}")]
    return made, remarks


_remembered = lru_cache(maxsize=512)(_mended)


def _has_too_many_values(text: str) -> bool:
    pieces = (piece.partition("=") for piece in text.split(";"))
    return any(value.count(",") >= RULE_PART_LIMITS[name] for name, _, value in pieces if name in RULE_PART_LIMITS)


def _parts(text: str, remarks: Remarks) -> Iterator[tuple[str, str]]:
    """The parts that can be understood, each once."""
    seen: set[str] = set()
    for piece in text.split(";"):
        name, _, value = piece.partition("=")
        if not piece:
            continue
        if name not in _NAMES:
            remarks.append((LEFT_OUT, f"{_shown(piece)} is no part of a rule; it is left out"))
        elif name in seen:
            remarks.append((LEFT_OUT, f"the rule has {name} twice; the first counts"))
        else:
            seen.add(name)
            understood = _understood(name, value, remarks)
            if understood:
                yield name, understood


def _understood(name: str, value: str, remarks: Remarks) -> str:
    """What can be understood of a part; "" for nothing."""
    if is_part(name, value):
        return value
    if name == "UNTIL" and (until := _until(value)):
        remarks.append((FORM, "UNTIL in another form of ISO 8601"))
        return until
    items = [item for item in value.split(",") if item] if name in _LISTED else []
    good = [item for item in items if is_part(name, item)]
    if name == "BYDAY":
        good = [item if is_part(name, item) else _day_of(item) for item in items]
        good = [item for item in good if item]
    kept = ",".join(dict.fromkeys(good))
    if items and len(good) == len(items) and all(is_part(name, item) for item in items):
        remarks.append((FORM, f"empty or repeated values in {name}"))
    else:
        remarks.append((LEFT_OUT, f"{_shown(f'{name}={value}')} cannot be understood; {_fate(name, kept)}"))
    return kept if kept and is_part(name, kept) else ""


def _fate(name: str, kept: str) -> str:
    return f"it is read as {name}={_cut(kept)}" if kept else "it is left out"


def _day_of(item: str) -> str:
    """The week day of a BYDAY whose number is none: 0MO."""
    found = _ORDINAL.fullmatch(item)
    return found[2] if found else ""


def _until(value: str) -> str:
    digits = re.sub("[-:]", "", value)
    return digits if digits != value and is_part("UNTIL", digits) else ""


def _pass_over_misplaced(parts: dict[str, str], remarks: Remarks) -> None:
    """Take out what has no place in such a rule."""
    frequency = parts["FREQ"]
    for name, refused in _REFUSED:
        if name in parts and frequency in refused:
            remarks.append((LEFT_OUT, f"{name} has no meaning with FREQ={frequency}; it is left out"))
            del parts[name]
    days = parts.get("BYDAY", "").split(",")
    if any(day[:-2] for day in days) and (frequency not in ("MONTHLY", "YEARLY") or "BYWEEKNO" in parts):
        remarks.append((LEFT_OUT, f"BYDAY has no numbers with FREQ={frequency}; they are left out"))
        parts["BYDAY"] = ",".join(dict.fromkeys(day[-2:] for day in days))
    if parts.get("RSCALE", "GREGORIAN") == "GREGORIAN" and "BYMONTH" in parts:
        _pass_over_foreign_months(parts, remarks)
    if "SKIP" in parts and "RSCALE" not in parts and parts["SKIP"] != "OMIT":
        remarks.append((LEFT_OUT, "SKIP needs RSCALE; it is left out"))
        del parts["SKIP"]
    if "BYSETPOS" in parts and not any(name.startswith("BY") and name != "BYSETPOS" for name in parts):
        remarks.append((LEFT_OUT, "BYSETPOS needs another BY part; it is left out"))
        del parts["BYSETPOS"]


def _pass_over_foreign_months(parts: dict[str, str], remarks: Remarks) -> None:
    months = parts["BYMONTH"].split(",")
    kept = [month for month in months if not month.endswith("L") and int(month) <= 12]
    if len(kept) < len(months):
        remarks.append((LEFT_OUT, "BYMONTH takes numbers from 1 to 12; others are left out"))
        parts["BYMONTH"] = ",".join(kept)
    if not kept:
        del parts["BYMONTH"]


def needs_time(written: str) -> bool:
    """Whether a rule recurs within a day, which no series of days can."""
    try:
        return dict(parse_recur(written, both_ends=True))["FREQ"] in _SHORT_FREQUENCIES
    except MalformedValueError:
        return False


_OLD = re.compile(r"(D|W|MP|MD|YM|YD)(\d{1,4})((?:\s+[^\s#]+)*?)(?:\s+#(\d{1,6}))?(?:\s+(\d{8}T\d{6}Z?))?\s*", re.ASCII)
_OLD_FREQUENCIES = {
    "D": "DAILY",
    "W": "WEEKLY",
    "MP": "MONTHLY",
    "MD": "MONTHLY",
    "YM": "YEARLY",
    "YD": "YEARLY",
}
_OLD_PARTS = {"W": "BYDAY", "MP": "BYDAY", "MD": "BYMONTHDAY", "YM": "BYMONTH", "YD": "BYYEARDAY"}
_WITHOUT_END = "0"
_OLD_COUNT = "2"


def _from_vcalendar(text: str) -> str | None:
    """A rule of vCalendar 1.0 in the form of RFC 5545; None where it is none. Without an end it takes place twice."""
    found = _OLD.fullmatch(text.strip().upper())
    if not found:
        return None
    kind, interval, listed, count, until = found.groups()
    parts = [("FREQ", _OLD_FREQUENCIES[kind]), ("INTERVAL", interval)]
    if until:
        parts.append(("UNTIL", until))
    elif count != _WITHOUT_END:
        parts.append(("COUNT", count or _OLD_COUNT))
    values = ",".join(_old_values(kind, listed.split()))
    if values:
        parts.append((_OLD_PARTS.get(kind, ""), values))
    return write_recur(parts) if all(is_part(name, value) for name, value in parts) else None


def _old_values(kind: str, listed: Iterable[str]) -> Iterator[str]:
    """The days or months of a rule; with MP a number stands before the days that it counts: 1+ TU."""
    number = ""
    for item in listed:
        if kind == "MP" and item[:1].isdigit():
            number = f"-{item[:-1]}" if item.endswith("-") else item.rstrip("+")
        else:
            yield f"{number}{item}"


def _shown(text: str) -> str:
    return repr(_cut(text))


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
