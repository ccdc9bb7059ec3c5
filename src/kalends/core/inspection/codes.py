"""Table: the codes of a check that are no deviation of `core.ics.lenient` and no rule of a profile.

A code is stable: what it is about never changes, the sentence beside it may. `missing-…` ends in the name of what is
missing, in small letters.
"""

from typing import NamedTuple

from kalends.errors import Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING


class CheckCode(NamedTuple):
    """One code: how grave it is, and what it says."""

    code: str
    severity: Severity
    what: str


CODES = {
    row.code: row
    for row in (
        # the text
        CheckCode("no-calendar", _ERROR, "the text holds no calendar"),
        CheckCode("too-many", _ERROR, "an object holds more of something than the doors take"),
        # what stands where
        CheckCode("component-place", _ERROR, "a component stands where it must not"),
        CheckCode("property-place", _WARNING, "a property has no meaning where it stands"),
        CheckCode("parameter-place", _WARNING, "a parameter has no meaning on that property"),
        CheckCode("unknown-component", _WARNING, "no RFC defines the component"),
        CheckCode("unknown-property", _WARNING, "no RFC defines the property"),
        CheckCode("unknown-parameter", _WARNING, "no RFC defines the parameter"),
        CheckCode("unknown-value", _WARNING, "no RFC defines this value of a property or a parameter"),
        CheckCode("deprecated", _WARNING, "a property that is no longer used"),
        CheckCode("missing-…", _ERROR, "a property that must be there is not"),
        CheckCode("missing-component", _ERROR, "a component that must be inside is not"),
        CheckCode("missing-value", _WARNING, "a property should have a VALUE parameter"),
        CheckCode("repeated-parameter", _ERROR, "a parameter stands twice"),
        CheckCode("repeated-rule", _WARNING, "there should be one RRULE"),
        # values
        CheckCode("parameter-value", _ERROR, "the value of a parameter is not one of its values, or not of its type"),
        CheckCode("parameter-values", _ERROR, "a parameter that takes one value has several"),
        CheckCode("out-of-range", _ERROR, "a value is outside of its range"),
        CheckCode("encoding", _ERROR, "a BINARY value lacks ENCODING=BASE64"),
        CheckCode("bad-address", _WARNING, "an address does not begin with a scheme, such as mailto:"),
        CheckCode("rule-part", _ERROR, "a part of a rule has no meaning beside the others"),
        # two properties
        CheckCode("not-both", _ERROR, "two properties of which one at the most may be there"),
        CheckCode("together", _ERROR, "a property that is there only together with another"),
        CheckCode("rule-without-start", _ERROR, "RRULE without DTSTART"),
        CheckCode("duration-of-date", _ERROR, "hours in the DURATION of whole days"),
        CheckCode("observance-local", _ERROR, "an observance does not start at a local time"),
        # components and series
        CheckCode("repeated-instance", _WARNING, "two components for the same instance; the newer one counts"),
        CheckCode("start-off-rule", _WARNING, "the start is none of the times that the rule gives"),
        CheckCode("rule-never-hits", _WARNING, "the rule gives nothing: it ends too early, or its parts are at odds"),
        CheckCode("no-occurrence", _WARNING, "all occurrences are excluded"),
        CheckCode("instance-off-rule", _WARNING, "an override of an instance that the series does not have"),
        CheckCode("exception-off-rule", _WARNING, "an EXDATE at a time at which the series has nothing"),
        CheckCode("zone-offsets", _WARNING, "TZOFFSETFROM is not the TZOFFSETTO of the observance before"),
        CheckCode("not-expanded", _WARNING, "rules, or time zones, that cost too much to be checked"),
    )
}
