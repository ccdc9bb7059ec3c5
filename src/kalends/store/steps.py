"""What a migration does that SQL cannot: steps in Python, each after the statements of its number.

A step runs in the transaction of its migration, wherever that runs: when a store is opened, and on a backup of an
older schema that is put back. It is done once, and like its file it is never changed after a release.
"""

from collections.abc import Callable, Mapping

from kalends.core.address import folded
from kalends.store.migration_0010 import separate_dialects
from kalends.store.sql import Executor


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
