"""Who takes part: ids ⇄ ATTENDEE and ORGANIZER (RFC 5545 §3.8.4.1, §3.8.4.3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from kalends.core.address import folded
from kalends.core.draft.tree import attendee_property, organizer_property
from kalends.core.draft.values import Person
from kalends.core.ics.tree import Component, Property
from kalends.doors.kona.call import MOST_ID, Call
from kalends.doors.kona.faults import against_rule
from kalends.service.records import Account

_FIELDS = {"participants": "participant_ids", "editors": "editor_ids"}


def accounts_in(call: Call, terms: Mapping[str, Any]) -> dict[int, Account]:
    """The accounts that the attributes of a request name. Fault RULE for an id that is nobody's."""
    wanted = {number for name in _FIELDS for number in terms.get(name, ())}
    known = {number for number in wanted if 0 < number <= MOST_ID}
    found = {each.id: each for each in call.service.directory.some(call.me, sorted(known))} if known else {}
    for name, field in _FIELDS.items():
        for number in terms.get(name, ()):
            if number not in found:
                raise against_rule(field, f"names nobody: there is no person of the id {number}")
    return found


def with_guests(component: Component, guests: Iterable[Account], gone: Iterable[Account], host: Person) -> Component:
    """The component with these people among its attendees, and without others; who was there keeps his line.

    It has an organizer as long as somebody is invited.
    """
    wanted = {folded(each.email): each for each in guests}
    left = {folded(each.email) for each in gone} - set(wanted)
    there = {_address(each) for each in component.all("ATTENDEE")}
    items = [item for item in component.items if not (_is(item, "ATTENDEE") and _address(item) in left)]
    new = [attendee_property(Person(each.email, each.name)) for address, each in wanted.items() if address not in there]
    invited = any(_is(item, "ATTENDEE") for item in (*items, *new))
    if not invited:
        items = [item for item in items if not (_is(item, "ORGANIZER") and left)]
    elif component.first("ORGANIZER") is None and new:
        new.insert(0, organizer_property(host))
    inside = next((at for at, item in enumerate(items) if isinstance(item, Component)), len(items))
    return component.with_items([*items[:inside], *new, *items[inside:]])


def _is(item: Property | Component, name: str) -> bool:
    return isinstance(item, Property) and item.name == name


def _address(prop: Property | Component) -> str:
    return folded(prop.value.rpartition(":")[2].strip()) if isinstance(prop, Property) else ""
