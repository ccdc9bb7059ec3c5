"""The numbers of docs/operating.md are those of the code."""

from dataclasses import asdict
from pathlib import Path

import pytest

import kalends
from kalends.core.ics.limits import OBJECT_LIMITS, RULE_PART_LIMITS, TEXT_LIMITS
from kalends.core.objects.zones import LONG_DEFINITION
from kalends.core.recur.bounds import UNITS
from kalends.doors.kona import call as kona
from kalends.doors.oauth import parameters as oauth
from kalends.doors.onlyoffice import call as onlyoffice
from kalends.doors.onlyoffice import signin
from kalends.edge.requests.parse import BODY
from kalends.service.limits import Limits
from kalends.service.transfer import intake

ROWS = {
    line.split("|")[1].strip(): line.split("|")[2].strip()
    for line in (Path(kalends.__file__).parents[2] / "docs" / "operating.md").read_text().splitlines()
    if line.startswith("| ")
}
TOLD = {
    "components inside one another": TEXT_LIMITS.depth,
    "parameters of one property": TEXT_LIMITS.parameters,
    "values of one parameter": TEXT_LIMITS.values,
    "lines of its text, as it was sent": OBJECT_LIMITS.lines,
    "properties": OBJECT_LIMITS.properties,
    "components": OBJECT_LIMITS.components,
    "components with a RECURRENCE-ID": OBJECT_LIMITS.overrides,
    "values of EXDATE": OBJECT_LIMITS.exdates,
    "values of RDATE": OBJECT_LIMITS.rdates,
    "RRULE and EXRULE": OBJECT_LIMITS.rules,
    "VTIMEZONE": OBJECT_LIMITS.zones,
    "STANDARD and DAYLIGHT in one VTIMEZONE": OBJECT_LIMITS.observances,
    "attendees of one component (`attendee_limit`)": Limits().attendees,
    "messages about one UID in an imported file": intake.MESSAGES_OF_A_UID,
    "values of JSON": BODY.json_values,
    "JSON inside JSON": BODY.json_depth,
    "elements of XML": BODY.xml_elements,
    "attributes of XML": BODY.xml_attributes,
    "XML inside XML": BODY.xml_depth,
    "fields of a query or form": BODY.form_fields,
    "files of a form": BODY.form_files,
    "names inside names of a form, as in `a[b][c]`": BODY.form_depth,
    "parameters of OAuth": BODY.oauth_parameters,
}


@pytest.mark.parametrize("name", TOLD)
def test_a_limit_is_told_as_it_is(name: str) -> None:
    assert ROWS[name] == f"{TOLD[name]:,}"


def test_the_bounds_of_an_import_are_told() -> None:
    made = ROWS["text that the objects of an imported file become, with the zones that each of them uses"]
    assert made == f"{intake.TIMES} times the file and {intake.MADE // 10**6} MB"
    messages = ROWS["text that messages of an imported file read and make"]
    assert messages == f"{intake.TIMES} times the file and {intake.MADE_BY_MESSAGES // 10**6} MB"
    assert ROWS["one VTIMEZONE of an imported file, as each of its objects keeps it"] == f"{LONG_DEFINITION:,} bytes"


def test_the_sizes_of_bodies_are_told() -> None:
    most = (kona.BODY_CAP, onlyoffice.BODY_CAP, onlyoffice.FILES_CAP, oauth.BODY_CAP)
    told = ROWS["to Kona; to ONLYOFFICE; with a file to import; to sign in or of OAuth"]
    assert told == f"{'; '.join(f'{each:,}' for each in most)} bytes, then 413"
    assert signin._CAP == oauth.BODY_CAP


def test_every_limit_is_told() -> None:
    of_text = {name for name in asdict(TEXT_LIMITS) if name not in ("octets", "lines", "line")}  # in a row together
    assert len(of_text) + len(asdict(OBJECT_LIMITS)) + len(asdict(BODY)) + 2 == len(TOLD)
    assert ROWS["lines, unfolded; characters of one"] == f"{TEXT_LIMITS.lines:,}; {TEXT_LIMITS.line:,}"
    assert all(f"`{part}` {most}" in ROWS["values of a part of a rule"] for part, most in RULE_PART_LIMITS.items())
    assert f"{UNITS:,} units" in ROWS["work to find the end of its rules, all together"]
