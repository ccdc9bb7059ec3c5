"""All the verbs in one value, which every door receives."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from kalends.service import unit
from kalends.service.access import Caller
from kalends.service.feeds import Feeds
from kalends.service.files import Files
from kalends.service.limits import DEFAULT_LIMITS, Limits
from kalends.service.people import People
from kalends.service.people.oauth import OAuth
from kalends.service.people.passwords import ArgonHasher
from kalends.service.ports import Store
from kalends.service.quota import Quota
from kalends.service.transfer import Transfer
from kalends.service.upkeep import Upkeep
from kalends.service.upkeep.tidy import Tidy

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Service:
    """The verbs, by what they are about."""

    people: People
    oauth: OAuth
    transfer: Transfer
    upkeep: Upkeep
    tidy: Tidy
    quota: Quota
    files: Files
    limits: Limits
    store: Store
    feeds: Feeds

    @classmethod
    def of(cls, store: Store, *, limits: Limits = DEFAULT_LIMITS) -> "Service":
        """The verbs upon a store."""
        return cls(
            people=People(store, hasher=ArgonHasher()),
            oauth=OAuth.of(store),
            transfer=Transfer(store, limits),
            upkeep=Upkeep(store),
            tidy=Tidy(store, limits),
            quota=Quota(store),
            files=Files(store, limits),
            limits=limits,
            store=store,
            feeds=Feeds(store),
        )

    def read(self, caller: Caller) -> AbstractContextManager[unit.Unit]:
        """A unit that sees one state of the store; see `service.unit`. Fault FORBIDDEN for a key without the scope."""
        return unit.read(self.store, caller, self.limits)

    def write(
        self, caller: Caller, now: datetime, work: Callable[[unit.Unit], Result], *, dry_run: bool = False
    ) -> Result:
        """Do `work` in one write transaction, again where that is needed; see `service.unit.write`."""
        return unit.write(self.store, caller, self.limits, now, work, dry_run=dry_run)
