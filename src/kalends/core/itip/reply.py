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
    nothing is taken. Of several answers of one guest the last counts. Fault INVALID where no one is invited.
    """
    answers = _Answers(part, guests)
    strangers = []
    for guest in guests:
        if not answers.take(guest):
            strangers.append(f"{guest.value[:_LONGEST_NAMED]} is not invited")
    if not answers.notes:
        raise bad_reply(strangers[0])
    return answers.component(), answers.notes + strangers


class _Answers:
    """The guests of a component by their addresses, and what they answer: each line is looked at once."""

    def __init__(self, part: Component, guests: Sequence[Property]) -> None:
        self.notes: list[str] = []
        self._part = part
        self._lines = list(part.items)  # those of further guests at the end, until the component is made
        self._last = {address: guest for guest in guests for address in addresses_of(guest)}
        self._places: dict[str, list[int]] = {}
        for at, item in enumerate(part.items):
            if isinstance(item, Property) and item.name == "ATTENDEE":
                self._remember(item, at)

    def _remember(self, guest: Property, at: int) -> None:
        for address in addresses_of(guest):
            self._places.setdefault(address, []).append(at)

    def take(self, reply: Property) -> bool:
        """Take what somebody says; whether that is a guest."""
        own = addresses_of(reply)
        if not own.isdisjoint(self._places):
            mine = {at for address in own if self._last[address] is reply for at in self._places.get(address, ())}
            for at in mine:
                self._lines[at] = _answer(self._lines[at], reply)  # type: ignore[arg-type]  # a Property
        elif not addresses_in(reply, "DELEGATED-FROM").isdisjoint(self._places):
            self._remember(reply, len(self._lines))
            self._lines.append(reply)
        else:
            return False
        status = (reply.param("PARTSTAT") or "NEEDS-ACTION")[:20].upper()
        self.notes.append(f"{reply.value[:_LONGEST_NAMED]} is {status}")
        return True

    def component(self) -> Component:
        """The component with all answers, further guests behind those who were there."""
        number = len(self._part.items)
        end = 1 + max(at for places in self._places.values() for at in places if at < number)
        lines = self._lines
        return self._part.with_items([*lines[:end], *lines[number:], *lines[end:number]])


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
