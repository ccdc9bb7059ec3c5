"""What is in a window: calendars with their events and to-dos, and the days that have some."""

from collections.abc import Sequence
from typing import Any

from kalends.core.time.zones import zone
from kalends.doors.onlyoffice.alert import Alert, alert_json
from kalends.doors.onlyoffice.calendars.shown import COLOUR, TEXT_COLOUR, calendar_json, zone_json
from kalends.doors.onlyoffice.call import Call
from kalends.doors.onlyoffice.events.scene import SHARED_EVENTS, SHARED_TITLE, Scene
from kalends.doors.onlyoffice.events.shown import occurrences_json, todo_json
from kalends.doors.onlyoffice.sharing import Json, permissions_json
from kalends.doors.onlyoffice.wire.envelope import Answer
from kalends.doors.onlyoffice.wire.moments import shown_day
from kalends.service.access import Access
from kalends.service.calendars import SeenCalendar
from kalends.service.objects import Seen
from kalends.service.query import Agenda, Asked, Occurrence
from kalends.service.sharing import Shared


def event_days(call: Call) -> Answer:
    """The days, as the caller's clock has them, on which there are events."""
    found = call.service.query.days(call.me, _asked(call))
    return Answer([shown_day(day) for day in found.days], incomplete=found.unreadable)


def calendars_in(call: Call) -> Answer:
    """Every calendar that the caller sees, with what is in the window."""
    agenda = call.service.query.agenda(call.me, _asked(call))
    found, todos = agenda.events.items, agenda.todos
    scene = _scene(call, agenda)
    lists = [_filled(call, each, found, todos, scene) for each in scene.calendars.values()]
    alone = [each for each in found if scene.calendar(each.seen) is None]
    alone_todos = [each for each in todos if scene.calendar(each) is None]
    if alone or alone_todos:
        lists.append(shared_calendar(call, occurrences_json(tuple(alone), scene), _todos(alone_todos, scene)))
    return Answer(lists, incomplete=agenda.events.unreadable)


def calendar_in_window(call: Call) -> Answer:
    """One calendar with what is in the window."""
    asked = _asked(call)
    if call.given.raw("calendarId") == SHARED_EVENTS:
        return _shared_in(call, asked)
    seen = call.service.calendars.get(call.me, call.given.id("calendarId"))
    agenda = call.service.query.agenda(call.me, Asked(asked.start, asked.end, (seen.id,)))
    filled = _filled(call, seen, agenda.events.items, agenda.todos, _scene(call, agenda))
    return Answer(filled, incomplete=agenda.events.unreadable)


def _shared_in(call: Call, asked: Asked) -> Answer:
    agenda = call.service.query.agenda(call.me, asked)
    scene = _scene(call, agenda)
    alone = tuple(each for each in agenda.events.items if scene.calendar(each.seen) is None)
    rest = _todos([each for each in agenda.todos if scene.calendar(each) is None], scene)
    return Answer(shared_calendar(call, occurrences_json(alone, scene), rest), incomplete=agenda.events.unreadable)


def _scene(call: Call, agenda: Agenda) -> Scene:
    seen = [*(each.seen for each in agenda.events.items), *agenda.todos]
    return Scene.among(call, seen, call.service.calendars.list(call.me))


def _asked(call: Call) -> Asked:
    start, end = call.given.moment("start"), call.given.moment("end")
    call.given.settle()
    assert start is not None
    assert end is not None
    return Asked(start.edge(call.zone), end.edge(call.zone, closing=True))


def _filled(call: Call, seen: SeenCalendar, found: Sequence[Occurrence], todos: Sequence[Seen], scene: Scene) -> Json:
    shared = _shared(call, seen)
    own = tuple(each for each in found if each.seen.stored.calendar_id == seen.id)
    rest = [each for each in todos if each.stored.calendar_id == seen.id]
    return calendar_json(seen, shared, call.now) | {
        "events": occurrences_json(own, scene),
        "todos": _todos(rest, scene),
    }


def _shared(call: Call, seen: SeenCalendar) -> Sequence[Shared]:
    if not seen.shared or seen.access < Access.READ:
        return ()
    return call.service.calendars.shared(call.me, seen.id)


def _todos(todos: Sequence[Seen], scene: Scene) -> list[Json]:
    return [todo_json(each, scene) for each in todos]


def shared_calendar(call: Call, events: Sequence[Json], todos: Sequence[Json]) -> dict[str, Any]:
    """The calendar of those events that were shared with the caller by themselves."""
    me = call.service.directory.account(call.me, call.me.account_id)
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
        "events": list(events),
        "todos": list(todos),
        "defaultAlert": alert_json(Alert.DEFAULT),
        "timeZone": zone_json(zone(call.me.time_zone), call.now),
        "canEditTimeZone": False,
        "canAlertModify": True,
        "isiCalStream": False,
        "iCalUrl": "",
    }
