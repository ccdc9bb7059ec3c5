"""An edit made before its transaction, so that nothing is parsed or expanded while the write lock is held.

The edit is made of what a reading transaction shows. The writing transaction looks once more: where it finds the same
object, seen with the same rights, the edit counts as it was made. Where it does not, a small object is edited again in
the transaction, and for a large one the whole verb is tried again.
"""

from dataclasses import dataclass

from kalends.errors import Fault
from kalends.service.access import Access, Caller, Rights
from kalends.service.limits import Limits
from kalends.service.objects import seeing
from kalends.service.objects.reading import Legible, legible
from kalends.service.objects.values import Edit, Outcome, Seen
from kalends.service.ports import Collision, Store
from kalends.service.records import Stored

SMALL_OCTETS = 16_384
"""Octets of a text that may be edited in a transaction: some milliseconds."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What an edit makes of an object: the new text, None to delete it, and further objects beside it, all read."""

    outcome: Outcome
    new: Legible | None
    others: tuple[Legible, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """An edit that was made of an object as the caller saw it; or the fault that came of it."""

    seen: Seen
    edited: Edited | Fault

    def result(self) -> Edited:
        """What the edit makes; raises the fault that came of it."""
        if isinstance(self.edited, Fault):
            raise self.edited
        return self.edited


def prepare(store: Store, me: Caller, object_id: int, edit: Edit, limits: Limits) -> Preparation | None:
    """Make an edit before its transaction; None where the caller may not, which the transaction will say."""
    with store.reading() as transaction:
        rights = Rights(me, transaction)
        found = transaction.objects.some([object_id])
        if not found or rights.on_object(found[0]) < Access.FULL:
            return None
        seen = seeing.seen_one(transaction, rights, found[0])
    try:
        return Preparation(seen, edited(seen, edit, limits))
    except Fault as fault:
        return Preparation(seen, fault)


def edited(seen: Seen, edit: Edit, limits: Limits) -> Edited:
    """An edit made. Faults of the edit, and of a text that cannot be stored."""
    outcome = edit(seen)
    if outcome.text is None:
        return Edited(outcome, None, _read(outcome, limits))
    sent = seen.stored.octets if outcome.text == seen.stored.text else outcome.text
    return Edited(outcome, legible(sent, limits), _read(outcome, limits))


def _read(outcome: Outcome, limits: Limits) -> tuple[Legible, ...]:
    return tuple(legible(text, limits) for text in outcome.others)


def settle(prepared: Preparation | None, seen: Seen, edit: Edit, limits: Limits) -> Edited:
    """The edit of what is there in the writing transaction. Raises Collision where a large object was changed since."""
    if prepared is not None and prepared.seen == seen:
        return prepared.result()
    if _is_large(seen.stored):
        raise Collision
    return edited(seen, edit, limits)


def _is_large(stored: Stored) -> bool:
    return len(stored.text) > SMALL_OCTETS
