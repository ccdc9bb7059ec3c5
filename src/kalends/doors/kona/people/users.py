"""The calls about people.

GET /userinfo
GET /users ?like= &space_id= &per_page= &page=
GET /users/:id
200 {"users": [{"id": 7, "email": "…", "name": "…", "updated_at": ms, "href": "…"}]}
"""

from kalends.doors.kona.call import KonaCall, reads
from kalends.doors.kona.wire.answers import Answer, shown
from kalends.doors.kona.wire.attributes import Json
from kalends.doors.kona.wire.pages import page_of
from kalends.doors.kona.wire.times import millis
from kalends.service import calendars
from kalends.service.people import directory
from kalends.service.records import Account

PLURAL = "users"


@reads
def get_userinfo(call: KonaCall) -> Answer:
    """The caller."""
    return _user(call, call.me.account_id)


@reads
def get_users(call: KonaCall) -> Answer:
    """Everybody, or those of a space, whose names or addresses have words that begin so."""
    like, space_id = call.query.text("like"), call.query.whole("space_id")
    call.query.settle()
    accounts = directory.search(call.unit, like or "")
    if space_id is not None:
        within = {each.id for each in calendars.get_members(call.unit, space_id)}
        accounts = tuple(each for each in accounts if each.id in within)
    people = sorted(accounts, key=lambda account: account.id)
    return page_of(call, PLURAL, people, lambda account: user_json(call, account), kept=("like", "space_id"))


@reads
def get_user(call: KonaCall) -> Answer:
    """One person."""
    return _user(call, call.id())


def _user(call: KonaCall, account_id: int) -> Answer:
    return shown(PLURAL, [user_json(call, directory.get_account(call.unit, account_id))])


def user_json(call: KonaCall, account: Account) -> Json:
    """A person. No later change of an account is kept than its making."""
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "updated_at": millis(account.created),
        "href": f"{call.base}/{PLURAL}/{account.id}",
    }
