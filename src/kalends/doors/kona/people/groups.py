"""The calls about groups."""

from kalends.doors.kona.call import Call, reads
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.answers import NOTHING, Answer, made, shown
from kalends.doors.kona.wire.body import Json
from kalends.doors.kona.wire.given import Given
from kalends.doors.kona.wire.lists import page_of
from kalends.doors.kona.wire.moments import millis
from kalends.service.records import Group, HolderKind

PLURAL = "groups"


@reads
def get_groups(call: Call) -> Answer:
    """Every group, or those that a space was shared with."""
    space_id = call.query.whole("space_id")
    call.query.settle()
    found = call.service.groups.all(call.me)
    if space_id is not None:
        holders = [each.principal.holder for each in call.service.calendars.shared(call.me, space_id)]
        within = {holder.id for holder in holders if holder.kind is HolderKind.GROUP}
        found = tuple(each for each in found if each.id in within)
    return page_of(call, PLURAL, found, lambda group: _group_json(call, group), kept=("space_id",))


@reads
def get_group(call: Call) -> Answer:
    """One group."""
    return shown(PLURAL, [_group_json(call, call.service.groups.get(call.me, call.id()))])


def post_group(call: Call) -> Answer:
    """Make a group."""
    sent = call.sent(PLURAL)
    name, members = _name(sent), sent.wholes("user_ids")
    sent.settle()
    if name is None:
        raise against_rule("name", "is required")
    _demand_people(call, members)
    group = call.service.groups.create(call.me, name, members or (), now=call.now)
    return made(PLURAL, _shown(call, group, sorted(set(members or ()))))


def put_group(call: Call) -> Answer:
    """Change what was sent of a group; `user_ids` are all who are in it from then on."""
    sent, group_id = call.sent(PLURAL), call.id()
    name, members = _name(sent), sent.wholes("user_ids")
    sent.settle()
    with call.read() as now:
        now.service.groups.get(now.me, group_id)
        _demand_people(now, members)
    group, found = call.service.groups.change(call.me, group_id, name=name, members=members)
    return shown(PLURAL, [_shown(call, group, [each.id for each in found])])


def delete_group(call: Call) -> Answer:
    """Remove a group, and with it what it was given."""
    call.service.groups.remove(call.me, call.id())
    return NOTHING


def _name(sent: Given) -> str | None:
    name = sent.text("name")
    if name is not None and not name.strip():
        raise against_rule("name", "must not be empty")
    return name


def _demand_people(call: Call, ids: list[int] | None) -> None:
    wanted = set(ids or ())
    if len(call.service.directory.some(call.me, wanted)) < len(wanted):
        raise against_rule("user_ids", "names somebody who is not there")


def _group_json(call: Call, group: Group) -> Json:
    return _shown(call, group, [each.id for each in call.service.groups.members(call.me, group.id)])


def _shown(call: Call, group: Group, members: list[int]) -> Json:
    """A group. No later change of it is kept than its making."""
    return {
        "id": group.id,
        "name": group.name,
        "updated_at": millis(group.created),
        "user_ids": members,
        "href": f"{call.base}/{PLURAL}/{group.id}",
    }
