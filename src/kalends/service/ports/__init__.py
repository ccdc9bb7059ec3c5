"""What the verbs ask of a store and of a password hasher.

The docstrings are the contract; `tests/contracts/` holds every store to it. Common to all stores:

- Everything happens inside a transaction, and is seen by others wholly or not at all. An exception that leaves
  the `with` block undoes it.
- Times are aware datetimes in UTC, kept to the microsecond.
- Texts hold neither lone surrogates nor NUL: the verbs refuse them before a store sees them.
- Ids are given from 1 on, and never twice, not even after a removal; columns hold 64 bits. What is asked for by an
  integer that can be no id is not found.
- Texts are compared and ordered by code point.
- A store that cannot answer now raises Fault BUSY; where somebody has to see to it first, that is an `Outage`.
"""

from kalends.service.ports.calendars import Alerts, Calendars, Grants, Holders
from kalends.service.ports.oauth import Clients, Consents
from kalends.service.ports.objects import Events, History, ObjectBatch, ObjectProperties, Objects, Orphans, TextTooLong
from kalends.service.ports.people import Accounts, Directory, Groups, Keys, Networks
from kalends.service.ports.server import Counters, Files, Hasher, Notes, Outbox, Secrets
from kalends.service.ports.store import Collision, Outage, Store, Transaction

__all__ = [
    "Accounts",
    "Alerts",
    "Calendars",
    "Clients",
    "Collision",
    "Consents",
    "Counters",
    "Directory",
    "Events",
    "Files",
    "Grants",
    "Groups",
    "Hasher",
    "History",
    "Holders",
    "Keys",
    "Networks",
    "Notes",
    "ObjectBatch",
    "ObjectProperties",
    "Objects",
    "Orphans",
    "Outage",
    "Outbox",
    "Secrets",
    "Store",
    "TextTooLong",
    "Transaction",
]
