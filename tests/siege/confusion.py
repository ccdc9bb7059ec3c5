"""Every route of /openapi.json with bodies, paths and queries that are nearly right, and with types confused: JSON,
forms and XML; wrong types, huge numbers, deep nesting, names that come twice.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from typing import Any
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from tests.doors import nasty
from tests.doors.apyhub.conftest import GOOD as APYHUB
from tests.doors.skycore.conftest import GOOD as SKYCORE
from tests.siege.client import NOBODY, Client, Halted
from tests.siege.hostile import TIMES
from tests.siege.schema import Raw, confused, good, strange
from tests.siege.texts import FORM, XML
from tests.siege.things import API, HOUR, TEN, calendar_of, clear, text_of

CONFUSED = 0.4
"""The share of bodies in which something is confused."""
_HARMLESS = ("/groups", "authorize", "/authentication", "oauth/")
"""Left to other scenes: groups are the whole server's, and wrong passwords stop whoever sends them."""
_BODIES = {
    "generate/ical": APYHUB,
    "skycore/v2": SKYCORE,
    "icsevent": {"calendarId": "{calendar}", "ics": text_of("confused", "SUMMARY:x"), "alertType": "hour"},
    "icstodo": {"calendarId": "{calendar}", "ics": text_of("todo", kind="VTODO"), "alertType": 0},
    "importIcs": {"calendarId": "{calendar}", "iCalString": text_of("imported")},
    "/event": {"name": "x", "startDate": "2026-11-24T10:00:00Z", "endDate": "2026-11-24T11:00:00Z"},
    "utcoffset": {"timeZone": "Asia/Tokyo", "startDate": "2026-11-24", "endDate": "2026-11-25"},
    "calendar_events": {"name": "x", "space_id": "{calendar}", "start_at": TEN, "end_at": TEN + HOUR, "status": 0},
    "participants": {"participants": [{"id": 1}]},
    "/spaces": {"name": "s"},
    "/view": {"name": "seen", "textColor": "#000000"},
    "{calendarId}": {"name": "changed"},
}
"""Good bodies by what a path holds, beside those that the schemas make."""


def play(client: Client) -> None:
    """A dozen calls about one calendar with an event and a to-do in it."""
    calendars: list[str] = []
    try:
        calendars.append(calendar_of(client, "Confused", []))
        names = _furnish(client, calendars[0])
        for _ in range(client.draw.randint(8, 14)):
            _call(client, names)
    finally:
        with suppress(Halted):
            _sweep(client)


def _furnish(client: Client, calendar: str) -> dict[str, str]:
    """What a path may name."""
    body = {"calendarId": calendar, "ics": text_of(f"confused-{client.number}", "RRULE:FREQ=DAILY;COUNT=3")}
    event = client.done("owner", "POST", f"{API}/icsevent", body)["response"][0]["objectId"]
    body = {"calendarId": calendar, "ics": text_of(f"todo-{client.number}", kind="VTODO")}
    todo = client.done("owner", "POST", f"{API}/icstodo", body)["response"][0]["objectId"]
    return {
        "calendarId": calendar,
        "calendar": calendar,
        "eventId": str(event),
        "event": str(event),
        "todoId": str(todo),
        "eventUid": f"confused-{client.number}",
        "start": "2026-11-01",
        "end": "2026-11-30",
        "userId": client.household["reader"].guid,
        "who": str(client.household["reader"].id),
    }


def _sweep(client: Client) -> None:
    """Remove all calendars that the owner has now: what a confused call made, too."""
    spaces = client.done("owner", "GET", "/spaces?per_page=200")["spaces"]
    clear(client, [str(each["id"]) for each in spaces])


def _call(client: Client, names: Mapping[str, str]) -> None:
    root = _description(client)
    draw = client.draw
    template, method, operation = draw.choice(_operations(client))
    path = _path(template, names, draw)
    parameters = [each for each in operation.get("parameters", ()) if each.get("in") == "query"]
    if picked := [each for each in parameters if draw.random() < 0.25]:
        path += "?" + "&".join(_pair(each, root, draw) for each in picked)
    types = list(operation.get("requestBody", {}).get("content", {}))
    lines, body = ((), b"") if not types else _body(template, draw.choice(types), operation, root, names, draw)
    who = draw.choices(("owner", "editor", "stranger", NOBODY), (85, 5, 8, 2))[0]
    client.ask(who, method.upper(), path, body, lines=lines)


def _path(template: str, names: Mapping[str, str], draw: Random) -> str:
    pieces = []
    for piece in template.split("/"):
        if not piece.startswith("{"):
            pieces.append(piece)
        elif draw.random() < 0.9:
            name = piece[1:-1].lstrip("+")
            pieces.append(_named(name, template, names, draw))
        else:
            text = draw.choice((*nasty.STRINGS[:60], "0", "-1", "99999999999999999999", "1.5", "%2e%2e", *TIMES))
            pieces.append(quote(text.encode("utf-8", "replace"), safe="%"))
    ending = draw.choice((".xml", ".json")) if "/api/2.0/" in template and draw.random() < 0.1 else ""
    return "/".join(pieces)[:4000] + ending


def _named(name: str, template: str, names: Mapping[str, str], draw: Random) -> str:
    if name == "id":
        return names["event"] if "calendar_events" in template else names["who" if "users" in template else "calendar"]
    return names.get(name) or draw.choice(("1", "x"))


def _pair(parameter: Mapping[str, Any], root: Mapping[str, Any], draw: Random) -> str:
    schema = parameter.get("schema", {})
    value = good(schema, root, draw) if draw.random() > CONFUSED / 2 else strange(draw)
    text = value if isinstance(value, str) else json.dumps(value)
    return f"{quote(parameter['name'])}={quote(text[:500].encode('utf-8', 'replace'), safe='')}"


def _body(
    template: str,
    media: str,
    operation: Mapping[str, Any],
    root: Mapping[str, Any],
    names: Mapping[str, str],
    draw: Random,
) -> tuple[list[str], bytes]:
    """A body of that media type and its header."""
    known = next((body for part, body in _BODIES.items() if part in template), None)
    content = operation["requestBody"]["content"]
    value = (
        _filled(known, names) if known and draw.random() < 0.6 else good(content[media].get("schema", {}), root, draw)
    )
    for _ in range(draw.choice((1, 1, 2)) if draw.random() < CONFUSED else 0):
        value = confused(value, draw)
    if media == "application/json":
        return [], _damaged(json_of(value, draw), draw)
    if not isinstance(value, dict):
        return [XML], _damaged(_xml(value), draw)
    if media == "text/xml":
        return [XML], _damaged(f"<request>{_xml(value)}</request>".encode("utf-8", "replace"), draw)
    if media.startswith("multipart"):
        return [f"{FORM}; boundary=x"], b"--x\r\ncontent-disposition: form-data; name=a\r\n\r\nx\r\n--x--\r\n"
    pairs = [(name, each if isinstance(each, str) else json_of(each, draw)) for name, each in value.items()]
    return [FORM], _damaged(urlencode(pairs, errors="replace").encode(), draw)


def json_of(value: Any, draw: Random) -> bytes:
    """A value as JSON, with names that come twice now and then, and what stands raw in it."""
    if isinstance(value, Raw):
        return value.encode()
    if isinstance(value, dict):
        pairs = [json.dumps(str(name)).encode() + b":" + json_of(inner, draw) for name, inner in value.items()]
        if pairs and draw.random() < 0.03:
            pairs.append(draw.choice(pairs))
        return b"{" + b",".join(pairs) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(json_of(inner, draw) for inner in value) + b"]"
    return json.dumps(value).encode()


def _xml(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(f"<{_tag(name)}>{_xml(inner)}</{_tag(name)}>" for name, inner in value.items())
    if isinstance(value, list):
        return "".join(f"<item>{_xml(inner)}</item>" for inner in value)
    return escape(value) if isinstance(value, str) else str(value)


def _tag(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else "x"


def _filled(body: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A good body with the ids of what is there."""
    found = {}
    for name, value in body.items():
        named = isinstance(value, str) and value.startswith("{")
        found[name] = names[value[1:-1]] if named else value
    if "space_id" in found:
        found["space_id"] = int(found["space_id"])
    return found


def _damaged(body: bytes | str, draw: Random) -> bytes:
    """The octets of a body; now and then they are cut, or something is put between them."""
    octets = body.encode("utf-8", "replace") if isinstance(body, str) else body
    way = draw.random()
    if way > 0.04:
        return octets
    if way > 0.03:
        return draw.choice(nasty.HARDLY_JSON)
    at = draw.randint(0, len(octets))
    return (
        octets[:at] + draw.choice((b"", b"\0", b"\xff", b'"', b"{", b"&", b"<!DOCTYPE x>", b"]]>")) + octets[at + 1 :]
    )


_DESCRIPTIONS: dict[int, dict[str, Any]] = {}


def _description(client: Client) -> dict[str, Any]:
    """The server's own description, read once."""
    found = _DESCRIPTIONS.get(client.site.port)
    if found is None:
        found = _DESCRIPTIONS[client.site.port] = client.done("owner", "GET", "/openapi.json")
    return found


def _operations(client: Client) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, operations in _description(client)["paths"].items()
        for method, operation in operations.items()
        if method in ("get", "post", "put", "delete") and not any(each in path for each in _HARMLESS)
    ]
