"""The addresses at which calendars are subscribed to without signing in.

    <account>.<calendar>.<generation>.<HMAC-SHA256 of these>

A feed is one person's view of one calendar. Nothing of its address is secret but the seal, and that is kept nowhere:
the same address can be told again whenever it is asked for, and a higher generation ends it.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from functools import cached_property

from kalends.service import randomness
from kalends.service.objects.seeing import demand_calendar
from kalends.service.ports import Store
from kalends.service.records import Calendar
from kalends.service.secrets import settled
from kalends.service.unit import Unit

FIRST_GENERATION = 1
_KEPT_UNDER = "feeds"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, and the token that is its address; whoever has that reads the calendar as its person does."""

    calendar: Calendar
    token: str = field(repr=False)


class Feeds:
    """The verbs about feeds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, unit: Unit, calendar_id: int) -> Feed:
        """The caller's feed of a calendar. Fault NOT_FOUND."""
        calendar = demand_calendar(unit, calendar_id)
        claim = f"{unit.by}.{calendar.id}.{FIRST_GENERATION}"
        seal = hmac.digest(self._secret, claim.encode("ascii"), "sha256")
        return Feed(calendar, f"{claim}.{urlsafe_b64encode(seal).rstrip(b'=').decode('ascii')}")

    @cached_property
    def _secret(self) -> bytes:
        return bytes.fromhex(settled(self._store, _KEPT_UNDER, lambda: randomness.hexadecimal(32)))
