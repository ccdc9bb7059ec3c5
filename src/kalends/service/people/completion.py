"""What is left to do in the calendars of other owners after an account or a group was changed: owner after owner.

What takes effect at once is written in one transaction: an account or a group is gone, or has other members. It writes
down what is left, too (the outbox), so that a process that stops in the middle leaves it to the hourly tidying. Until
then no right is wrong: grants to somebody who is gone reach nobody, and an access epoch that is raised late makes
clients that sync ask once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from kalends.service.ports import Store, Transaction
from kalends.service.records import Holder, HolderKind, OutboxItem
from kalends.service.retry import retry_collisions

_DUE = datetime(1970, 1, 1, tzinfo=UTC)
_PATIENCE = timedelta(hours=1)
_AT_ONCE = 100


class Work(StrEnum):
    """What is to be done for each owner."""

    REMOVE = "remove-holder"
    RENEW = "renew-holder"


@dataclass(frozen=True, slots=True)
class Task:
    """Work that concerns a holder, and the id under which it is written down."""

    id: int
    work: Work
    holder: Holder


def begin(transaction: Transaction, work: Work, holder: Holder) -> Task | None:
    """Write down what is to be done; None where it concerns no owner."""
    if not transaction.holders.owners(holder):
        return None
    return Task(transaction.outbox.append(work, f"{holder.kind} {holder.id}", due=_DUE), work, holder)


def complete(store: Store, task: Task | None) -> None:
    """Do a task, a transaction for each owner. Doing it twice does no harm."""
    if task is None:
        return
    with store.reading() as transaction:
        owners = transaction.holders.owners(task.holder)
    for owner_id in owners:
        _do_for(store, task, owner_id)
    _done(store, task)


def complete_due(store: Store, *, now: datetime, going: Callable[[], bool]) -> int:
    """Do the tasks that a process left in the middle; how many."""
    done = 0
    while going() and (tasks := _taken(store, now)):
        for task in tasks:
            complete(store, task)
        done += len(tasks)
    return done


@retry_collisions
def _do_for(store: Store, task: Task, owner_id: int) -> None:
    with store.writing() as transaction:
        if task.work is Work.REMOVE:
            transaction.holders.remove(owner_id, task.holder)
        else:
            transaction.holders.renew(owner_id, task.holder)


@retry_collisions
def _done(store: Store, task: Task) -> None:
    with store.writing() as transaction:
        transaction.outbox.remove(task.id)


@retry_collisions
def _taken(store: Store, now: datetime) -> list[Task]:
    with store.writing() as transaction:
        due = transaction.outbox.take(list(Work), now=now, until=now + _PATIENCE, at_most=_AT_ONCE)
    return [_task_of(each) for each in due]


def _task_of(item: OutboxItem) -> Task:
    kind, number = item.payload.split()
    return Task(item.id, Work(item.kind), Holder(HolderKind(kind), int(number)))
