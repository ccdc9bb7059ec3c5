"""Brings a database to the schema that this program knows.

The schema is the numbered files of `schema/`, in order, in the words of `store.dialect`. A file that was released is
never changed; what changes is added as a new one. The database notes which it has in the table `migration`. What SQL
cannot do is a step in Python that belongs to a number (`store.steps`).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kalends.core.address import folded
from kalends.errors import Fault, Kind
from kalends.store.dialect import SqlDialect
from kalends.store.migration_0010 import separate_dialects
from kalends.store.sql import Executor

TABLE = "CREATE TABLE IF NOT EXISTS migration (number INTEGER NOT NULL PRIMARY KEY, name $text NOT NULL)"
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file of the schema."""

    number: int
    name: str
    sql: str

    def statements(self, dialect: SqlDialect) -> tuple[str, ...]:
        """The statements for one database, one by one: a semicolon stands nowhere else in a schema."""
        parts = (part.strip() for part in _COMMENT.sub("", self.sql).split(";"))
        own = (part.removeprefix(f"$only_{dialect.name} ") for part in parts if part)
        return tuple(part for part in own if not part.startswith("$only_"))


@cache
def migrations() -> tuple[Migration, ...]:
    """Every migration, in order."""
    folder = files("kalends.store").joinpath("schema")
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(
        Migration(int(entry.name[:4]), entry.name, entry.read_text("utf-8"))
        for entry in sorted(found, key=lambda entry: entry.name)
    )


def is_current(execute: Executor) -> bool:
    """Whether a database that has the table `migration` has every migration. Fault UNSUPPORTED where it has more."""
    newest = migrations()[-1].number
    applied = _applied(execute)
    if applied > newest:
        raise Fault(
            Kind.UNSUPPORTED,
            f"The database was written by a newer Kalends (its schema is {applied}, this program knows {newest}):"
            " install that version, or take another database.",
        )
    return applied == newest


def migrate(execute: Executor, dialect: SqlDialect) -> None:
    """Apply what is missing to a database that has the table `migration`, inside the transaction of `execute`."""
    if is_current(execute):
        return
    applied = _applied(execute)
    for migration in migrations():
        if migration.number > applied:
            for statement in migration.statements(dialect):
                execute(statement)
            if step := STEPS.get(migration.number):
                step(execute)
            execute("INSERT INTO migration (number, name) VALUES (?, ?)", migration.number, migration.name)


def _applied(execute: Executor) -> int:
    return int(execute("SELECT coalesce(max(number), 0) FROM migration")[0][0])


def fold_addresses(execute: Executor) -> None:
    """Recompute by which form of its address each account is found.

    Where two accounts come to one form, the older one gets it, and the other keeps the form that it had; `kalends
    doctor` and the start of a server name the two.
    """
    for number, email, stored in execute("SELECT id, email, email_folded FROM account ORDER BY id"):
        form = folded(email)
        if form != stored and not execute("SELECT 1 FROM account WHERE email_folded = ?", form):
            execute("UPDATE account SET email_folded = ? WHERE id = ?", form, number)


STEPS: Mapping[int, Callable[[Executor], None]] = {8: fold_addresses, 10: separate_dialects}
