"""The check of statements itself."""

import pytest
from tests.owned import unowned


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM calendar WHERE id = ?",
        "UPDATE calendar SET owner_id = ? WHERE id = ?",
        "SELECT owner_id FROM object WHERE id = ? UNION ALL SELECT id FROM account WHERE owner_id = ?",
        "DELETE FROM object WHERE owner_id = ? AND id IN (SELECT object_id FROM former_version WHERE ended < ?)",
        "INSERT INTO object (id, words) VALUES (?, ?)",
        "INSERT INTO object (owner_id, id) SELECT owner_id, id FROM object WHERE id = ?",
        "SELECT 1 FROM object_owner JOIN object ON object.id = object_owner.object_id WHERE object_id = ?",
    ],
)
def test_a_statement_that_names_no_owner_is_found(sql: str) -> None:
    assert unowned(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM calendar WHERE owner_id = ? AND id $among",
        "SELECT 1 FROM object WHERE (owner_id, id) IN (SELECT owner_id, id FROM object WHERE owner_id $among)",
        "INSERT INTO object (owner_id, id) SELECT owner_id, ? FROM calendar WHERE owner_id = ?",
        "SELECT 1 FROM object_owner JOIN object ON object.owner_id = object_owner.owner_id WHERE object_id = ?",
        "SELECT owner_id FROM object_owner WHERE object_id = ?",
        "SELECT 1 FROM account WHERE id = ?",
    ],
)
def test_a_statement_that_names_it_is_let_pass(sql: str) -> None:
    assert unowned(sql) == []
