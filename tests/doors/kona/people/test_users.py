"""People: who is shown, to whom, and how they are looked for."""

import pytest
from tests.doors.kona.street import BOTH, Street

from kalends.__main__ import ProgramRoot
from kalends.service.records import EVERYONE, Grant, Holder, HolderKind, Level, Scope

pytestmark = BOTH


def names(found: list[dict]) -> list[str]:
    return [each["name"] for each in found]


def test_the_caller(street: Street) -> None:
    [me] = street.things("bert", "GET", "/userinfo")
    href = f"http://localhost:8080/users/{street.id('bert')}"
    assert isinstance(me.pop("updated_at"), int)
    assert me.pop("current_account") == {"id": 1, "name": "localhost"}
    known = {"id": street.id("bert"), "email": "bert@example.org", "name": "Bert", "href": href}
    assert me == known | {"account_id": 1, "picture_thumb": ""}
    assert street.things("anna", "GET", f"/users/{street.id('bert')}")[0]["email"] == "bert@example.org"


@pytest.mark.parametrize("base", ["", "/api", "/kona", "/kona/api"])
def test_addresses_lead_to_where_one_came(street: Street, base: str) -> None:
    [me] = street.things("anna", "GET", f"{base}/userinfo")
    assert me["href"] == f"http://localhost:8080{base}/users/{me['id']}"
    del me["current_account"]  # of the caller alone
    assert street.things("anna", "GET", me["href"].removeprefix("http://localhost:8080")) == [me]
    assert street.things("anna", "GET", f"{base}/users/", query="like=anna") == [me]


@pytest.mark.parametrize(
    ("like", "found"),
    [("be", ["Bert"]), ("BERT", ["Bert"]), ("bert%40example.org", ["Bert"]), ("ert", []), ("xyz", []), ("%25", None)],
)
def test_people_are_looked_for_by_words(street: Street, like: str, found: list[str] | None) -> None:
    told = names(street.things("anna", "GET", "/users", query=f"like={like}"))
    assert told == (names(street.things("anna", "GET", "/users")) if found is None else found)


def test_pages(street: Street) -> None:
    everybody = names(street.things("anna", "GET", "/users"))
    assert set(everybody) >= {"Anna", "Bert", "Gwen", "Administrator"}
    seen: list[str] = []
    query = "per_page=3&like="
    while query:
        answer = street.ask("anna", "GET", "/users", query=query)
        assert answer.headers["x-total-count"] == str(len(everybody))
        seen += names(answer.json["users"])
        links = dict(reversed(each.split("; rel=")) for each in answer.headers.get("link", "").split(", ") if each)
        query = links.get('"next"', "<?>").partition("?")[2].rstrip(">")
    assert seen == everybody
    assert street.things("anna", "GET", "/users", query="page=9") == []
    assert len(street.things("anna", "GET", "/users", {"per_page": 2, "page": 2})) == 2


@pytest.mark.parametrize(
    "query", ["per_page=0", "per_page=-1", "per_page=1000000000", "page=0", "page=x", "space_id=x"]
)
def test_pages_that_cannot_be(street: Street, query: str) -> None:
    assert street.refused("anna", "GET", "/users", query=query) == (400, "bad_request")


def test_the_people_of_a_space(street: Street) -> None:
    space = street.space("anna", bert=Level.FULL, cleo=Level.READ, dora=Level.BUSY)
    query = f"space_id={space}"
    for who in ("anna", "bert", "cleo", "gwen"):
        assert names(street.things(who, "GET", "/users", query=query)) == ["Anna", "Bert", "Cleo"]
    assert street.refused("dora", "GET", "/users", query=query) == (403, "render_forbidden")
    assert street.refused("emil", "GET", "/users", query=query) == (404, "not_found")
    assert names(street.things("anna", "GET", "/users", query=query + "&like=c")) == ["Cleo"]
    [group] = street.things("gwen", "POST", "/groups", {"name": "Choir", "user_ids": [street.id("emil")]})
    street.share("anna", space, Grant(Holder(HolderKind.GROUP, group["id"]), Level.READ))
    assert names(street.things("emil", "GET", "/users", query=query)) == ["Anna", "Bert", "Cleo", "Emil"]
    street.share("anna", space, Grant(EVERYONE, Level.READ))
    assert street.things("emil", "GET", "/users", query=query) == street.things("emil", "GET", "/users")


def test_nobody(street: Street) -> None:
    for path in ("/users/999999", "/users/0", "/users/x", "/users/99999999999", "/users/-1"):
        assert street.refused("anna", "GET", path) == (404, "not_found")
    assert street.refused("", "GET", "/userinfo") == (401, "unauthenticated")


def test_a_key_that_only_generates_sees_nobody(street: Street) -> None:
    with street.house.service() as service:
        made = service.people.keys.add("anna@example.org", label="g", scope=Scope.GENERATE, now=ProgramRoot().now())
    street.keys["anna"] = made.secret
    for path in ("/userinfo", "/users", "/groups", "/spaces"):
        assert street.refused("anna", "GET", path) == (403, "render_forbidden")
