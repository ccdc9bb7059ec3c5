"""The calls about people and groups. Everyone who is signed in sees them; administrators change groups.

GET /userinfo
GET /users ?like= &space_id= &per_page= &page=
GET /users/:id
200 {"users": [{"id": 7, "email": "…", "name": "…", "updated_at": ms, "href": "…"}]}

GET /groups ?space_id= &per_page= &page=      200
POST /groups                                  201, Location
GET, PUT /groups/:id                          200
DELETE /groups/:id                            204
{"groups": [{"id": 7, "name": "…", "user_ids": [1, 2], "updated_at": ms, "href": "…"}]}
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from kalends.core.objects.words import has_words, search_words, words_of
from kalends.doors.kona.answers import NO_CONTENT, KonaAnswer, created_answer, list_answer, page_of
from kalends.doors.kona.attributes import Attributes, Json, milliseconds
from kalends.doors.kona.call import KonaCall, reads
from kalends.doors.kona.faults import rule_fault
from kalends.errors import Fault, Kind
from kalends.service import calendars
from kalends.service.people import directory, groups
from kalends.service.records import Account, Group, HolderKind
from kalends.service.unit import Unit

GROUPS = "groups"
USERS = "users"
ORGANIZATION = 1
"""The one account, in this dialect an organization, to which everybody of a server belongs."""


@reads
def get_groups(call: KonaCall) -> KonaAnswer:
    """Every group, or those that a space was shared with."""
    space_id, like = call.query.whole("space_id"), call.query.text("like")
    call.query.settle()
    words = search_words(like or "")
    found = tuple(each for each in groups.get_all(call.unit) if has_words(words_of([each.name]), words))
    if space_id is not None:
        holders = [each.principal.holder for each in calendars.get_shares(call.unit, space_id)]
        within = {holder.id for holder in holders if holder.kind is HolderKind.GROUP}
        found = tuple(each for each in found if each.id in within)
    return page_of(call, GROUPS, found, lambda group: _with_members(call, group), kept=("space_id", "like"))


@reads
def get_group(call: KonaCall) -> KonaAnswer:
    """One group."""
    return list_answer(GROUPS, [_with_members(call, groups.get(call.unit, call.id()))])


def post_group(call: KonaCall) -> KonaAnswer:
    """Make a group."""
    sent = call.attributes(GROUPS)
    name, members = _name(sent), sent.wholes("user_ids")
    sent.settle()
    if name is None:
        raise rule_fault("name", "is required")

    def create(inside: KonaCall) -> Group:
        _demand_people(inside.unit, members)
        return groups.create(inside.unit, name, members or ())

    group = call.write(create)
    return created_answer(GROUPS, _group_json(call, group, sorted(set(members or ()))))


def put_group(call: KonaCall) -> KonaAnswer:
    """Change what was sent of a group; `user_ids` are all who are in it from then on."""
    sent, group_id = call.attributes(GROUPS), call.id()
    name, members = _name(sent), sent.wholes("user_ids")
    sent.settle()

    def change(inside: KonaCall) -> tuple[Group, Iterable[Account]]:
        groups.get(inside.unit, group_id)
        _demand_people(inside.unit, members)
        return groups.change(inside.unit, group_id, name=name, members=members)

    group, accounts = call.write(change)
    return list_answer(GROUPS, [_group_json(call, group, [each.id for each in accounts])])


def delete_group(call: KonaCall) -> KonaAnswer:
    """Remove a group, and its rights with it."""
    group_id = call.id()
    call.write(lambda inside: groups.remove(inside.unit, group_id))
    return NO_CONTENT


def _name(sent: Attributes) -> str | None:
    name = sent.text("name")
    if name is not None and not name.strip():
        raise rule_fault("name", "must not be empty")
    return name


def _demand_people(unit: Unit, ids: list[int] | None) -> None:
    wanted = set(ids or ())
    missing = wanted - {each.id for each in directory.get_some(unit, wanted)}
    if missing:
        raise rule_fault("user_ids", f"names nobody: there is no person of the id {min(missing)}")


def _with_members(call: KonaCall, group: Group) -> Json:
    return _group_json(call, group, [each.id for each in groups.get_members(call.unit, group.id)])


def _group_json(call: KonaCall, group: Group, members: list[int]) -> Json:
    """A group. No later change of it is kept than its making."""
    return {
        "id": group.id,
        "name": group.name,
        "updated_at": milliseconds(group.created),
        "user_ids": members,
        "href": f"{call.base}/{GROUPS}/{group.id}",
    }


@reads
def get_userinfo(call: KonaCall) -> KonaAnswer:
    """The caller, with the organization that the server is."""
    user = user_json(call, directory.get_account(call.unit, call.me.account_id))
    return list_answer(USERS, [user | {"current_account": {"id": ORGANIZATION, "name": urlsplit(call.site).hostname}}])


@reads
def get_users(call: KonaCall) -> KonaAnswer:
    """Everybody, or those of a space, whose names or addresses have words that begin so."""
    like, space_id = call.query.text("like"), call.query.whole("space_id")
    call.query.settle()
    accounts = directory.search(call.unit, like or "")
    if space_id is not None:
        within = {each.id for each in calendars.get_members(call.unit, space_id)}
        accounts = tuple(each for each in accounts if each.id in within)
    people = sorted(accounts, key=lambda account: account.id)
    return page_of(call, USERS, people, lambda account: user_json(call, account), kept=("like", "space_id"))


@reads
def get_user(call: KonaCall) -> KonaAnswer:
    """One person."""
    return _user_answer(call, call.id())


def _user_answer(call: KonaCall, account_id: int) -> KonaAnswer:
    return list_answer(USERS, [user_json(call, find_person(call.unit, account_id))])


def find_person(unit: Unit, account_id: int) -> Account:
    """The person of an id. Fault NOT_FOUND, in the words of this door: an account is an organization here."""
    people = directory.get_some(unit, [account_id])
    if not people:
        raise Fault(Kind.NOT_FOUND, "There is no such person.")
    return people[0]


def user_json(call: KonaCall, account: Account) -> Json:
    """A person. No later change of an account is kept than its making."""
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "account_id": ORGANIZATION,
        "picture_thumb": "",
        "updated_at": milliseconds(account.created),
        "href": f"{call.base}/{USERS}/{account.id}",
    }
