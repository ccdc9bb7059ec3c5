"""The matrix of rights: an event with a secret word under drawn terms, and everybody before every view of it.

Kona's terms are those of `tests/doors/kona/test_rights.py`; of ONLYOFFICE, a level of sharing and a CLASS.
"""

from typing import Any

from tests.doors.kona.test_rights import ANSWERS, TABLE
from tests.doors.kona.test_rights import ROLES as COLUMNS
from tests.siege.client import LATER, NOBODY, Client
from tests.siege.server import NEIGHBOUR
from tests.siege.things import API, EVENTS, HOUR, OK, TEN, calendar_of, clear, option, text_of, views
from tests.siege.wire import Answer

# who plays which of the columns of Kona's table
LAYOUTS = (
    {"editor": "creator", "reader": "editor", "stranger": "participant", "owner": "owner", NEIGHBOUR: "stranger"},
    {"owner": "creator", "editor": "member", "reader": "participant", NEIGHBOUR: "editor", "stranger": "stranger"},
)
LEVELS = ("full_access", "read", "busy", None)
CLASSES = (None, "PUBLIC", "PRIVATE", "CONFIDENTIAL", "X-ODD")
EVERYBODY = ("owner", "editor", "reader", "stranger", NEIGHBOUR)
VIEWS_DRAWN = 3


def play(client: Client) -> None:
    """One event, and everybody who looks at it and tries to change it."""
    calendars: list[str] = []
    try:
        client.draw.choice((_kona, _onlyoffice, _onlyoffice_alone))(client, calendars)
    finally:
        clear(client, calendars)


def _kona(client: Client, calendars: list[str]) -> None:
    layout = client.draw.choice(LAYOUTS)
    terms = client.draw.choice(tuple(TABLE))
    rights = dict(zip(COLUMNS, TABLE[terms].split(), strict=True))
    may = {who: rights[column] for who, column in layout.items()}
    people = {column: client.household[who].id for who, column in layout.items()}
    calendars.append(calendar_of(client, "Terms", [option(client, "editor", "full_access")]))
    word = _word(client, [who for who, right in may.items() if right != "-"], everyone=terms[0] == 2)
    body = {
        "name": word,
        "space_id": int(calendars[0]),
        "start_at": TEN,
        "end_at": TEN + HOUR,
        **dict(zip(("stakeholder", "visibility", "default_role"), terms, strict=True)),
        "participant_ids": [people["participant"]],
        "editor_ids": [people["editor"]],
        **client.draw.choice(({}, {"period": 1, "series_end_at": TEN + 72 * HOUR})),
    }
    creator = next(who for who, column in layout.items() if column == "creator")
    [event] = client.done(creator, "POST", EVENTS, body)["calendar_events"]
    client.reached("stored")
    client.reached("shared")
    for who in EVERYBODY:
        _look(client, who, views(calendars[0], str(event["id"]), word), word if may[who] != "-" else None)
        _try(client, who, str(event["id"]), may[who])
    client.ask(NOBODY, "GET", f"{EVENTS}/{event['id']}")


def _try(client: Client, who: str, event: str, right: str) -> None:
    """Change the event as somebody who may not, and change nothing as anybody."""
    get, name, _, stakeholder, _, delete = ANSWERS[right]
    path = f"{EVENTS}/{event}"
    client.expect((get,), who, "PUT", path, {})
    if right != "w":
        client.expect((name,), who, "PUT", path, {"name": "taken"})
        client.expect((stakeholder,), who, "PUT", path, {"stakeholder": 2, "visibility": 2, "editor_ids": []})
        client.expect((delete,), who, "DELETE", path)
        client.expect((403, 404), who, "PUT", f"{API}/icsevent", {"eventId": event, "ics": text_of("taken")})
        client.expect((403, 404), who, "DELETE", f"{API}/events/{event}")


def _onlyoffice(client: Client, calendars: list[str]) -> None:
    """An event of a CLASS in a calendar that is shared with everybody at another level."""
    levels = {who: client.draw.choice(LEVELS) for who in EVERYBODY[1:]}
    calendars.append(calendar_of(client, "Levels", _options(client, levels)))
    event, uid, word = _text_in(client, calendars[0], levels, {})
    _look_at_levels(client, calendars[0], event, uid, word, levels)


def _onlyoffice_alone(client: Client, calendars: list[str]) -> None:
    """The same of an event that is shared by itself."""
    levels = {who: client.draw.choice(LEVELS) for who in EVERYBODY[1:]}
    calendars.append(calendar_of(client, "Alone", []))
    event, uid, word = _text_in(client, calendars[0], levels, {"sharingOptions": _options(client, levels)})
    _look_at_levels(client, calendars[0], event, uid, word, levels)


def _options(client: Client, levels: dict[str, str | None]) -> list[dict[str, Any]]:
    return [option(client, who, level) for who, level in levels.items() if level is not None]


def _text_in(
    client: Client, calendar: str, levels: dict[str, str | None], more: dict[str, Any]
) -> tuple[str, str, str]:
    """An event of a drawn CLASS whose word those read whom level and CLASS let: its id, UID and word."""
    kind = client.draw.choice(CLASSES)
    private = kind not in (None, "PUBLIC")
    readers = [who for who, level in levels.items() if level == "full_access" or (level == "read" and not private)]
    word = _word(client, ["owner", *readers])
    uid = f"matrix-{client.number}"
    lines = [f"SUMMARY:{word}", f"LOCATION:{word}", "RRULE:FREQ=DAILY;COUNT=3", *([f"CLASS:{kind}"] if kind else [])]
    body = {"calendarId": calendar, "ics": text_of(uid, *lines), **more}
    made = client.done("owner", "POST", f"{API}/icsevent", body)["response"][0]
    client.reached("stored")
    client.reached("shared")
    for who in readers:
        levels[who] = "reads"
    return str(made["objectId"]), uid, word


def _look_at_levels(
    client: Client, calendar: str, event: str, uid: str, word: str, levels: dict[str, str | None]
) -> None:
    for who, level in (("owner", "reads"), *levels.items()):
        paths = [*views(calendar, event, word), (f"{API}/events/{uid}/historybyuid", True)]
        _look(client, who, paths, word if level == "reads" else "" if level else None)
        if level in ("read", "busy", None):
            refused = (403,) if level else (404,)
            client.expect(refused, who, "PUT", f"{API}/icsevent", {"eventId": event, "ics": text_of(uid)})
            client.expect(refused, who, "DELETE", f"{API}/events/{event}")
            client.expect(refused, who, "PUT", f"{EVENTS}/{event}", {"name": "taken"})
    _take_the_uid(client, uid)


def _take_the_uid(client: Client, uid: str) -> None:
    """Somebody else has an event of the same UID: it is another one, and no answer tells of the first."""
    text = text_of(uid, "SUMMARY:mine")
    found = client.ask("stranger", "POST", f"{API}/icsevent", {"ics": text})
    if found.status == 201 and found.json["response"]:
        client.ask("stranger", "DELETE", f"{API}/events/{found.json['response'][0]['objectId']}")


def _look(client: Client, who: str, paths: list[tuple[str, bool]], word: str | None) -> None:
    """Look at some of the views. `word`: what is seen; "" where the times alone are, None where nothing is."""
    for path, names_it in client.draw.sample(paths, VIEWS_DRAWN):
        answer = client.ask(who, "GET", path)
        if names_it and answer.status not in LATER and not _is_right(answer, word):
            client.find(f"{who} GET {path}", f"{word!r} was to be seen: {answer.status} {answer.body[:300]!r}")


def _is_right(answer: Answer, word: str | None) -> bool:
    return answer.status == 404 if word is None else answer.status in OK and word.encode() in answer.body


def _word(client: Client, readers: list[str], *, everyone: bool = False) -> str:
    word = client.new_word(readers)
    if everyone:
        client.words.open(word)
    return word
