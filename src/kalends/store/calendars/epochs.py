"""Raising the access epoch or the generation of calendars: what is seen there may be different from now on."""

from datetime import datetime

from kalends.service.records import Holder
from kalends.store.rows import Ask, micros


def renew_all(ask: Ask, now: datetime) -> None:
    """Give every calendar a new generation, in a database that was put back as it was before."""
    moment = micros(now)
    ask("UPDATE calendar SET generation = CASE WHEN generation < ? THEN ? ELSE generation + 1 END", moment, moment)


def raise_epochs(ask: Ask, ids: list[int]) -> None:
    """Raise those of these calendars."""
    # Locked in the order of the ids, as everywhere, so that two that do it do not wait for each other for ever.
    ask("SELECT id FROM calendar WHERE id $among ORDER BY id $lock", ids)
    ask("UPDATE calendar SET access_epoch = access_epoch + 1 WHERE id $among", ids)


def raise_epochs_of_holder(ask: Ask, holder: Holder) -> None:
    """Raise those of every calendar on which, or on an object of which, somebody holds a grant."""
    rows = ask(
        "SELECT DISTINCT calendar_id FROM calendar_grant WHERE holder_kind = ? AND holder_id = ?",
        holder.kind.value,
        holder.id,
    )
    raise_epochs(ask, [row[0] for row in rows])
