"""The calls about who is in a space. Whoever is let in may do all in it but give it away.

POST /spaces/:id/participants    {"participants": [{"email": "…"}, {"id": 7}]}
200 {"users": [{"id": 7, "email": "…", "name": "…", "status": "existing", "invitation_sent": false, …}]}
DELETE /spaces/:id/participants/:id-or-email    204
"""

from kalends.doors.kona.call import MOST_ID, KonaCall
from kalends.doors.kona.faults import against_rule
from kalends.doors.kona.wire.answers import NOTHING, Answer
from kalends.doors.kona.wire.attributes import Json, whole_of
from kalends.errors import Fault, Flaw, Kind
from kalends.service import calendars
from kalends.service.access import Access
from kalends.service.people import directory
from kalends.service.records import Account, Holder, HolderKind
from kalends.service.unit import Unit

PLURAL = "participants"
MOST = 1_000


def post_participants(call: KonaCall) -> Answer:
    """Let people into a space, by address or id. All of them, or where one has no account, none."""
    space_id = call.id()

    def invite(inside: KonaCall) -> list[Account]:
        unit = inside.unit
        calendars.get_access(unit, space_id)
        people = [_person(unit, each) for each in _listed(call.root)]
        calendars.invite(unit, space_id, [each.id for each in people])
        return people

    return Answer(200, {"users": [_invited(call, each) for each in call.write(invite)]})


def delete_participant(call: KonaCall) -> Answer:
    """Let somebody be in a space no longer; everybody may leave on their own."""
    space_id = call.id()

    def revoke(inside: KonaCall) -> None:
        unit = inside.unit
        holder = Holder(HolderKind.ACCOUNT, _account(unit, call.path["who"]).id)
        seen = calendars.get(unit, space_id)
        # who only sees when others are busy is not told who is in it; the verb refuses what the caller may not do
        if seen.access > Access.BUSY and holder not in {grant.holder for grant in seen.grants}:
            raise Fault(Kind.NOT_FOUND, "That person was not let into the space.")
        calendars.revoke(unit, space_id, holder)

    call.write(revoke)
    return NOTHING


def _listed(root: Json) -> list[object]:
    found = root.get(PLURAL)
    if not isinstance(found, list) or not 1 <= len(found) <= MOST:
        message = f"must be a list of 1 to {MOST:,} objects with email or id"
        raise Fault(Kind.INVALID, f"{PLURAL} {message}.", [Flaw("invalid", message, PLURAL)])
    return found


def _person(unit: Unit, item: object) -> Account:
    email, number = (item.get("email"), whole_of(item.get("id"))) if isinstance(item, dict) else (None, None)
    if not isinstance(email, str) and number is None:
        message = "must hold objects with email or id"
        raise Fault(Kind.INVALID, f"{PLURAL} {message}.", [Flaw("invalid", message, PLURAL)])
    try:
        return _account(unit, email if isinstance(email, str) else str(number))
    except Fault as fault:
        if fault.kind is Kind.NOT_FOUND:
            raise against_rule(PLURAL, "names somebody who has no account here: an administrator adds one") from None
        raise


def _account(unit: Unit, text: str) -> Account:
    """The account of an id or an address. Fault NOT_FOUND."""
    if text.isascii() and text.isdigit() and len(text) <= 10:
        return directory.get_account(unit, min(int(text), MOST_ID))
    return directory.get_by_email(unit, text)


def _invited(call: KonaCall, account: Account) -> Json:
    """Somebody who was let in; nobody is written to, since the account is there already."""
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "status": "existing",
        "invitation_sent": False,
        "href": f"{call.base}/users/{account.id}",
    }
