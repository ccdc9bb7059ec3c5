"""Migrations: bring a database to the schema of this program.

The schema is the numbered files of `schema/`, applied in order and written in the words of `store.dialect`. A released
file is never changed; a change is a new file. The table `migration` records which ones a database has. What SQL cannot
do is a Python step with the number of its file (`STEPS`); it runs after the statements, in the same transaction, both
when a store is opened and when a backup of an older schema is restored. A released step is never changed either.
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
    """A numbered file of the schema."""

    number: int
    name: str
    sql: str

    def statements(self, dialect: SqlDialect) -> tuple[str, ...]:
        """The statements for one database. A semicolon occurs nowhere else in a schema file."""
        parts = (part.strip() for part in _COMMENT.sub("", self.sql).split(";"))
        own = (part.removeprefix(f"$only_{dialect.name} ") for part in parts if part)
        return tuple(part for part in own if not part.startswith("$only_"))


@cache
def migrations() -> tuple[Migration, ...]:
    """All migrations, in order."""
    folder = files("kalends.store").joinpath("schema")
    found = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple(
        Migration(int(entry.name[:4]), entry.name, entry.read_text("utf-8"))
        for entry in sorted(found, key=lambda entry: entry.name)
    )


def is_current(execute: Executor) -> bool:
    """Whether all migrations were applied to a database that has the table `migration`. Fault UNSUPPORTED for more."""
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
    """Apply the missing migrations to a database that has the table `migration`, in the transaction of `execute`."""
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
    """Recompute the folded address by which each account is found.

    Where two accounts get the same folded address, the older one takes it and the other keeps its previous one;
    `kalends doctor` and the log at the start of a server name both.
    """
    for number, email, stored in execute("SELECT id, email, email_folded FROM account ORDER BY id"):
        form = folded(email)
        if form != stored and not execute("SELECT 1 FROM account WHERE email_folded = ?", form):
            execute("UPDATE account SET email_folded = ? WHERE id = ?", form, number)


STEPS: Mapping[int, Callable[[Executor], None]] = {8: fold_addresses, 10: separate_dialects}
