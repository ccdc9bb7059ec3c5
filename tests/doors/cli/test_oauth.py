"""`kalends oauth`."""

import json
import re

import pytest

BACK = "https://app.example/back"


@pytest.fixture(autouse=True)
def administrator(run) -> None:
    assert run("user", "add", "gwen@example.org", "--admin").exit_code == 0


def listed(run) -> list[dict]:
    return json.loads(run("oauth", "list-clients", "--json").stdout)


def test_an_application_is_added_listed_and_removed(run) -> None:
    answer = run("oauth", "add-client", "Shop", "--redirect", BACK, "--redirect", f"{BACK}/2", "--scope", "read")
    assert answer.exit_code == 0, answer.stderr
    found = re.fullmatch(r"client_id      ([A-Za-z0-9]{24})\nclient_secret  ([A-Za-z0-9]{48})\n", answer.stdout)
    assert found
    [client] = listed(run)
    assert {name: client[name] for name in ("client_id", "name", "kind", "scope", "redirects")} == {
        "client_id": found[1],
        "name": "Shop",
        "kind": "confidential",
        "scope": "read",
        "redirects": f"{BACK} {BACK}/2",
    }
    assert found[2] not in run("oauth", "list-clients").stdout
    assert run("oauth", "remove-client", found[1], "--yes").stdout == 'Removed the application "Shop".\n'
    assert listed(run) == []


def test_a_public_application_has_no_secret(run) -> None:
    answer = run("oauth", "add-client", "Phone", "--redirect", BACK, "--public", "--json")
    [made] = json.loads(answer.stdout)
    assert list(made) == ["client_id"]
    assert listed(run)[0]["kind"] == "public"


@pytest.mark.parametrize("redirect", ["http://app.example/", "https://app.example/#x", "javascript:alert(1)"])
def test_a_redirect_that_may_not_be(run, redirect: str) -> None:
    answer = run("oauth", "add-client", "Shop", "--redirect", redirect)
    assert answer.exit_code != 0
    assert "redirect URI" in answer.stderr
    assert listed(run) == []


def test_a_redirect_has_to_be_named(run) -> None:
    assert run("oauth", "add-client", "Shop").exit_code == 2


def test_removing_asks_first(run) -> None:
    client_id = run("oauth", "add-client", "Shop", "--redirect", BACK).stdout.split()[1]
    assert run("oauth", "remove-client", client_id, text="n\n").exit_code != 0
    assert len(listed(run)) == 1
    assert run("oauth", "remove-client", "unknown", "--yes").exit_code != 0
