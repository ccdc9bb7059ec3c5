"""The calls about spaces."""

from kalends.doors.kona.call import Call
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.spaces.fields import Category, beside_of, sent_in
from kalends.doors.kona.wire.answers import NOTHING, Answer, made, shown
from kalends.doors.kona.wire.body import Json
from kalends.doors.kona.wire.lists import page_of
from kalends.doors.kona.wire.moments import millis
from kalends.errors import Fault, Kind
from kalends.service.calendars import CalendarChange, NewCalendar, SeenCalendar
from kalends.service.records import Look

PLURAL = "spaces"


def get_spaces(call: Call) -> Answer:
    """The caller's own spaces, then those that others let him into."""
    _make_own(call)
    spaces = call.service.calendars.list(call.me)
    return page_of(call, PLURAL, spaces, lambda seen: space_json(call, seen))


def get_space(call: Call) -> Answer:
    """One space."""
    return _shown(call, call.service.calendars.get(call.me, call.id()))


def post_space(call: Call) -> Answer:
    """Make a space of the caller's own."""
    sent = sent_in(call.sent(PLURAL))
    if sent.name is None:
        raise against_rule("name", "is required")
    if sent.category is Category.PERSONAL:
        raise against_rule("category", "is 0 for the one personal space that everybody has already")
    look = Look(sent.name, sent.details or "", sent.colour or "", time_zone=call.me.time_zone)
    new = NewCalendar(look, dialects=sent.dialects)
    space = call.service.calendars.create(call.me, new, now=call.now)
    return made(PLURAL, space_json(call, space), space.validator)


def put_space(call: Call) -> Answer:
    """Change what was sent of a space, for everybody in it."""
    sent, seen = sent_in(call.sent(PLURAL)), call.service.calendars.get(call.me, call.id())
    if sent.category not in (None, _category(call, seen)):
        raise against_rule("category", "cannot be changed: everybody has one personal space")
    change = CalendarChange(title=sent.name, description=sent.details, colour=sent.colour, dialects=sent.dialects)
    changed = call.service.calendars.change(call.me, seen.id, change, conditions=call.conditions, now=call.now)
    return _shown(call, changed)


def delete_space(call: Call) -> Answer:
    """Remove a space and all that is in it."""
    call.service.calendars.remove(call.me, call.id(), conditions=call.conditions, now=call.now)
    return NOTHING


def _shown(call: Call, seen: SeenCalendar) -> Answer:
    return shown(PLURAL, [space_json(call, seen)], validator=seen.validator)


def space_json(call: Call, seen: SeenCalendar) -> Json:
    """A space as it presents itself to all. No later change of it is kept than its making."""
    look = seen.calendar.look
    return {
        "id": seen.id,
        "name": look.title,
        "details": look.description,
        "welcome_message": beside_of(seen.calendar.dialects.kona).welcome_message,
        "color": look.colour,
        "category": _category(call, seen),
        "updated_at": millis(seen.calendar.created),
        "href": f"{call.base}/{PLURAL}/{seen.id}",
    }


def _make_own(call: Call) -> None:
    """Make the caller's personal space where it is not there yet; a key that only reads makes none."""
    try:
        call.service.calendars.default(call.me, now=call.now)
    except Fault as fault:
        if fault.kind is not Kind.FORBIDDEN:
            raise


def _category(call: Call, seen: SeenCalendar) -> Category:
    own = seen.calendar.default and seen.owner.id == call.me.account_id
    return Category.PERSONAL if own else Category.WORK
