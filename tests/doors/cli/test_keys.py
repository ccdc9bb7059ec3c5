"""`kalends key`."""

import json
import re

import pytest

from kalends.doors.cli import options
from kalends.service.records import DEFAULT_LABEL, Scope

ANNA = "anna@example.org"


@pytest.fixture(autouse=True)
def account(run) -> None:
    assert run("user", "add", ANNA).exit_code == 0


def listed(run) -> list[dict]:
    return json.loads(run("key", "list", ANNA, "--json").stdout)


def test_what_can_be_typed_is_what_the_verbs_know() -> None:
    assert [each.value for each in options.ScopeName] == [each.value for each in Scope]
    assert options.DEFAULT_LABEL == DEFAULT_LABEL


def test_the_key_stands_alone_on_standard_output(run) -> None:
    answer = run("key", "add", ANNA)
    assert answer.exit_code == 0
    assert re.fullmatch(r"[A-Za-z0-9]{48}\n", answer.stdout)
    assert answer.stderr == ""


def test_label_and_scope(run) -> None:
    run("key", "add", ANNA, "--label", "phone", "--scope", "READ")
    [key] = listed(run)
    assert (key["id"], key["label"], key["scope"], key["last_used"], key["revoked"]) == (1, "phone", "read", None, None)


def test_a_scope_that_is_none(run) -> None:
    answer = run("key", "add", ANNA, "--scope", "everything")
    assert answer.exit_code == 2
    for word in ("generate", "read", "full"):
        assert word in answer.stderr
    assert listed(run) == []


def test_a_label_is_used_once(run) -> None:
    run("key", "add", ANNA)
    answer = run("key", "add", ANNA)
    assert (answer.exit_code, answer.stdout) == (4, "")
    assert '"default"' in answer.stderr
    assert len(listed(run)) == 1


def test_reset_prints_another_key(run) -> None:
    first = run("key", "add", ANNA, "--label", "phone", "--scope", "generate").stdout
    second = run("key", "reset", ANNA, "--label", "phone")
    assert second.exit_code == 0
    assert re.fullmatch(r"[A-Za-z0-9]{48}\n", second.stdout)
    assert second.stdout != first
    keys = [(key["label"], key["scope"], key["revoked"] is None) for key in listed(run)]
    assert keys == [("phone", "generate", False), ("phone", "generate", True)]


@pytest.mark.parametrize("options", [["--label", "phone"], ["--id", "1"]])
def test_revoke(run, options: list[str]) -> None:
    run("key", "add", ANNA, "--label", "phone")
    run("key", "add", ANNA)
    answer = run("key", "revoke", ANNA, *options)
    assert (answer.exit_code, answer.stdout) == (0, 'Revoked the key "phone" (id 1).\n')
    assert [key["revoked"] is None for key in listed(run)] == [False, True]
    assert run("key", "revoke", ANNA, *options).exit_code == 3


def test_revoke_takes_the_default_label(run) -> None:
    run("key", "add", ANNA)
    assert run("key", "revoke", ANNA).exit_code == 0
    assert run("key", "revoke", ANNA).exit_code == 3


def test_revoke_wants_one_name_of_the_key(run) -> None:
    run("key", "add", ANNA)
    assert run("key", "revoke", ANNA, "--label", "default", "--id", "1").exit_code == 2
    assert listed(run)[0]["revoked"] is None


@pytest.mark.parametrize("key_id", ["0", "-1", "99999999999999999999"])
def test_an_id_that_is_none(run, key_id: str) -> None:
    assert run("key", "revoke", ANNA, "--id", key_id).exit_code == 3


@pytest.mark.parametrize("command", ["add", "list", "reset", "revoke"])
def test_an_account_that_is_none(run, command: str) -> None:
    answer = run("key", command, "nobody@example.org")
    assert (answer.exit_code, answer.stdout) == (3, "")
    assert "nobody@example.org" in answer.stderr


def test_a_table_for_people(run) -> None:
    assert "no key" in run("key", "list", ANNA).stdout
    run("key", "add", ANNA, "--label", "[bold]phone")
    assert "[bold]phone" in run("key", "list", ANNA).stdout
