"""Whether a statement names the owner of the rows that it is about, wherever its table has one."""

import re

OWNED = (
    "calendar", "calendar_view", "calendar_grant", "object", "object_words", "object_view", "former_version",
    "event", "event_cursor", "property", "former_property",
)  # fmt: skip
"""The tables that can be spread over machines by owner; a kept file has a random name, and belongs to none of them."""

_TABLE = re.compile(rf"\b(?:FROM|JOIN|UPDATE|INTO)\s+({'|'.join(OWNED)})\b(?!_)", re.IGNORECASE)
_OWNER = re.compile(r"\bowner_id\s*(?:=|\$among|IN\b)|=\s*\w+\.owner_id\b", re.IGNORECASE)
_PAIR = re.compile(r"\(owner_id, (?:id|\w+_id)\)\s+IN\b", re.IGNORECASE)


def scopes(sql: str) -> list[str]:
    """The SELECTs of a statement, each without those inside it; what stands in other brackets stays in its place."""
    found: list[str] = []
    stack = [""]
    for character in sql:
        if character == "(":
            stack.append("")
        elif character == ")":
            inner = stack.pop()
            if re.match(r"\s*SELECT\b", inner, re.IGNORECASE):
                found += re.split(r"\bUNION ALL\b|\bUNION\b", inner)
                stack[-1] += "(…)"
            else:
                stack[-1] += f"({inner})"
        else:
            stack[-1] += character
    return found + re.split(r"\bUNION ALL\b|\bUNION\b", stack[0])


def unowned(sql: str) -> list[str]:
    """The parts of a statement that read or write rows of an owner, and do not say whose."""
    return [part.strip() for part in scopes(sql) if _TABLE.search(part) and not _names_owner(part)]


def _names_owner(part: str) -> bool:
    if re.match(r"\s*INSERT INTO", part, re.IGNORECASE):
        columns, _, source = part.partition(" SELECT ")
        return "owner_id" in columns and (not _TABLE.search(source) or _conditioned(source))
    return _conditioned(part)


def _conditioned(part: str) -> bool:
    _, _, condition = part.partition(" WHERE ") if " JOIN " not in part else ("", "", part.partition(" FROM ")[2])
    return bool(_OWNER.search(condition) or _PAIR.search(condition))
