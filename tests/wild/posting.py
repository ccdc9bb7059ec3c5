"""Texts of the wild through a door that takes and gives texts: in by POST, out as JSON and as XML."""

from collections.abc import Iterable

from lxml import etree
from tests.doors.onlyoffice.conftest import Office
from tests.wild.corpus import Wild
from tests.wild.keeping import is_one_object

_PATHS = {"VEVENT": "/calendar/icsevent", "VTODO": "/calendar/icstodo"}


def post_all(office: Office, texts: Iterable[Wild]) -> int:
    """Post each text that is one, read it back, and delete it again; how many came back."""
    taken = 0
    for wild in texts:
        text = _text(wild.octets)
        kind = next((kind for kind in _PATHS if f"BEGIN:{kind}" in text.upper()), None)
        if kind is None or not is_one_object(wild.octets):  # the door gives a UID to what has none
            continue
        answer = office.ask("anna", "POST", _PATHS[kind], {"ics": text})
        assert answer.status in (201, 400, 404, 409, 413), (wild.name, answer.text)
        for shown in answer.json["response"][:1] if answer.status == 201 else ():  # a rule may never come true
            _compare(office, wild, kind, shown["objectId"])
            taken += 1
    return taken


def _text(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return ""


def _compare(office: Office, wild: Wild, kind: str, object_id: str) -> None:
    text = _text(wild.octets)
    path = f"/calendar/events/{object_id}"
    told = office.done("anna", "GET", f"{path}/historybyid")
    assert told["ics"] == told["mergedIcs"] == text, wild.name
    as_xml = office.ask("anna", "GET", f"{path}/historybyid.xml")
    shown = etree.fromstring(as_xml.body, etree.XMLParser(huge_tree=True)).findtext("response/ics")
    assert shown == text, wild.name
    office.done("anna", "DELETE", path if kind == "VEVENT" else f"/calendar/todos/{object_id}")
