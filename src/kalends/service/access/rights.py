"""The rights of one caller, as one transaction sees them: everything asks here."""

from collections.abc import Callable, Iterable
from functools import cached_property

from kalends.errors import Fault, Flaw, Kind
from kalends.service.access.caller import Caller
from kalends.service.access.level import BOUNDS, LEVELS, Access, decide
from kalends.service.access.policy import CAPS
from kalends.service.ports import Transaction
from kalends.service.records import OPEN, Calendar, HeldGrant, Role, Stored

NO_CALENDAR = "no-calendar"
NO_OBJECT = "no-object"
"""The codes of the flaws of what is not there: with two ids in a request, they tell which one is meant."""


def no_calendar() -> Fault:
    """The fault of a calendar that is not there; the very same for one that the caller does not see."""
    detail = "There is no such calendar."
    return Fault(Kind.NOT_FOUND, detail, [Flaw(NO_CALENDAR, detail)])


def no_object() -> Fault:
    """The same of an object."""
    detail = "There is no such object."
    return Fault(Kind.NOT_FOUND, detail, [Flaw(NO_OBJECT, detail)])


class Rights:
    """What a caller may do. Grants are looked up once, and only where something is not the caller's own."""

    def __init__(self, me: Caller, transaction: Transaction) -> None:
        self.me = me
        self._transaction = transaction
        self._bound = BOUNDS[me.scope]

    def refresh(self) -> None:
        """Look grants up anew the next time: they may have changed since, by others or in this very transaction."""
        self.__dict__.pop("_granted", None)
        self.__dict__.pop("own_calendars", None)

    def on_calendar(self, calendar: Calendar) -> Access:
        """What is allowed on a calendar."""
        return min(self._on_calendar(calendar.owner_id, calendar.id), self._bound)

    def on_object(self, stored: Stored) -> Access:
        """What is allowed on an object."""
        granted = self._on_calendar(stored.owner_id, stored.calendar_id)
        if stored.draft.policy is not OPEN:
            granted = self._by_policy(stored, granted)
        elif granted is not Access.OWNER:
            granted = max(granted, self._granted[1].get(stored.id, Access.NONE))
            granted = self._decided(granted, stored)
        return min(granted, self._bound)

    def _by_policy(self, stored: Stored, granted: Access) -> Access:
        """What is allowed on an object that has a policy of its own, by somebody's right on its calendar."""
        policy = stored.draft.policy
        author = stored.draft.author_id == self.me.account_id
        if granted is Access.OWNER and (author or not policy.is_closed or stored.draft.author_id is None):
            return Access.OWNER
        own = Access.NONE if policy.alone and not author else self._granted[1].get(stored.id, Access.NONE)
        if author and max(own, granted) >= Access.READ:
            return Access.OWNER
        if not policy.is_closed:
            own = self._decided(own, stored)
            own = max(own, min(self._decided(granted, stored), CAPS[policy.role]))
        return Access.STATUS if policy.role is Role.MARK and own is Access.READ else own

    def _decided(self, granted: Access, stored: Stored) -> Access:
        author = stored.draft.author_id == self.me.account_id
        return decide(granted, author=author, classification=stored.facts.classification)

    def demand_calendar(self, calendar: Calendar, least: Access, *, manage: bool = False) -> Access:
        """What is allowed on a calendar, if it is at least that. Faults NOT_FOUND; FORBIDDEN where it may be seen.

        `manage`: an administrator may do this with whatever there is.
        """
        return self._demand(self.on_calendar(calendar), least, no_calendar, manage=manage)

    def demand_object(self, stored: Stored, least: Access, *, manage: bool = False) -> Access:
        """The same for an object."""
        return self._demand(self.on_object(stored), least, no_object, manage=manage)

    def _demand(self, access: Access, least: Access, missing: Callable[[], Fault], *, manage: bool) -> Access:
        if access >= least or (manage and self.manages):
            return access
        if access is Access.NONE:
            raise missing()
        raise Fault(Kind.FORBIDDEN, f'This needs the right "{least.name.lower()}"; yours is "{access.name.lower()}".')

    @property
    def manages(self) -> bool:
        """Whether the caller is an administrator, with a key that reaches so far."""
        return self.me.admin and self._bound is Access.OWNER

    def calendar_ids(self) -> tuple[int, ...]:
        """Every calendar of which something is allowed, by a grant; one's own ones are not among them."""
        return tuple(self._granted[0]) if self._bound else ()

    @cached_property
    def own_calendars(self) -> tuple[Calendar, ...]:
        """The caller's own calendars, in the order of the ids; as they are when this is asked first."""
        return self._transaction.calendars.owned(self.me.account_id)

    def object_ids(self) -> tuple[int, ...]:
        """Every object that was shared by itself, wherever it is."""
        return tuple(self._granted[1]) if self._bound else ()

    def _on_calendar(self, owner_id: int, calendar_id: int) -> Access:
        if owner_id == self.me.account_id:
            return Access.OWNER
        return self._granted[0].get(calendar_id, Access.NONE)

    @cached_property
    def _granted(self) -> tuple[dict[int, Access], dict[int, Access]]:
        """The best grant on each calendar and on each object."""
        held = self._transaction.grants.held(self.me.account_id)
        on_calendars = _best((each.calendar_id, each) for each in held if each.object_id is None)
        return on_calendars, _best((each.object_id, each) for each in held if each.object_id is not None)


def _best(held: Iterable[tuple[int, HeldGrant]]) -> dict[int, Access]:
    best: dict[int, Access] = {}
    for key, each in held:
        best[key] = max(best.get(key, Access.NONE), LEVELS[each.level])
    return best
