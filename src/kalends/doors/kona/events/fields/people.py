"""Who takes part: the accounts that the ids of a request name."""

from collections.abc import Mapping
from typing import Any

from kalends.doors.kona.call import MOST_ID, KonaCall
from kalends.doors.kona.faults import against_rule
from kalends.service.people import directory
from kalends.service.records import Account

_FIELDS = {"participants": "participant_ids", "editors": "editor_ids"}


def accounts_in(call: KonaCall, terms: Mapping[str, Any]) -> dict[int, Account]:
    """The accounts that the attributes of a request name. Fault RULE for an id that is nobody's."""
    wanted = {number for name in _FIELDS for number in terms.get(name, ())}
    known = {number for number in wanted if 0 < number <= MOST_ID}
    found = {each.id: each for each in directory.get_some(call.unit, sorted(known))} if known else {}
    for name, field in _FIELDS.items():
        for number in terms.get(name, ()):
            if number not in found:
                raise against_rule(field, f"names nobody: there is no person of the id {number}")
    return found
