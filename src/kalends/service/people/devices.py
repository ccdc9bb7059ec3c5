"""Devices: what a browser keeps after signing in, so that the wrong passwords of others do not keep its person out.

    kd.<account>.<seconds since 1970>.<random>.<HMAC-SHA256>

A mark opens nothing. It sets one count of the throttle aside, that of wrong passwords from anywhere, for the account
that it names; a new password ends it. The random part tells devices apart: each has a count of its own.
"""

import re
from contextlib import suppress
from datetime import datetime, timedelta

from kalends.service import randomness
from kalends.service.access import Caller
from kalends.service.people.seals import Seals
from kalends.service.ports import Outage, Store

LIFETIME = timedelta(days=30)

_SHAPE = re.compile(r"kd\.([1-9][0-9]{0,9})\.([0-9]{1,11})\.([0-9a-f]{32})\.[0-9a-f]{64}")


class Devices:
    """The marks of devices."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seals = Seals(store, "devices")

    def mark(self, me: Caller, *, now: datetime) -> str:
        """A mark for a device at which the caller has just signed in with a password.

        "" where nothing can be written, and no secret was made before: that is no reason to refuse the caller.
        """
        head = f"kd.{me.account_id}.{int((now + LIFETIME).timestamp())}.{randomness.hexadecimal(16)}"
        with self._store.reading() as transaction:
            password_hash = transaction.accounts.password_hash(me.account_id)
        with suppress(Outage):
            return f"{head}.{self._seals.of_account(head, password_hash)}"
        return ""

    def device_of(self, mark: str, account_id: int, password_hash: str, *, now: datetime) -> str:
        """What tells the device of a mark from others; "" where it is no mark of this account, or has ended."""
        shape = _SHAPE.fullmatch(mark)
        if shape is None or int(shape[1]) != account_id or int(shape[2]) <= now.timestamp():
            return ""
        return shape[3] if self._seals.holds(mark, password_hash) else ""
