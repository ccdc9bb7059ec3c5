"""Mutated calendar texts through every door that takes some; what was taken is looked at in every way, and renamed."""

from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from tests.siege.client import LATER, Client, query
from tests.siege.mutation import drawn, written
from tests.siege.things import API, EVENTS, WINDOW, calendar_of, clear
from tests.siege.wire import Answer

TAKEN = (200, 201)
REFUSED = (400, 403, 404, 409, 413, 415, 422)
FORM = "content-type: application/x-www-form-urlencoded"
XML = "content-type: text/xml"
VIEWS_DRAWN = 3


def play(client: Client) -> None:
    """Some texts into a calendar of their own."""
    calendars: list[str] = []
    try:
        calendars.append(calendar_of(client, "Texts", []))
        for number in range(client.draw.randint(3, 5)):
            uid = f"text-{client.number}-{number}"
            octets = written(drawn(client.draw, uid), client.draw)
            client.draw.choice(WAYS)(client, calendars[0], octets)
        _look_at_all(client, calendars[0])
    finally:
        clear(client, calendars)


def _post(client: Client, calendar: str, octets: bytes) -> None:
    """One object, as JSON, as a form or as XML; then it is read, changed and renamed."""
    path = f"{API}/{'icstodo' if b'BEGIN:VTODO' in octets else 'icsevent'}"
    answer = _sent(client, "POST", path, calendar, octets)
    if answer.status != 201 or not isinstance(answer.json["response"], list) or not answer.json["response"]:
        return
    client.reached("stored")
    event = str(answer.json["response"][0]["objectId"])
    _come_back(client, event, octets)
    if "icsevent" in path:
        client.expect((*TAKEN, *REFUSED), "owner", "PUT", f"{EVENTS}/{event}", {"name": "renamed"})
        again = written(drawn(client.draw, f"text-{client.number}-again"), client.draw)
        _sent(client, "PUT", path, calendar, again, event)
        client.ask("owner", "GET", f"{EVENTS}/{event}?num_in_series=2")
        client.ask("owner", "DELETE", f"{EVENTS}/{event}?num_in_series={client.draw.randint(1, 3)}")


def _sent(client: Client, method: str, path: str, calendar: str, octets: bytes, event: str | None = None) -> Answer:
    """The answer to a text, in one of the forms of a body."""
    fields = {"calendarId": calendar, "ics": octets.decode("utf-8", "replace")}
    if event is not None:
        fields = {"eventId": event, "ics": fields["ics"], "fromCalDavServer": "true"}
    way = client.draw.random()
    if way < 0.7:
        return client.expect((*TAKEN, *REFUSED), "owner", method, path, fields)
    if way < 0.85:
        body = urlencode({**fields, "ics": octets}, quote_via=quote)
        return client.expect((*TAKEN, *REFUSED), "owner", method, path, body, lines=[FORM])
    elements = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return client.expect((*TAKEN, *REFUSED), "owner", method, path, f"<request>{elements}</request>", lines=[XML])


def _come_back(client: Client, event: str, octets: bytes) -> None:
    """What was taken is there, and can be read by both doors, as JSON and as XML."""
    told = client.done("owner", "GET", f"{API}/events/{event}/historybyid")["response"]
    sent = octets.decode("utf-8", "replace")
    if not told["mergedIcs"]:
        client.find(f"historybyid {event}", f"no text of {sent[:300]!r}")
    client.expect(TAKEN, "owner", "GET", f"{API}/events/{event}/historybyid.xml")
    client.expect((*TAKEN, *REFUSED), "owner", "GET", f"{EVENTS}/{event}")


def _import(client: Client, calendar: str, octets: bytes) -> None:
    """Many objects, as a text."""
    body = {"calendarId": calendar, "iCalString": octets.decode("utf-8", "replace")}
    client.expect((*TAKEN, *REFUSED), "owner", "POST", f"{API}/importIcs", body)


def _upload(client: Client, calendar: str, octets: bytes) -> None:
    """Many objects, as a file: octets as they are."""
    boundary = f"x{client.draw.getrandbits(64):x}"
    head = f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.ics"\r\n\r\n'
    body = head.encode() + octets + f"\r\n--{boundary}--\r\n".encode()
    lines = [f"content-type: multipart/form-data; boundary={boundary}"]
    client.expect((*TAKEN, *REFUSED), "owner", "POST", f"{API}/{calendar}/import", body, lines=lines)


def _look_at_all(client: Client, calendar: str) -> None:
    """Every view of a calendar is an answer, whatever is in it."""
    start, end = WINDOW
    window = {"date_range_start": start, "date_range_end": end, "space_id": calendar}
    client.expect((*TAKEN, 413), "owner", "GET", f"{API}/calendar/{calendar}/{start}/{end}")
    paths = (
        f"{API}/calendar/{calendar}/{start}/{end}.xml",
        f"{API}/calendar/{calendar}/0001-01-01/9999-12-31",
        f"{API}/eventdays/{start}/{end}",
        query(EVENTS, window),
        query(EVENTS, window | {"q": client.draw.choice(("a", "e\u0301", "x y", "\ufdfa"))}),
        query(EVENTS, {"date_range_start": "9990-01-01", "date_range_end": "9994-12-31", "space_id": calendar}),
    )
    for path in client.draw.sample(paths, VIEWS_DRAWN):
        answer = client.ask("owner", "GET", path)
        if answer.status not in (*TAKEN, *REFUSED, *LATER):
            client.find(path, f"{answer.status}: {answer.body[:300]!r}")


WAYS = (_post, _post, _post, _import, _upload)
