"""`kalends oauth`."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from kalends.__main__ import ProgramRoot
from kalends.service.access import caller_of
from kalends.service.people.oauth import Asking, NewClient
from kalends.service.people.proof import proof_of

BACK = "https://app.example/back"
GWEN = "gwen@example.org"


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


def test_an_application_may_send_its_parameters_in_the_query(run) -> None:
    assert run("oauth", "add-client", "Planner", "--redirect", BACK, "--in-query").exit_code == 0
    assert listed(run)[0]["parameters"] == "query or body"
    answer = run("oauth", "add-client", "Phone", "--redirect", BACK, "--in-query", "--public")
    assert answer.exit_code != 0
    assert "in the body" in answer.stderr
    assert len(listed(run)) == 1


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


def allow(data: Path, *names: str) -> list[str]:
    """Let Gwen allow applications something; their client ids."""
    found, now = [], ProgramRoot().now()
    with ProgramRoot().service(data, make=False) as service:
        gwen = replace(caller_of(service.people.find(GWEN), None), proof=proof_of(""))
        for name in names:
            made = service.oauth.applications.add(gwen, NewClient(name, (BACK,)), now=now)
            asked = service.oauth.granting.asked(made.client, Asking("code", BACK, "read", "", ""))
            service.oauth.granting.allow(gwen, asked, now=now)
            found.append(made.client.client_id)
    return found


def test_what_a_person_allowed_is_listed_and_ended(run, data: Path) -> None:
    assert run("oauth", "consents", GWEN).stdout == "The account has allowed no application anything.\n"
    shop, phone = allow(data, "Shop", "Phone")
    listed = json.loads(run("oauth", "consents", GWEN, "--json").stdout)
    told = [{name: each[name] for name in ("client_id", "name", "scope")} for each in listed]
    assert told == [
        {"client_id": shop, "name": "Shop", "scope": "read"},
        {"client_id": phone, "name": "Phone", "scope": "read"},
    ]
    ended = run("oauth", "withdraw", GWEN, shop)
    assert ended.stdout == f'The application "Shop" is allowed nothing by {GWEN} any more.\n'
    assert "Shop" not in run("oauth", "consents", GWEN).stdout
    assert run("oauth", "withdraw", GWEN, shop).exit_code != 0
    assert run("oauth", "withdraw", GWEN, text="n\n").exit_code != 0
    assert "Phone" in run("oauth", "consents", GWEN).stdout
    assert '"Phone"' in run("oauth", "withdraw", GWEN, "--yes").stdout
    assert run("oauth", "withdraw", GWEN, "--yes").stdout == "The account had allowed no application anything.\n"


@pytest.mark.parametrize("command", [("consents",), ("withdraw", "--yes")])
def test_nobody_of_that_address_has_allowed_anything(run, command: tuple[str, ...]) -> None:
    answer = run("oauth", command[0], "emil@example.org", *command[1:])
    assert answer.exit_code != 0
    assert "account" in answer.stderr
