"""The calls about people."""

from kalends.doors.kona.call import Call, reads
from kalends.doors.kona.wire.answers import Answer, shown
from kalends.doors.kona.wire.body import Json
from kalends.doors.kona.wire.lists import page_of
from kalends.doors.kona.wire.moments import millis
from kalends.service.records import Account

PLURAL = "users"


def get_userinfo(call: Call) -> Answer:
    """The caller."""
    return shown(PLURAL, [user_json(call, call.service.directory.account(call.me, call.me.account_id))])


@reads
def get_users(call: Call) -> Answer:
    """Everybody, or those of a space, whose names or addresses have words that begin so."""
    like, space_id = call.query.text("like"), call.query.whole("space_id")
    call.query.settle()
    found = call.service.directory.like(call.me, like or "")
    if space_id is not None:
        within = {each.id for each in call.service.calendars.members(call.me, space_id)}
        found = tuple(each for each in found if each.id in within)
    people = sorted(found, key=lambda account: account.id)
    return page_of(call, PLURAL, people, lambda account: user_json(call, account), kept=("like", "space_id"))


def get_user(call: Call) -> Answer:
    """One person."""
    return shown(PLURAL, [user_json(call, call.service.directory.account(call.me, call.id()))])


def user_json(call: Call, account: Account) -> Json:
    """A person. No later change of an account is kept than its making."""
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "updated_at": millis(account.created),
        "href": f"{call.base}/{PLURAL}/{account.id}",
    }
