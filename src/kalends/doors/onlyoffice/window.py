"""The contents of a window: calendars with their events and to-dos, and the days that have events.

GET /api/2.0/calendar/eventdays/{start}/{end}                   the days that have events
GET /api/2.0/calendar/calendars/{start}/{end}                   calendars, with `events` and `todos`
GET /api/2.0/calendar/calendar/{calendarId}/{start}/{end}       one of them
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kalends.doors.onlyoffice.calendars import calendar_json, shared_calendar
from kalends.doors.onlyoffice.call import OnlyofficeCall
from kalends.doors.onlyoffice.events.representation import (
    AnswerContext,
    OccurrenceRenderer,
    todo_json,
)
from kalends.doors.onlyoffice.sharing import Json
from kalends.doors.onlyoffice.wire.envelope import OnlyofficeAnswer
from kalends.doors.onlyoffice.wire.parameters import day_text
from kalends.edge.replies.selection import OccurrenceSelection
from kalends.service import calendars, query
from kalends.service.calendars import SeenCalendar
from kalends.service.objects import Seen
from kalends.service.query import Agenda, Occurrence, Query, TooWide
from kalends.service.sharing import shared_of


def get_event_days(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """List the days, in the caller's zone, on which there are events."""
    found = query.find_days(call.unit, _query(call))
    return OnlyofficeAnswer([day_text(day) for day in found.days], incomplete=found.unreadable)


@dataclass(frozen=True, slots=True)
class _CalendarContent:
    """A calendar in an answer, with its events and to-dos in the window."""

    head: Json
    events: Sequence[Occurrence]
    todos: Sequence[Seen]


_Contents = Callable[[Agenda, AnswerContext], Iterator[_CalendarContent]]


def get_calendars(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """List every calendar that the caller sees, with its events and to-dos in the window."""

    def contents(agenda: Agenda, context: AnswerContext) -> Iterator[_CalendarContent]:
        events, todos = defaultdict(list), defaultdict(list)
        for occurrence in agenda.events.items:
            events[occurrence.seen.stored.calendar_id].append(occurrence)
        for todo in agenda.todos:
            todos[todo.stored.calendar_id].append(todo)
        for each in context.calendars.values():
            yield _CalendarContent(_head(call, each), events[each.id], todos[each.id])
        shared = _shared_one_by_one(call, agenda, context)
        if shared.events or shared.todos:
            yield shared

    lists, incomplete = _fill(call, _query(call), contents)
    return OnlyofficeAnswer(lists, incomplete=incomplete)


def get_calendar_in_window(call: OnlyofficeCall) -> OnlyofficeAnswer:
    """Return one calendar with its events and to-dos in the window."""
    wanted = _query(call)
    if call.wants_shared_events:
        (calendar,), incomplete = _fill(
            call, wanted, lambda agenda, context: iter([_shared_one_by_one(call, agenda, context)])
        )
        return OnlyofficeAnswer(calendar, incomplete=incomplete)
    seen = calendars.get(call.unit, call.parameters.id("calendarId"))

    def contents(agenda: Agenda, _: AnswerContext) -> Iterator[_CalendarContent]:
        yield _CalendarContent(_head(call, seen), agenda.events.items, agenda.todos)

    (calendar,), incomplete = _fill(call, replace(wanted, calendar_ids=(seen.id,)), contents)
    return OnlyofficeAnswer(calendar, incomplete=incomplete)


def _fill(call: OnlyofficeCall, wanted: Query, contents: _Contents) -> tuple[list[Json], set[int]]:
    """The calendars with their contents, and the ids of events whose occurrences are incomplete.

    Fault `TooWide` where one answer cannot hold them; it names a window that fits.
    """
    refusal: TooWide | None = None
    try:
        agenda = query.find_agenda(call.unit, wanted)
    except TooWide as fault:
        if fault.end is None:
            raise
        refusal, wanted = fault, replace(wanted, end=fault.end)
        agenda = query.find_agenda(call.unit, wanted)  # its answer may be too long, too
    context = _context(call, agenda)
    found, room = _measured(call, contents(agenda, context), context)
    events = OccurrenceRenderer(context, call.format, "events")
    selection = OccurrenceSelection(wanted, room, events.size, events.forget)
    listed = {id(each) for content, _ in found for each in content.events}
    chosen = {id(each) for each in selection.of([each for each in agenda.events.items if id(each) in listed])}
    if refusal is not None:
        raise refusal
    lists = [
        content.head | {"events": events.render(each for each in content.events if id(each) in chosen), "todos": todos}
        for content, todos in found
    ]
    return lists, {*agenda.events.unreadable, *selection.shortened}


def _measured(
    call: OnlyofficeCall, contents: Iterator[_CalendarContent], context: AnswerContext
) -> tuple[list[tuple[_CalendarContent, list[Json]]], int]:
    """The calendars with their to-dos as JSON, and the octets that are left for events. Fault `TooWide`."""
    found, room = [], call.room
    for content in contents:
        room = _left(call, room, "response", content.head)
        todos = []
        for each in content.todos:
            todos.append(todo_json(each, context))
            room = _left(call, room, "todos", todos[-1])
        found.append((content, todos))
    return found, room


def _left(call: OnlyofficeCall, room: int, name: str, value: Json) -> int:
    room -= len(call.format.octets(name, value)) + 1
    if room < 0:
        raise TooWide("The calendars and the to-dos in them alone are more than one answer can have")
    return room


def _shared_one_by_one(call: OnlyofficeCall, agenda: Agenda, context: AnswerContext) -> _CalendarContent:
    """The events and to-dos that were shared one by one."""
    events = [each for each in agenda.events.items if context.calendar(each.seen) is None]
    return _CalendarContent(
        shared_calendar(call), events, [each for each in agenda.todos if context.calendar(each) is None]
    )


def _context(call: OnlyofficeCall, agenda: Agenda) -> AnswerContext:
    seen = [*(each.seen for each in agenda.events.items), *agenda.todos]
    return AnswerContext.for_calendars(call, seen, calendars.get_all(call.unit))


def _query(call: OnlyofficeCall) -> Query:
    start, end = call.parameters.time("start"), call.parameters.time("end")
    call.parameters.settle()
    assert start is not None
    assert end is not None
    return Query(start.edge(call.zone), end.edge(call.zone, closing=True))


def _head(call: OnlyofficeCall, seen: SeenCalendar) -> Json:
    return calendar_json(seen, shared_of(call.unit, seen.grants), call.now)
