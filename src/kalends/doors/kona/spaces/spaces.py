"""The calls about spaces.

GET /spaces ?per_page= &page=                 200
POST /spaces                                  201, Location
GET, PUT /spaces/:id                          200; PUT changes what is sent
DELETE /spaces/:id                            204
{"spaces": [{"id": 7, "name": "…", "details": "", "welcome_message": "", "color": "", "category": 1, …}]}
"""

from kalends.doors.kona.call import KonaCall, reads
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.spaces.fields import WELCOME, Category, sent_in
from kalends.doors.kona.wire.answers import NOTHING, Answer, made, shown
from kalends.doors.kona.wire.attributes import Json
from kalends.doors.kona.wire.pages import page_of
from kalends.doors.kona.wire.times import millis
from kalends.errors import Fault, Kind
from kalends.service import calendars
from kalends.service.calendars import CalendarChange, NewCalendar, SeenCalendar
from kalends.service.records import Look

PLURAL = "spaces"


def get_spaces(call: KonaCall) -> Answer:
    """The caller's own spaces, then those into which others let the caller."""
    with call.read() as inside:
        spaces, own = calendars.get_all(inside.unit), calendars.find_default(inside.unit)
    if own is None:
        spaces = _with_own(call) or spaces
    return page_of(call, PLURAL, spaces, lambda seen: space_json(call, seen))


def _with_own(call: KonaCall) -> tuple[SeenCalendar, ...]:
    """All spaces, after the caller's personal one was made; a key that only reads makes none."""

    def make(inside: KonaCall) -> tuple[SeenCalendar, ...]:
        calendars.ensure_default(inside.unit)
        return calendars.get_all(inside.unit)

    try:
        return call.write(make)
    except Fault as fault:
        if fault.kind is not Kind.FORBIDDEN:
            raise
    return ()


@reads
def get_space(call: KonaCall) -> Answer:
    """One space."""
    return _shown(call, calendars.get(call.unit, call.id()))


def post_space(call: KonaCall) -> Answer:
    """Make a space of the caller's own."""
    sent = sent_in(call.sent(PLURAL))
    if sent.name is None:
        raise against_rule("name", "is required")
    if sent.category is Category.PERSONAL:
        raise against_rule("category", "is 0 for the one personal space that everybody has already")
    look = Look(sent.name, sent.details or "", sent.colour or "", time_zone=call.me.time_zone)
    new = NewCalendar(look, properties=sent.properties)
    space = call.write(lambda inside: calendars.create(inside.unit, new))
    return made(PLURAL, space_json(call, space), space.validator)


def put_space(call: KonaCall) -> Answer:
    """Change what was sent of a space, for everybody in it."""
    sent, space_id = sent_in(call.sent(PLURAL)), call.id()
    change = CalendarChange(title=sent.name, description=sent.details, colour=sent.colour, properties=sent.properties)

    def work(inside: KonaCall) -> SeenCalendar:
        if sent.category is not None and sent.category is not _category(call, calendars.get(inside.unit, space_id)):
            raise against_rule("category", "cannot be changed: everybody has one personal space")
        return calendars.change(inside.unit, space_id, change, conditions=call.conditions)

    return _shown(call, call.write(work))


def delete_space(call: KonaCall) -> Answer:
    """Remove a space and all that is in it."""
    space_id = call.id()
    call.write(lambda inside: calendars.remove(inside.unit, space_id, conditions=call.conditions))
    return NOTHING


def _shown(call: KonaCall, seen: SeenCalendar) -> Answer:
    return shown(PLURAL, [space_json(call, seen)], validator=seen.validator)


def space_json(call: KonaCall, seen: SeenCalendar) -> Json:
    """A space as it presents itself to all. No later change of it is kept than its making."""
    look = seen.calendar.look
    return {
        "id": seen.id,
        "name": look.title,
        "details": look.description,
        "welcome_message": seen.properties.get(WELCOME, ""),
        "color": look.colour,
        "category": _category(call, seen),
        "updated_at": millis(seen.calendar.created),
        "href": f"{call.base}/{PLURAL}/{seen.id}",
    }


def _category(call: KonaCall, seen: SeenCalendar) -> Category:
    own = seen.calendar.default and seen.owner.id == call.me.account_id
    return Category.PERSONAL if own else Category.WORK
