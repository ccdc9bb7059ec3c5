"""The calls about who is in a space. Whoever is let in may do all in it but give it away."""

from kalends.doors.kona.call import MOST_ID, Call
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.answers import NOTHING, Answer
from kalends.doors.kona.wire.body import Json
from kalends.doors.kona.wire.given import whole_of
from kalends.errors import Fault, Flaw, Kind
from kalends.service.access import Access
from kalends.service.records import Account, Holder, HolderKind

PLURAL = "participants"
MOST = 1_000


def post_participants(call: Call) -> Answer:
    """Let people into a space, by address or id. All of them, or where one has no account, none."""
    space_id = call.id()
    with call.read() as now:
        now.service.calendars.get(now.me, space_id)
        people = [_person(now, each) for each in _listed(now.root)]
    call.service.calendars.invite(call.me, space_id, [each.id for each in people], now=call.now)
    return Answer(200, {"users": [_invited(call, each) for each in people]})


def delete_participant(call: Call) -> Answer:
    """Let somebody be in a space no longer; everybody may leave by himself."""
    space_id = call.id()
    with call.read() as now:
        holder = Holder(HolderKind.ACCOUNT, _named(now, now.path["who"]).id)
        seen = now.service.calendars.get(now.me, space_id)
    # who only sees when others are busy is not told who is in it; the verb refuses what he may not do
    if seen.access > Access.BUSY and holder not in {grant.holder for grant in seen.grants}:
        raise Fault(Kind.NOT_FOUND, "That person was not let into the space.")
    call.service.calendars.revoke(call.me, space_id, holder, now=call.now)
    return NOTHING


def _listed(root: Json) -> list[object]:
    found = root.get(PLURAL)
    if not isinstance(found, list) or not 1 <= len(found) <= MOST:
        message = f"must be a list of 1 to {MOST:,} objects with email or id"
        raise Fault(Kind.INVALID, f"{PLURAL} {message}.", [Flaw("invalid", message, PLURAL)])
    return found


def _person(call: Call, item: object) -> Account:
    email, number = (item.get("email"), whole_of(item.get("id"))) if isinstance(item, dict) else (None, None)
    if not isinstance(email, str) and number is None:
        message = "must hold objects with email or id"
        raise Fault(Kind.INVALID, f"{PLURAL} {message}.", [Flaw("invalid", message, PLURAL)])
    try:
        return _named(call, email if isinstance(email, str) else str(number))
    except Fault as fault:
        if fault.kind is Kind.NOT_FOUND:
            raise against_rule(PLURAL, "names somebody who has no account here: an administrator adds one") from None
        raise


def _named(call: Call, text: str) -> Account:
    directory = call.service.directory
    if text.isascii() and text.isdigit() and len(text) <= 10:
        return directory.account(call.me, min(int(text), MOST_ID))
    return directory.by_email(call.me, text)


def _invited(call: Call, account: Account) -> Json:
    """Somebody who was let in; nobody is written to, since the account is there already."""
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "status": "existing",
        "invitation_sent": False,
        "href": f"{call.base}/users/{account.id}",
    }
