"""The calls about groups.

GET /groups ?space_id= &per_page= &page=      200
POST /groups                                  201, Location
GET, PUT /groups/:id                          200
DELETE /groups/:id                            204
{"groups": [{"id": 7, "name": "…", "user_ids": [1, 2], "updated_at": ms, "href": "…"}]}
"""

from collections.abc import Iterable

from kalends.doors.kona.call import KonaCall, reads
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.answers import NOTHING, Answer, made, shown
from kalends.doors.kona.wire.attributes import Attributes, Json
from kalends.doors.kona.wire.pages import page_of
from kalends.doors.kona.wire.times import millis
from kalends.service import calendars
from kalends.service.people import directory, groups
from kalends.service.records import Account, Group, HolderKind
from kalends.service.unit import Unit

PLURAL = "groups"


@reads
def get_groups(call: KonaCall) -> Answer:
    """Every group, or those that a space was shared with."""
    space_id = call.query.whole("space_id")
    call.query.settle()
    found = groups.get_all(call.unit)
    if space_id is not None:
        holders = [each.principal.holder for each in calendars.get_shares(call.unit, space_id)]
        within = {holder.id for holder in holders if holder.kind is HolderKind.GROUP}
        found = tuple(each for each in found if each.id in within)
    return page_of(call, PLURAL, found, lambda group: _with_members(call, group), kept=("space_id",))


@reads
def get_group(call: KonaCall) -> Answer:
    """One group."""
    return shown(PLURAL, [_with_members(call, groups.get(call.unit, call.id()))])


def post_group(call: KonaCall) -> Answer:
    """Make a group."""
    sent = call.sent(PLURAL)
    name, members = _name(sent), sent.wholes("user_ids")
    sent.settle()
    if name is None:
        raise against_rule("name", "is required")

    def create(inside: KonaCall) -> Group:
        _demand_people(inside.unit, members)
        return groups.create(inside.unit, name, members or ())

    group = call.write(create)
    return made(PLURAL, _group_json(call, group, sorted(set(members or ()))))


def put_group(call: KonaCall) -> Answer:
    """Change what was sent of a group; `user_ids` are all who are in it from then on."""
    sent, group_id = call.sent(PLURAL), call.id()
    name, members = _name(sent), sent.wholes("user_ids")
    sent.settle()

    def change(inside: KonaCall) -> tuple[Group, Iterable[Account]]:
        groups.get(inside.unit, group_id)
        _demand_people(inside.unit, members)
        return groups.change(inside.unit, group_id, name=name, members=members)

    group, accounts = call.write(change)
    return shown(PLURAL, [_group_json(call, group, [each.id for each in accounts])])


def delete_group(call: KonaCall) -> Answer:
    """Remove a group, and with it what it was attributes."""
    group_id = call.id()
    call.write(lambda inside: groups.remove(inside.unit, group_id))
    return NOTHING


def _name(sent: Attributes) -> str | None:
    name = sent.text("name")
    if name is not None and not name.strip():
        raise against_rule("name", "must not be empty")
    return name


def _demand_people(unit: Unit, ids: list[int] | None) -> None:
    wanted = set(ids or ())
    if len(directory.get_some(unit, wanted)) < len(wanted):
        raise against_rule("user_ids", "names somebody who is not there")


def _with_members(call: KonaCall, group: Group) -> Json:
    return _group_json(call, group, [each.id for each in groups.get_members(call.unit, group.id)])


def _group_json(call: KonaCall, group: Group, members: list[int]) -> Json:
    """A group. No later change of it is kept than its making."""
    return {
        "id": group.id,
        "name": group.name,
        "updated_at": millis(group.created),
        "user_ids": members,
        "href": f"{call.base}/{PLURAL}/{group.id}",
    }
