"""All tables on one connection."""

from kalends.store.calendars.calendars import CalendarTable
from kalends.store.calendars.grants import GrantTable
from kalends.store.calendars.views import AlertTable
from kalends.store.holders import HolderTable
from kalends.store.objects.events import EventTable
from kalends.store.objects.history import HistoryTable
from kalends.store.objects.objects import ObjectTable
from kalends.store.objects.orphans import OrphanTable
from kalends.store.objects.properties import PropertyTable
from kalends.store.owners import OwnerCaches, OwnerDirectory
from kalends.store.people.accounts import AccountTable
from kalends.store.people.groups import DirectoryTable, GroupTable
from kalends.store.people.keys import KeyTable, NetworkTable
from kalends.store.people.oauth import ClientTable, ConsentTable
from kalends.store.server import CounterTable, FileTable, NoteTable, OutboxTable, SecretTable
from kalends.store.sql import NAMED_LOCK, Executor


class Tables:
    """Implements `service.ports.Transaction`; one for each connection, reused by its transactions."""

    __slots__ = (
        "_execute",
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
        "orphans",
        "outbox",
        "properties",
        "secrets",
    )

    def __init__(self, execute: Executor, caches: OwnerCaches) -> None:
        self._execute = execute
        calendar_owners = OwnerDirectory(execute, caches.calendars, "calendar")
        object_owners = OwnerDirectory(execute, caches.objects, "object")
        self.accounts = AccountTable(execute)
        self.groups = GroupTable(execute)
        self.directory = DirectoryTable(execute)
        self.keys = KeyTable(execute)
        self.networks = NetworkTable(execute)
        self.clients = ClientTable(execute)
        self.consents = ConsentTable(execute)
        self.calendars = CalendarTable(execute, calendar_owners)
        self.grants = GrantTable(execute)
        self.holders = HolderTable(execute)
        self.objects = ObjectTable(execute, object_owners)
        self.alerts = AlertTable(execute)
        self.events = EventTable(execute)
        self.history = HistoryTable(execute, object_owners)
        self.properties = PropertyTable(execute)
        self.orphans = OrphanTable(execute)
        self.outbox = OutboxTable(execute)
        self.counters = CounterTable(execute)
        self.files = FileTable(execute)
        self.secrets = SecretTable(execute)
        self.notes = NoteTable(execute)

    def lock_named(self, subject: str) -> None:
        """Take a named lock until this transaction ends."""
        self._execute(f"{NAMED_LOCK} RETURNING subject", subject)
