"""Raising the access epoch or the generation of calendars: what is seen there may be different from now on."""

from datetime import datetime

from kalends.store.sql import Executor, to_microseconds


def renew_all(execute: Executor, now: datetime) -> None:
    """Give every calendar a new generation, in a database that was put back as it was before."""
    moment = to_microseconds(now)
    for (owner_id,) in execute("SELECT id FROM account ORDER BY id"):
        execute(
            "UPDATE calendar SET generation = CASE WHEN generation < ? THEN ? ELSE generation + 1 END"
            " WHERE owner_id = ?",
            moment,
            moment,
            owner_id,
        )


def raise_epochs(execute: Executor, owner_id: int, ids: list[int]) -> None:
    """Raise those of these calendars of one owner."""
    # Locked in the order of the ids, as everywhere, so that two that do it do not wait for each other for ever.
    execute("SELECT id FROM calendar WHERE owner_id = ? AND id $among ORDER BY id $lock", owner_id, ids)
    raise_epoch(execute, owner_id, ids)


def raise_epoch(execute: Executor, owner_id: int, ids: list[int]) -> None:
    """Raise those of these calendars of one owner, which are locked."""
    execute("UPDATE calendar SET access_epoch = access_epoch + 1 WHERE owner_id = ? AND id $among", owner_id, ids)
