"""All the tables, upon one connection."""

from kalends.store.calendars.alerts import AlertTable
from kalends.store.calendars.calendars import CalendarTable
from kalends.store.calendars.grants import GrantTable
from kalends.store.holders import HolderTable
from kalends.store.latch import LATCH
from kalends.store.objects.events import EventTable
from kalends.store.objects.history import HistoryTable
from kalends.store.objects.objects import ObjectTable
from kalends.store.objects.orphans import RemainTable
from kalends.store.objects.properties import PropertyTable
from kalends.store.owners import OwnerCaches, OwnerDirectory
from kalends.store.people.accounts import AccountTable
from kalends.store.people.directory import DirectoryTable
from kalends.store.people.groups import GroupTable
from kalends.store.people.keys import KeyTable
from kalends.store.people.networks import NetworkTable
from kalends.store.people.oauth import ClientTable, ConsentTable
from kalends.store.server.counters import CounterTable
from kalends.store.server.files import FileTable, SecretTable
from kalends.store.server.notes import NoteTable
from kalends.store.server.outbox import OutboxTable
from kalends.store.sql import Ask


class Tables:
    """Implements `service.ports.Transaction`; lives as long as its connection."""

    __slots__ = (
        "_ask",
        "accounts",
        "alerts",
        "calendars",
        "clients",
        "consents",
        "counters",
        "directory",
        "events",
        "files",
        "grants",
        "groups",
        "history",
        "holders",
        "keys",
        "networks",
        "notes",
        "objects",
        "outbox",
        "properties",
        "remains",
        "secrets",
    )

    def __init__(self, ask: Ask, caches: OwnerCaches) -> None:
        self._ask = ask
        calendar_owners = OwnerDirectory(ask, caches.calendars, "calendar")
        object_owners = OwnerDirectory(ask, caches.objects, "object")
        self.accounts = AccountTable(ask)
        self.groups = GroupTable(ask)
        self.directory = DirectoryTable(ask)
        self.keys = KeyTable(ask)
        self.networks = NetworkTable(ask)
        self.clients = ClientTable(ask)
        self.consents = ConsentTable(ask)
        self.calendars = CalendarTable(ask, calendar_owners)
        self.grants = GrantTable(ask)
        self.holders = HolderTable(ask)
        self.objects = ObjectTable(ask, object_owners)
        self.alerts = AlertTable(ask)
        self.events = EventTable(ask)
        self.history = HistoryTable(ask, object_owners)
        self.properties = PropertyTable(ask)
        self.remains = RemainTable(ask)
        self.outbox = OutboxTable(ask)
        self.counters = CounterTable(ask)
        self.files = FileTable(ask)
        self.secrets = SecretTable(ask)
        self.notes = NoteTable(ask)

    def lock_named(self, subject: str) -> None:
        """Lock the row of a subject, or wait for it."""
        self._ask(f"{LATCH} RETURNING subject", subject)
