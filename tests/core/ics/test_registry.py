"""The registry agrees with itself, and holds every name that the RFCs register."""

import re

import pytest

from kalends.core.ics.registry import COMPONENTS, PARAMETERS, PROPERTIES, VALUE_TYPES
from kalends.core.ics.registry.definitions import ByAction, ByMethod, Needs, NotBoth, OneInside, Together, WithoutMethod

RFC = re.compile(r"RFC \d{4} §[\d.]+")
COMPONENTS_OF = {
    "5545": "VCALENDAR VEVENT VTODO VJOURNAL VFREEBUSY VTIMEZONE STANDARD DAYLIGHT VALARM",
    "7953": "VAVAILABILITY AVAILABLE",
    "9073": "PARTICIPANT VLOCATION VRESOURCE",
}
PROPERTIES_OF = {
    "5545": """CALSCALE METHOD PRODID VERSION ATTACH CATEGORIES CLASS COMMENT DESCRIPTION GEO LOCATION PERCENT-COMPLETE
        PRIORITY RESOURCES STATUS SUMMARY COMPLETED DTEND DUE DTSTART DURATION FREEBUSY TRANSP TZID TZNAME TZOFFSETFROM
        TZOFFSETTO TZURL ATTENDEE CONTACT ORGANIZER RECURRENCE-ID RELATED-TO URL UID EXDATE EXRULE RDATE RRULE ACTION
        REPEAT TRIGGER CREATED DTSTAMP LAST-MODIFIED SEQUENCE REQUEST-STATUS""",
    "7808": "TZUNTIL TZID-ALIAS-OF",
    "7953": "BUSYTYPE",
    "7986": "NAME REFRESH-INTERVAL SOURCE COLOR IMAGE CONFERENCE",
    "9073": "LOCATION-TYPE PARTICIPANT-TYPE RESOURCE-TYPE CALENDAR-ADDRESS STYLED-DESCRIPTION STRUCTURED-DATA",
    "9074": "ACKNOWLEDGED PROXIMITY",
    "9253": "CONCEPT LINK REFID",
}
PARAMETERS_OF = {
    "5545": """ALTREP CN CUTYPE DELEGATED-FROM DELEGATED-TO DIR ENCODING FMTTYPE FBTYPE LANGUAGE MEMBER PARTSTAT RANGE
        RELATED RELTYPE ROLE RSVP SENT-BY TZID VALUE""",
    "6638": "SCHEDULE-AGENT SCHEDULE-FORCE-SEND SCHEDULE-STATUS",
    "7986": "DISPLAY EMAIL FEATURE LABEL",
    "8607": "SIZE FILENAME MANAGED-ID",
    "9073": "ORDER SCHEMA DERIVED",
    "9253": "GAP LINKREL",
}
TYPES = (
    "BINARY BOOLEAN CAL-ADDRESS DATE DATE-TIME DURATION FLOAT INTEGER PERIOD RECUR TEXT TIME URI UTC-OFFSET UID "
    "XML-REFERENCE UNKNOWN"
)


@pytest.mark.parametrize(
    ("registered", "table"),
    [(COMPONENTS_OF, COMPONENTS), (PROPERTIES_OF, PROPERTIES), (PARAMETERS_OF, PARAMETERS)],
    ids=["components", "properties", "parameters"],
)
@pytest.mark.rfc("5545 §8.3")
def test_every_registered_name_is_there(registered: dict[str, str], table: dict[str, object]) -> None:
    for names in registered.values():
        assert set(names.split()) <= table.keys()


def test_every_value_type_is_there() -> None:
    assert set(TYPES.split()) == VALUE_TYPES.keys()
    assert PARAMETERS["VALUE"].values == VALUE_TYPES.keys()


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_names_what_is_there(name: str) -> None:
    row = PROPERTIES[name]
    assert row.name == name
    assert {row.default, *row.others} <= VALUE_TYPES.keys()
    assert row.default not in row.others
    assert row.params <= PARAMETERS.keys()
    assert RFC.fullmatch(row.rfc)
    assert row.values or not row.closed
    holders = [
        each for each in COMPONENTS.values() if name in each.once | each.at_most_once | each.should_once | each.several
    ]
    assert holders


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_parameter_names_what_is_there(name: str) -> None:
    row = PARAMETERS[name]
    assert row.name == name
    assert row.kind in VALUE_TYPES or row.kind == "TOKEN"
    assert RFC.fullmatch(row.rfc)
    assert any(name in each.params for each in PROPERTIES.values())


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_names_what_is_there(name: str) -> None:
    row = COMPONENTS[name]
    assert row.name == name
    assert RFC.fullmatch(row.rfc)
    groups = (row.once, row.at_most_once, row.should_once, row.several)
    named = [each for group in groups for each in group]
    assert len(named) == len(set(named))
    assert set(named) <= PROPERTIES.keys()
    assert row.inside <= COMPONENTS.keys()
    assert bool(row.statuses) == ("STATUS" in named)
    for rule in row.rules:
        assert _names(rule) <= PROPERTIES.keys() | COMPONENTS.keys()


def _names(rule: object) -> set[str]:
    match rule:
        case NotBoth(first, second, _) | Together(first, second, _) | Needs(first, second, _, _):
            return {first, second}
        case WithoutMethod(name, _):
            return {name}
        case OneInside(names, _):
            return set(names)
        case ByAction(_, required, once, _):
            return {*required, *once}
        case ByMethod(_, required, advised, excluded, _):
            return {*required, *advised, *excluded}
    raise AssertionError(rule)
