"""No answer shows what its caller may not see, whatever happens between the transactions of a request.

The owner keeps a secret word in what others share, and only while they have no right to it: an answer to one of them
that holds the word was decided in one state, and read in another. Each call is made once for each of its transactions,
and right before that one everything is closed, or opened, by the owner.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.doors.gaps import GapStore, house_with_gaps
from tests.doors.kona.conftest import EVENTS, Kona
from tests.doors.onlyoffice.conftest import Office, ics
from tests.house import Answer, House
from tests.units import calendars_of, objects_of

from kalends.__main__ import ProgramRoot
from kalends.service.calendars import CalendarChange
from kalends.service.house import Service
from kalends.service.records import OPEN, Grant, Holder, HolderKind, Level, ObjectPolicy, Role

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
SECRET = "Vermillion"
OPEN_TERMS = ObjectPolicy(role=Role.MARK)
CLOSED_TERMS = ObjectPolicy(closed=True, role=Role.MARK)
WINDOW = "date_range_start=2026-11-01&date_range_end=2026-12-01"
ROUNDS = 150


@dataclass
class Scene:
    """Anna's space with three events and a to-do; Bert has all of it, Cleo reads, Dora sees when Anna is busy.

    The classed event is PRIVATE while it is closed, the termed one for participants alone; the event and the to-do are
    as open as the space is: closed, it is nobody's but Anna's.
    """

    house: House
    store: GapStore
    kona: Kona
    office: Office
    service: Service
    space: int = 0
    ids: dict[str, int] = field(default_factory=dict)
    is_open: bool = False

    def __post_init__(self) -> None:
        self.space = self.kona.space("anna")
        self.open()

    @property
    def names(self) -> dict[str, int]:
        """The numbers that stand in the paths of calls."""
        return {"space": self.space, **self.ids}

    def open(self) -> None:
        """FaultRenderer everybody, after what is said is no secret any more."""
        self._put("Open")
        self._set_terms(OPEN_TERMS)
        self._share(bert=Level.FULL, cleo=Level.READ, dora=Level.BUSY)
        self.is_open = True

    def close(self) -> None:
        """FaultRenderer nobody any more, and then what is a secret."""
        self._share()
        self._set_terms(CLOSED_TERMS)
        self._put(SECRET)
        self.is_open = False

    def toggle(self) -> None:
        (self.close if self.is_open else self.open)()

    def _put(self, word: str) -> None:
        rule = "RRULE:FREQ=DAILY;COUNT=9"
        texts = {
            "event": ics("event", f"SUMMARY:{word}", rule),
            "termed": ics("termed", f"SUMMARY:{word}"),
            "todo": ics("todo", f"SUMMARY:{word}", kind="VTODO"),
        }
        me, now = self.kona.callers["anna"], ProgramRoot().now()
        for name, text in texts.items():
            self.ids[name] = objects_of(self.service).put(me, self.space, text, now=now).id
        calendars_of(self.service).change(me, self.space, CalendarChange(title=word, description=word), now=now)

    def _set_terms(self, terms: ObjectPolicy) -> None:
        me, now = self.kona.callers["anna"], ProgramRoot().now()
        objects_of(self.service).set_policy(me, self.ids["termed"], terms, now=now)
        objects_of(self.service).set_policy(me, self.ids["event"], OPEN, now=now)

    def _share(self, **levels: Level) -> None:
        grants = [Grant(Holder(HolderKind.ACCOUNT, self.kona.id(name)), level) for name, level in levels.items()]
        calendars_of(self.service).share(self.kona.callers["anna"], self.space, grants, now=ProgramRoot().now())


class Classed(Scene):
    """The same, where the space stays shared, and events are made PRIVATE and PUBLIC."""

    def open(self) -> None:
        self._share(bert=Level.FULL, cleo=Level.READ, dora=Level.BUSY)
        self._write("SUMMARY:Open", "RRULE:FREQ=DAILY;COUNT=9")
        self.is_open = True

    def close(self) -> None:
        self._write(f"SUMMARY:{SECRET}", "RRULE:FREQ=DAILY;COUNT=9", "CLASS:PRIVATE")
        self.is_open = False

    def _write(self, *lines: str) -> None:
        me, now = self.kona.callers["anna"], ProgramRoot().now()
        for name, kind in (("event", "VEVENT"), ("todo", "VTODO")):
            own = lines if kind == "VEVENT" else [each for each in lines if not each.startswith("RRULE")]
            self.ids[name] = objects_of(self.service).put(me, self.space, ics(name, *own, kind=kind), now=now).id


Act = Callable[[Scene, str], Answer]


def kona(method: str, path: str, body: Any = None) -> Act:
    def ask(scene: Scene, who: str) -> Answer:
        sent = {name: scene.space if value == "{space}" else value for name, value in (body or {}).items()}
        return scene.kona.ask(who, method, path.format(**scene.names), b"" if body is None else sent)

    return ask


def office(method: str, path: str, **body: Any) -> Act:
    def ask(scene: Scene, who: str) -> Answer:
        sent = {name: value.format(**scene.names) if "{" in str(value) else value for name, value in body.items()}
        path_, _, query = path.format(**scene.names).partition("?")
        return scene.office.ask(who, method, path_, sent or b"", query=query)

    return ask


INVITED = {"participants": [{"email": "emil@example.org"}]}
NEW = ics("event", "SUMMARY:Mine", "RRULE:FREQ=DAILY;COUNT=9")
NEW_TODO = ics("todo", "SUMMARY:Mine", kind="VTODO")
PART = "/calendar/events/{event}/custom"
EVENT, TERMED = f"{EVENTS}/{{event}}", f"{EVENTS}/{{termed}}"
READING: dict[str, Act] = {
    "kona: GET event": kona("GET", EVENT),
    "kona: GET instance": kona("GET", EVENT + "?num_in_series=2"),
    "kona: GET events": kona("GET", f"{EVENTS}?{WINDOW}"),
    "kona: GET found events": kona("GET", f"{EVENTS}?{WINDOW}&q={SECRET}"),
    "kona: PUT nothing": kona("PUT", EVENT, {}),
    "kona: PUT nothing of an instance": kona("PUT", EVENT + "?num_in_series=2", {}),
    "kona: PUT nothing from an instance on": kona("PUT", EVENT + "?num_in_series=2&scope=following", {}),
    "kona: PUT what is so": kona("PUT", EVENT, {"name": "Open", "space_id": None}),
    "kona: GET spaces": kona("GET", "/spaces"),
    "kona: GET space": kona("GET", "/spaces/{space}"),
    "kona: GET feed": kona("GET", "/ics_feeds/{space}"),
    "onlyoffice: PUT alert": office("PUT", "/calendar/icsevent", eventId="{event}", alertType="hour"),
    "onlyoffice: PUT nothing of a to-do": office("PUT", "/calendar/icstodo", todoId="{todo}"),
    "onlyoffice: GET history by id": office("GET", "/calendar/events/{event}/historybyid"),
    "onlyoffice: GET history by UID": office("GET", "/calendar/events/event/historybyuid"),
    "onlyoffice: GET windows": office("GET", "/calendar/calendars/2026-11-01/2026-12-01"),
    "onlyoffice: GET window": office("GET", "/calendar/calendar/{space}/2026-11-01/2026-12-01"),
    "onlyoffice: GET calendar": office("GET", "/calendar/{space}"),
    "onlyoffice: GET sharing": office("GET", "/calendar/{space}/sharing"),
    "onlyoffice: PUT view": office("PUT", "/calendar/{space}/view", hideEvents=True),
}
TERMS: dict[str, Act] = {
    "kona: PUT status": kona("PUT", TERMED, {"status": 2}),
    "kona: PUT nothing of what has terms": kona("PUT", TERMED, {}),
    "onlyoffice: PUT alert of what has terms": office("PUT", "/calendar/icsevent", eventId="{termed}", alertType="day"),
}
WRITING: dict[str, Act] = {
    "kona: PUT name": kona("PUT", EVENT, {"name": "Mine"}),
    "kona: PUT details": kona("PUT", EVENT, {"details": "Mine"}),
    "kona: PUT instance": kona("PUT", EVENT + "?num_in_series=2", {"details": "Mine"}),
    "kona: PUT from an instance on": kona("PUT", EVENT + "?num_in_series=3&scope=following", {"details": "Mine"}),
    "kona: PUT terms": kona("PUT", EVENT, {"default_role": 2}),
    "kona: PUT terms that shut the caller out": kona("PUT", EVENT, {"visibility": 1}),
    "kona: POST event": kona("POST", EVENTS, {"name": "Mine", "space_id": "{space}"}),
    "kona: PUT space": kona("PUT", "/spaces/{space}", {"color": "red"}),
    "kona: PUT nothing of a space": kona("PUT", "/spaces/{space}", {}),
    "kona: POST participants": kona("POST", "/spaces/{space}/participants", INVITED),
    "onlyoffice: POST event": office("POST", "/calendar/icsevent", calendarId="{space}", ics=NEW),
    "onlyoffice: PUT event": office("PUT", "/calendar/icsevent", eventId="{event}", ics=NEW),
    "onlyoffice: PUT sharing": office("PUT", "/calendar/icsevent", eventId="{event}", sharingOptions=[]),
    "onlyoffice: PUT alert beside fields": office("PUT", "/calendar/{space}/{event}", alertType="day"),
    "onlyoffice: PUT fields": office("PUT", "/calendar/{space}/{event}", description="Mine"),
    "onlyoffice: POST fields": office(
        "POST", "/calendar/{space}/event", name="Mine", startDate="2026-11-24T10:00:00", endDate="2026-11-24T11:00:00"
    ),
    "onlyoffice: DELETE occurrence": office("DELETE", f"{PART}?date=2026-11-26T10:00:00Z&type=0"),
    "onlyoffice: POST to-do": office("POST", "/calendar/icstodo", calendarId="{space}", ics=NEW_TODO),
    "onlyoffice: PUT to-do": office("PUT", "/calendar/icstodo", todoId="{todo}", ics=NEW_TODO),
    "onlyoffice: PUT calendar": office("PUT", "/calendar/{space}", textColor="#111111", hideEvents=False),
    "onlyoffice: PUT calendar to nobody": office("PUT", "/calendar/{space}", sharingOptions=[]),
}


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("postgres_url") if request.param == "postgres" else ""


@pytest.fixture
def make(tmp_path: Path, database: str) -> Iterator[Callable[[type[Scene]], Scene]]:
    """Makes a scene of a sort, in a house whose store has gaps."""
    with house_with_gaps(tmp_path / "data", database) as (house, store), house.service() as service:
        kona = Kona.of(house)
        yield lambda sort: sort(house, store, kona, Office(house, kona.keys), service)


def gaps_of(scene: Scene, who: str, act: Act) -> int:
    """How many transactions a call has that succeeds."""
    scene.close()
    scene.open()
    scene.store.arm(lambda _: None)
    answer = act(scene, who)
    assert answer.status < 300, answer.text
    return scene.store.gaps


def leaks(scene: Scene, who: str, act: Act, name: str) -> list[str]:
    """In which gaps of a call something has to happen, so that its answer tells the secret."""
    found = []
    for gap in range(1, gaps_of(scene, who, act) + 1):
        for begins_open in (True, False):
            (scene.open if begins_open else scene.close)()

            def meanwhile(number: int, wanted: int = gap) -> None:
                if number == wanted:
                    scene.store.disarm()
                    scene.toggle()

            scene.store.arm(meanwhile)
            answer = act(scene, who)
            scene.store.disarm()
            assert answer.status < 500, answer.text
            if SECRET in answer.text or SECRET in str(answer.headers):
                found.append(f"{name} by {who}, {'closed' if begins_open else 'opened'} before transaction {gap}")
    return found


@BOTH
def test_a_space_that_is_shared_and_not(make: Callable[[type[Scene]], Scene]) -> None:
    scene = make(Scene)
    told = [leak for name, act in (READING | TERMS | WRITING).items() for leak in leaks(scene, "bert", act, name)]
    told += [leak for name, act in (READING | TERMS).items() for leak in leaks(scene, "cleo", act, name)]
    busy = [name for name in READING if name not in ("kona: PUT what is so", "onlyoffice: GET sharing")]
    told += [leak for name in busy for leak in leaks(scene, "dora", READING[name], name)]
    assert told == []


@BOTH
def test_events_that_are_public_and_private(make: Callable[[type[Scene]], Scene]) -> None:
    scene = make(Classed)
    assert [leak for name, act in READING.items() for leak in leaks(scene, "cleo", act, name)] == []


@BOTH
def test_two_threads(make: Callable[[type[Scene]], Scene]) -> None:
    scene = make(Classed)
    errors: list[Exception] = []

    def toggle() -> None:
        try:
            for _ in range(ROUNDS):
                scene.toggle()
        except Exception as error:
            errors.append(error)

    toggler = Thread(target=toggle)
    toggler.start()
    acts = list(READING.items())
    told, number = [], 0
    while toggler.is_alive() or number < len(acts):
        name, act = acts[number % len(acts)]
        answer = act(scene, "cleo")
        number += 1
        if SECRET in answer.text or answer.status >= 500:
            told.append((name, answer.status, answer.text[:300]))
    toggler.join()
    assert errors == []
    assert told == []
