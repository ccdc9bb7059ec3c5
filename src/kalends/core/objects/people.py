"""Organizer and attendees of a component (RFC 5545 §3.8.4.1, §3.8.4.3)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote

from kalends.core.address import folded
from kalends.core.ics.tree import Component, Property

_BREAKS = re.compile("[\r\n\t]+")  # a name is one line; few readers know how RFC 6868 writes a break
_IN_MAILTO = str.maketrans({each: f"%{ord(each):02X}" for each in "%/?#[]&;=^`{|}"})  # RFC 6068 §2
_PLAIN = re.compile("[A-Za-z0-9@._+-]*")  # most addresses, which are not searched for each of those

ATTENDEE_INFORMED = "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION"
ATTENDEE_INVITED = f"{ATTENDEE_INFORMED};RSVP=TRUE"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an address, and a name to show."""

    email: str
    name: str = ""


def person_property(head: str, person: Person) -> Property:
    """A property whose value is the address of a person, with the name as CN; `head` is its name and parameters."""
    email = person.email
    address = f"mailto:{email if _PLAIN.fullmatch(email) else email.translate(_IN_MAILTO)}"
    if not person.name:
        return Property.headed(head, address)
    name = _BREAKS.sub(" ", person.name)
    return Property.headed(Property.make("X", "", [("CN", name)]).head.replace("X", head, 1), address)


def attendee_property(person: Person) -> Property:
    """An ATTENDEE who has not answered yet."""
    return person_property(ATTENDEE_INVITED, person)


def organizer_property(person: Person) -> Property:
    """An ORGANIZER."""
    return person_property("ORGANIZER", person)


def addresses_of(prop: Property) -> frozenset[str]:
    """The folded addresses of an ORGANIZER or ATTENDEE: what its value is, and EMAIL (RFC 7986 §6.2)."""
    email = prop.param("EMAIL") if prop.params else None
    own = _address(prop.value)
    return frozenset((own, _address(email))) if email else frozenset((own,))


def addresses_in(prop: Property, name: str) -> frozenset[str]:
    """The folded addresses in a parameter: DELEGATED-TO, DELEGATED-FROM, SENT-BY."""
    return frozenset(map(_address, prop.values_of(name)))


def _address(uri: str) -> str:
    """What stands in a mailto: URI, decoded (RFC 6068 §2) and folded; of any other URI the URI itself."""
    scheme, _, address = uri.strip().rpartition(":")
    if scheme and not scheme.lower().endswith("mailto"):
        return folded(uri.strip())
    address = address.partition("?")[0].strip()
    return folded(unquote(address) if scheme and "%" in address else address)


def with_attendees(
    component: Component, invited: Collection[Person], removed: Collection[str], organizer: Person
) -> Component:
    """The component with these people among its attendees, and without some addresses; an attendee who was there
    keeps the line. `organizer` becomes the ORGANIZER where there is none; without any attendee there is no organizer.
    """
    wanted = {folded(each.email): each for each in invited}
    gone = {folded(each) for each in removed} - set(wanted)
    there = {address for each in component.all("ATTENDEE") for address in addresses_of(each)}
    items = [item for item in component.items if not (_is(item, "ATTENDEE") and _has_address(item, gone))]
    new = [attendee_property(each) for address, each in wanted.items() if address not in there]
    if not any(_is(item, "ATTENDEE") for item in (*items, *new)):
        items = [item for item in items if not (_is(item, "ORGANIZER") and gone)]
    elif component.first("ORGANIZER") is None and new:
        new.insert(0, organizer_property(organizer))
    inside = next((at for at, item in enumerate(items) if isinstance(item, Component)), len(items))
    return component.with_items([*items[:inside], *new, *items[inside:]])


def _is(item: Property | Component, name: str) -> bool:
    return isinstance(item, Property) and item.name == name


def _has_address(item: Property | Component, addresses: set[str]) -> bool:
    return isinstance(item, Property) and not addresses.isdisjoint(addresses_of(item))
