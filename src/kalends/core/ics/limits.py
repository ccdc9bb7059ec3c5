"""How large a text and a calendar object may be before they are refused (docs/operating.md, Limits).

At these sizes reading takes linear time, and a text of 1 MiB less than a second in all that is done with it. No
calendar of the wild comes near: the largest known have 6,000 overrides.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextLimits:
    """The most that a reading takes on.

    `octets` of the whole text, `lines` after unfolding, characters of one unfolded `line`, `depth` of components inside
    one another, `parameters` on one property and `values` of one parameter (both counted where a head is too long to be
    remembered).
    """

    octets: int = 100_000_000
    lines: int = 1_000_000
    line: int = 5_000_000
    depth: int = 100
    parameters: int = 100
    values: int = 1_000


@dataclass(frozen=True, slots=True)
class ObjectLimits:
    """The most that one calendar object (all components of one UID) holds.

    `lines` of its text as it was sent, `properties` and `components` at any depth, `overrides` (components with a
    RECURRENCE-ID), `exdates` and `rdates` (values, not lines), `rules` (RRULE and EXRULE, each of which takes a
    millisecond or so; RFC 5545 §3.8.5.3 wants one), VTIMEZONEs as `zones`, and `observances` in one of them.
    """

    lines: int = 200_000
    properties: int = 100_000
    components: int = 20_000
    overrides: int = 10_000
    exdates: int = 10_000
    rdates: int = 5_000
    rules: int = 100
    zones: int = 100
    observances: int = 1_000


TEXT_LIMITS = TextLimits()
OBJECT_LIMITS = ObjectLimits()

RULE_PART_LIMITS = {
    "BYSECOND": 61,
    "BYMINUTE": 60,
    "BYHOUR": 24,
    "BYDAY": 7 * (1 + 2 * 53),
    "BYMONTHDAY": 2 * 31,
    "BYYEARDAY": 2 * 366,
    "BYWEEKNO": 2 * 53,
    "BYMONTH": 2 * 13,
    "BYSETPOS": 2 * 366,
}
"""The most values of one part of a rule: as many as its range has, leap months of RSCALE among them (RFC 7529 §4.2)."""
