"""What is in a window: calendars with their events and to-dos, and the days that have some.

GET /api/2.0/calendar/eventdays/{start}/{end}                   the days that have events
GET /api/2.0/calendar/calendars/{start}/{end}                   calendars, with `events` and `todos`
GET /api/2.0/calendar/calendar/{calendarId}/{start}/{end}       one of them
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.alert import Alert, alert_json
from kalends.doors.onlyoffice.calendars.shown import COLOUR, TEXT_COLOUR, calendar_json
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.scene import SHARED_EVENTS, SHARED_TITLE, Scene
from kalends.doors.onlyoffice.events.shown import Events, todo_json
from kalends.doors.onlyoffice.sharing import Json, permissions_json
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.doors.onlyoffice.wire.times import shown_day, zone_json
from kalends.edge.budget import Selection
from kalends.service import calendars, query
from kalends.service.calendars import SeenCalendar
from kalends.service.objects import Seen
from kalends.service.people import directory
from kalends.service.query import Agenda, Occurrence, Query, TooWide
from kalends.service.sharing import shared_of


def event_days(call: OnlyofficeCall) -> Answer:
    """The days, as the caller's clock has them, on which there are events."""
    found = query.find_days(call.unit, _query(call))
    return Answer([shown_day(day) for day in found.days], incomplete=found.unreadable)


@dataclass(frozen=True, slots=True)
class _Chapter:
    """A calendar of an answer: what is said of it, and what of the window is in it."""

    head: Json
    events: Sequence[Occurrence]
    todos: Sequence[Seen]


_Chapters = Callable[[Agenda, Scene], Iterator[_Chapter]]


def calendars_in(call: OnlyofficeCall) -> Answer:
    """Every calendar that the caller sees, with what is in the window."""

    def chapters(agenda: Agenda, scene: Scene) -> Iterator[_Chapter]:
        events, todos = defaultdict(list), defaultdict(list)
        for occurrence in agenda.events.items:
            events[occurrence.seen.stored.calendar_id].append(occurrence)
        for todo in agenda.todos:
            todos[todo.stored.calendar_id].append(todo)
        for each in scene.calendars.values():
            yield _Chapter(_head(call, each), events[each.id], todos[each.id])
        alone = _alone(call, agenda, scene)
        if alone.events or alone.todos:
            yield alone

    lists, incomplete = _filled(call, _query(call), chapters)
    return Answer(lists, incomplete=incomplete)


def calendar_in_window(call: OnlyofficeCall) -> Answer:
    """One calendar with what is in the window."""
    wanted = _query(call)
    if call.parameters.raw("calendarId") == SHARED_EVENTS:
        (filled,), incomplete = _filled(call, wanted, lambda agenda, scene: iter([_alone(call, agenda, scene)]))
        return Answer(filled, incomplete=incomplete)
    seen = calendars.get(call.unit, call.parameters.id("calendarId"))

    def chapters(agenda: Agenda, _: Scene) -> Iterator[_Chapter]:
        yield _Chapter(_head(call, seen), agenda.events.items, agenda.todos)

    (filled,), incomplete = _filled(call, replace(wanted, calendar_ids=(seen.id,)), chapters)
    return Answer(filled, incomplete=incomplete)


def _filled(call: OnlyofficeCall, wanted: Query, chapters: _Chapters) -> tuple[list[Json], set[int]]:
    """The calendars with what is in the window, and the ids of events of which not all is.

    Fault `TooWide` where an answer cannot hold it, with a window that it can hold.
    """
    refusal: TooWide | None = None
    try:
        agenda = query.find_agenda(call.unit, wanted)
    except TooWide as fault:
        if fault.end is None:
            raise
        refusal, wanted = fault, replace(wanted, end=fault.end)
        agenda = query.find_agenda(call.unit, wanted)  # whose answer may be too long, too
    scene = _scene(call, agenda)
    found, room = _measured(call, chapters(agenda, scene), scene)
    events = Events(scene, call.form, "events")
    selection = Selection(wanted, room, events.size, events.forget)
    among = {id(each) for chapter, _ in found for each in chapter.events}
    chosen = {id(each) for each in selection.of([each for each in agenda.events.items if id(each) in among])}
    if refusal is not None:
        raise refusal
    lists = [
        chapter.head | {"events": events.shown(each for each in chapter.events if id(each) in chosen), "todos": todos}
        for chapter, todos in found
    ]
    return lists, {*agenda.events.unreadable, *selection.shortened}


def _measured(
    call: OnlyofficeCall, chapters: Iterator[_Chapter], scene: Scene
) -> tuple[list[tuple[_Chapter, list[Json]]], int]:
    """The calendars with their to-dos as they are shown, and the octets that are left for events. Fault `TooWide`."""
    found, room = [], call.room
    for chapter in chapters:
        room = _left(call, room, "response", chapter.head)
        todos = []
        for each in chapter.todos:
            todos.append(todo_json(each, scene))
            room = _left(call, room, "todos", todos[-1])
        found.append((chapter, todos))
    return found, room


def _left(call: OnlyofficeCall, room: int, name: str, value: Json) -> int:
    room -= len(call.form.octets(name, value)) + 1
    if room < 0:
        raise TooWide("The calendars and the to-dos in them alone are more than one answer can have")
    return room


def _alone(call: OnlyofficeCall, agenda: Agenda, scene: Scene) -> _Chapter:
    """What was shared by itself."""
    events = [each for each in agenda.events.items if scene.calendar(each.seen) is None]
    return _Chapter(shared_calendar(call), events, [each for each in agenda.todos if scene.calendar(each) is None])


def _scene(call: OnlyofficeCall, agenda: Agenda) -> Scene:
    seen = [*(each.seen for each in agenda.events.items), *agenda.todos]
    return Scene.among(call, seen, calendars.get_all(call.unit))


def _query(call: OnlyofficeCall) -> Query:
    start, end = call.parameters.time("start"), call.parameters.time("end")
    call.parameters.settle()
    assert start is not None
    assert end is not None
    return Query(start.edge(call.zone), end.edge(call.zone, closing=True))


def _head(call: OnlyofficeCall, seen: SeenCalendar) -> Json:
    return calendar_json(seen, shared_of(call.unit, seen.grants), call.now)


def shared_calendar(call: OnlyofficeCall) -> Json:
    """The calendar of those events that were shared with the caller by themselves, with nothing in it."""
    me = directory.get_account(call.unit, call.unit.by)
    return {
        "objectId": SHARED_EVENTS,
        "isTodo": 0,
        "description": "",
        "title": SHARED_TITLE,
        "textColor": TEXT_COLOUR,
        "backgroundColor": COLOUR,
        "isHidden": False,
        "isShared": True,
        "permissions": permissions_json(me, ()),
        "isSubscription": False,
        "isEditable": False,
        "owner": {"objectId": me.guid, "name": me.name},
        "events": [],
        "todos": [],
        "defaultAlert": alert_json(Alert.DEFAULT),
        "timeZone": zone_json(zone(call.me.time_zone), call.now),
        "canEditTimeZone": False,
        "canAlertModify": True,
        "isiCalStream": False,
        "iCalUrl": "",
    }
