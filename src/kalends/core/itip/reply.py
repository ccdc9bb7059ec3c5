"""The answers of guests in a component (RFC 5546 §3.2.3; those who delegate, §2.1.2, §3.2.2.3, §4.2.5)."""

from collections.abc import Sequence

from kalends.core.ics.tree import Component, Property
from kalends.core.objects.people import addresses_in, addresses_of
from kalends.errors import Fault, Flaw, Kind

_ANSWERED = ("PARTSTAT", "DELEGATED-TO", "DELEGATED-FROM")
_LONGEST_NAMED = 80


def bad_reply(message: str) -> Fault:
    """The fault of a reply that nobody can be meant by."""
    return Fault(Kind.INVALID, f"ATTENDEE: {message}.", [Flaw("bad-reply", message, "ATTENDEE", rfc="RFC 5546 §3.2.3")])


def with_replies(part: Component, guests: Sequence[Property]) -> tuple[Component, list[str]]:
    """A component with what guests say of themselves, the rest of whose lines stays; and what each has said.

    Somebody to whom a guest delegates, and who may answer before the guest does, is a guest from then on. Of others
    nothing is taken. Fault INVALID where no one is invited.
    """
    notes, strangers = [], []
    for guest in guests:
        answer = _with_answer(part, guest)
        if answer is None:
            strangers.append(f"{guest.value[:_LONGEST_NAMED]} is not invited")
        else:
            part = answer
            notes.append(
                f"{guest.value[:_LONGEST_NAMED]} is {(guest.param('PARTSTAT') or 'NEEDS-ACTION')[:20].upper()}"
            )
    if not notes:
        raise bad_reply(strangers[0])
    return part, notes + strangers


def _with_answer(part: Component, reply: Property) -> Component | None:
    """The component with what one guest says; None for somebody who is not invited."""
    own = addresses_of(reply)
    if all(own.isdisjoint(addresses_of(each)) for each in part.all("ATTENDEE")):
        return _with_delegate(part, reply)
    items = [
        _answer(item, reply)
        if isinstance(item, Property) and item.name == "ATTENDEE" and not own.isdisjoint(addresses_of(item))
        else item
        for item in part.items
    ]
    return part.with_items(items)


def _answer(guest: Property, reply: Property) -> Property:
    """The line of a guest with the answer; who has delegated to whom stays known unless the answer says otherwise."""
    said = {name: values for name, values in reply.params if name in _ANSWERED}
    if "DELEGATED" not in map(str.upper, reply.values_of("PARTSTAT")):
        said.setdefault("DELEGATED-TO", ())
    said.setdefault("PARTSTAT", ())
    if all(guest.values_of(name) == tuple(values) for name, values in said.items()):
        return guest
    kept = [(name, values) for name, values in guest.params if name not in said]
    return guest.with_params([*kept, *((name, values) for name, values in said.items() if values)])


def _with_delegate(part: Component, reply: Property) -> Component | None:
    """The component with a further guest, to whom one of the others has delegated."""
    delegators = addresses_in(reply, "DELEGATED-FROM")
    guests = [at for at, item in enumerate(part.items) if isinstance(item, Property) and item.name == "ATTENDEE"]
    if all(delegators.isdisjoint(addresses_of(part.items[at])) for at in guests):  # type: ignore[arg-type]  # Properties
        return None
    return part.with_items([*part.items[: guests[-1] + 1], reply, *part.items[guests[-1] + 1 :]])
