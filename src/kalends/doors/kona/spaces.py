"""The calls about spaces (calendars with participants), their participants and their feeds.

GET /spaces ?per_page= &page=                 200
POST /spaces                                  201, Location
GET, PUT /spaces/:id                          200; PUT changes what is sent
DELETE /spaces/:id                            204
{"spaces": [{"id": 7, "name": "…", "details": "", "welcome_message": "", "color": "", "category": 1, …}]}

POST /spaces/:id/participants    {"participants": [{"email": "…"}, {"id": 7}]}
200 {"users": [{"id": 7, "email": "…", "name": "…", "status": "existing", "invitation_sent": false, …}]}
DELETE /spaces/:id/participants/:id-or-email    204

GET /ics_feeds/:id    200 {"ics_feeds": [{"id": 7, "space_id": 7, "name": "…", "url": "…", "href": "…"}]}

A user's own calendar is the personal space. Participants may do everything in a space but give it away.
"""

from dataclasses import dataclass
from enum import IntEnum

from kalends.core.objects.words import has_words, search_words, words_of
from kalends.doors.kona.answers import NO_CONTENT, KonaAnswer, created_answer, list_answer, page_of
from kalends.doors.kona.attributes import Attributes, Json, milliseconds, whole_number
from kalends.doors.kona.call import MOST_ID, KonaCall, reads
from kalends.doors.kona.faults import rule_fault
from kalends.doors.kona.people import ORGANIZATION, find_person, user_json
from kalends.errors import Fault, Flaw, Kind
from kalends.service import calendars
from kalends.service.access import Access
from kalends.service.calendars import CalendarChange, NewCalendar, SeenCalendar
from kalends.service.people import directory
from kalends.service.records import Account, Holder, HolderKind, Look, Properties
from kalends.service.unit import Unit

SPACES = "spaces"
LONGEST_WELCOME = 20_000
WELCOME = ("kona", "welcome")
"""The property of a calendar that holds its welcome message."""
PARTICIPANTS = "participants"
MOST_INVITED = 1_000
_MOST_SHOWN = 100
FEEDS = "ics_feeds"


class Category(IntEnum):
    """What a space is for. Everybody has one personal space, which is not made and not given away."""

    PERSONAL = 0
    WORK = 1


@dataclass(frozen=True, slots=True)
class SpaceInput:
    """What was sent of a space; None for what was not."""

    name: str | None
    details: str | None
    colour: str | None
    welcome_message: str | None
    category: Category | None

    @property
    def properties(self) -> Properties:
        """What is to be kept beside the calendar, if anything was sent of it."""
        return {} if self.welcome_message is None else {WELCOME: self.welcome_message}


def read_space_input(attributes: Attributes) -> SpaceInput:
    """The attributes of a space. Faults INVALID; RULE for an empty name."""
    sent = SpaceInput(
        name=attributes.text("name"),
        details=attributes.text("details"),
        colour=attributes.text("color"),
        welcome_message=attributes.text("welcome_message"),
        category=attributes.choice("category", Category),
    )
    if len(sent.welcome_message or "") > LONGEST_WELCOME:
        attributes.wrong("welcome_message", f"must have at most {LONGEST_WELCOME:,} characters")
    attributes.settle()
    if sent.name is not None and not sent.name.strip():
        raise rule_fault("name", "must not be empty")
    return sent


def get_spaces(call: KonaCall) -> KonaAnswer:
    """The caller's own spaces, then those into which others let the caller."""
    words = search_words(call.query.text("like") or "")
    call.query.settle()
    with call.read() as inside:
        spaces, own = calendars.get_all(inside.unit), calendars.find_default(inside.unit)
    if own is None:
        spaces = _with_own(call) or spaces
    found = tuple(each for each in spaces if has_words(words_of([each.calendar.look.title]), words))
    with call.read() as inside:
        return page_of(call, SPACES, found, lambda seen: space_json(inside, seen), kept=("like", "include"))


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
def get_space(call: KonaCall) -> KonaAnswer:
    """One space."""
    return _space_answer(call, calendars.get(call.unit, call.id()))


def post_space(call: KonaCall) -> KonaAnswer:
    """Make a space of the caller's own."""
    sent = read_space_input(call.attributes(SPACES))
    if sent.name is None:
        raise rule_fault("name", "is required")
    if sent.category is Category.PERSONAL:
        raise rule_fault("category", "is 0 for the one personal space that everybody has already")
    look = Look(sent.name, sent.details or "", sent.colour or "", time_zone=call.me.time_zone)
    new = NewCalendar(look, properties=sent.properties)
    space = call.write(lambda inside: calendars.create(inside.unit, new))
    return created_answer(SPACES, space_json(call, space), space.validator)


def put_space(call: KonaCall) -> KonaAnswer:
    """Change what was sent of a space, for everybody in it."""
    sent, space_id = read_space_input(call.attributes(SPACES)), call.id()
    change = CalendarChange(title=sent.name, description=sent.details, colour=sent.colour, properties=sent.properties)

    def work(inside: KonaCall) -> SeenCalendar:
        if sent.category is not None and sent.category is not _category(call, calendars.get(inside.unit, space_id)):
            raise rule_fault("category", "cannot be changed: everybody has one personal space")
        return calendars.change(inside.unit, space_id, change, conditions=call.conditions)

    return _space_answer(call, call.write(work))


def delete_space(call: KonaCall) -> KonaAnswer:
    """Remove a space and all that is in it."""
    space_id = call.id()

    def remove(inside: KonaCall) -> None:
        own = calendars.find_default(inside.unit)
        if own is not None and own.id == space_id:
            raise rule_fault("id", "is your personal space, which everybody has: it cannot be removed")
        calendars.remove(inside.unit, space_id, conditions=call.conditions)

    call.write(remove)
    return NO_CONTENT


def _space_answer(call: KonaCall, seen: SeenCalendar) -> KonaAnswer:
    return list_answer(SPACES, [space_json(call, seen)], validator=seen.validator)


def space_json(call: KonaCall, seen: SeenCalendar) -> Json:
    """A space as it presents itself to all. No later change of it is kept than its making."""
    look = seen.calendar.look
    return _included(call, seen) | {
        "id": seen.id,
        "name": look.title,
        "details": look.description,
        "welcome_message": seen.properties.get(WELCOME, ""),
        "color": look.colour,
        "category": _category(call, seen),
        "space_type": _category(call, seen),
        "account_id": ORGANIZATION,
        "updated_at": milliseconds(seen.calendar.created),
        "href": f"{call.base}/{SPACES}/{seen.id}",
    }


def _included(call: KonaCall, seen: SeenCalendar) -> Json:
    """The people in a space, where they are asked for; a caller who only sees when others are busy gets none."""
    included = call.query.raw("include")
    if included not in (None, "", PARTICIPANTS):
        call.query.wrong("include", "must be participants")
        call.query.settle()
    if included != PARTICIPANTS or call.of is None or seen.access <= Access.BUSY:
        return {}
    return {PARTICIPANTS: [user_json(call, each) for each in calendars.get_members(call.unit, seen.id)]}


def _category(call: KonaCall, seen: SeenCalendar) -> Category:
    own = seen.calendar.default and seen.owner.id == call.me.account_id
    return Category.PERSONAL if own else Category.WORK


def post_participants(call: KonaCall) -> KonaAnswer:
    """Let people into a space, by address or id. All of them, or where one has no account, none."""
    space_id = call.id()

    def invite(inside: KonaCall) -> list[Account]:
        unit = inside.unit
        calendars.get_access(unit, space_id)
        people = [_find_person(unit, each) for each in _people_in(call.root)]
        calendars.invite(unit, space_id, [each.id for each in people])
        return people

    return KonaAnswer(200, {PARTICIPANTS: [_invited_json(call, each) for each in call.write(invite)]})


def delete_participant(call: KonaCall) -> KonaAnswer:
    """Take a person out of a space; everybody may leave."""
    space_id = call.id()

    def revoke(inside: KonaCall) -> None:
        unit = inside.unit
        holder = Holder(HolderKind.ACCOUNT, _find_account(unit, call.path["who"]).id)
        seen = calendars.get(unit, space_id)
        # who only sees when others are busy is not told who is in it; the verb refuses what the caller may not do
        if seen.access > Access.BUSY and holder not in {grant.holder for grant in seen.grants}:
            raise Fault(Kind.NOT_FOUND, "That person was not let into the space.")
        calendars.revoke(unit, space_id, holder)

    call.write(revoke)
    return NO_CONTENT


def _people_in(root: Json) -> list[object]:
    found = root.get(PARTICIPANTS)
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_INVITED:
        message = f"must be a list of 1 to {MOST_INVITED:,} objects with email or id"
        raise Fault(Kind.INVALID, f"{PARTICIPANTS} {message}.", [Flaw("invalid", message, PARTICIPANTS)])
    return found


def _find_person(unit: Unit, item: object) -> Account:
    email, number = (item.get("email"), whole_number(item.get("id"))) if isinstance(item, dict) else (None, None)
    if not isinstance(email, str) and number is None:
        message = "must hold objects with email or id"
        raise Fault(Kind.INVALID, f"{PARTICIPANTS} {message}.", [Flaw("invalid", message, PARTICIPANTS)])
    try:
        return _find_account(unit, email if isinstance(email, str) else str(number))
    except Fault as fault:
        if fault.kind is Kind.NOT_FOUND:
            who = email[:_MOST_SHOWN] if isinstance(email, str) else f"the id {number}"
            raise rule_fault(PARTICIPANTS, f"names nobody: {who} has no account; an administrator adds one") from None
        raise


def _find_account(unit: Unit, text: str) -> Account:
    """The account of an id or an address. Fault NOT_FOUND."""
    if text.isascii() and text.isdigit() and len(text) <= 10:
        return find_person(unit, min(int(text), MOST_ID))
    return directory.get_by_email(unit, text)


def _invited_json(call: KonaCall, account: Account) -> Json:
    """A person who was let in; no invitation is sent, since the account is there already."""
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "status": "existing",
        "invitation_sent": False,
        "href": f"{call.base}/users/{account.id}",
    }


@reads
def get_feed(call: KonaCall) -> KonaAnswer:
    """The feed, and the address to subscribe to; it is secret, since everybody who has it reads the space."""
    feed = call.service.feeds.of(call.unit, call.id())
    item = {
        "id": feed.calendar.id,
        "space_id": feed.calendar.id,
        "name": feed.calendar.look.title,
        "url": f"{call.site}/feeds/{feed.token}.ics",
        "href": f"{call.base}/{FEEDS}/{feed.calendar.id}",
    }
    return list_answer(FEEDS, [item], {"cache-control": "no-store"})
