"""How much of something a caller may use in a while; exact across all processes that share a store."""

from datetime import datetime
from hashlib import sha256

from kalends.service.ports import Outage, Store
from kalends.service.records import WindowCount

# More than one row can become old for one that is written, so that the table shrinks by itself.
PURGED_AT_ONCE = 8


class Quota:
    """Windows that open with the first use and end a fixed time later."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def spend(self, subject: str, *, limit: int, seconds: int, now: datetime) -> int | None:
        """Use one of `limit` in `seconds`: None where that was allowed, else how many seconds to wait.

        What is refused writes nothing, so that a caller who asks too often costs little. While the store takes no
        writes nothing is counted.
        """
        counter = subject_of("quota", subject)
        with self._store.reading() as transaction:
            spent = transaction.counters.spent(counter, now=now)
        if spent.count >= limit:
            return wait_for(spent, now)
        try:
            with self._store.writing() as transaction:
                spent = transaction.counters.spend(counter, seconds=seconds, now=now)
                if spent.count == 1:
                    transaction.counters.purge(now=now, at_most=PURGED_AT_ONCE)
        except Outage:
            # nothing can be counted, so nothing can be written either: what is there can still be read
            return None
        return wait_for(spent, now) if spent.count > limit else None


def subject_of(*parts: str) -> str:
    """The name of a counter: as short for a long subject, and it tells nobody who it is about."""
    text = "\0".join(parts)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def wait_for(spent: WindowCount, now: datetime) -> int:
    """Whole seconds until a window ends, at least 1."""
    return max(1, -int((now - spent.ends).total_seconds() // 1))
