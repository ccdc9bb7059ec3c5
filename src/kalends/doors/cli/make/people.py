"""People as they are written: `ana@example.com`, `Ana Sousa <ana@example.com>`, or an object of JSON."""

import re

from kalends.core.address import folded
from kalends.core.draft import Person
from kalends.doors.cli.make.wish import Somebody
from kalends.edge.fields import Findings

_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>")


def person_of(found: Findings, field: str, sent: str | Somebody | None) -> Person | None:
    """A person with an address that can be written to; None where nobody is named."""
    if sent is None:
        return None
    if isinstance(sent, Somebody):
        email = found.demand(f"{field}.email", sent.email)
        return Person(found.address(f"{field}.email", email), found.text(f"{field}.name", sent.name).strip())
    match = _NAMED.fullmatch(sent.strip())
    name, email = (match["name"].strip().strip('"'), match["email"].strip()) if match else ("", sent.strip())
    return Person(found.address(field, email), found.text(field, name))


def people_of(found: Findings, field: str, sent: list[str | Somebody]) -> tuple[Person, ...]:
    """People, each once."""
    people = (person_of(found, f"{field}[{at}]", each) for at, each in enumerate(sent))
    return tuple({folded(person.email): person for person in people if person is not None}.values())
