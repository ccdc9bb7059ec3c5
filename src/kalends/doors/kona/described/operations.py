"""Rows of the table of calls → OpenAPI operations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]

_REASONS = {
    "400": "`bad_request`: something cannot be read; the details name it.",
    "401": "`unauthenticated`: nobody is signed in.",
    "403": "`render_forbidden`: it may be seen, but not that.",
    "404": "`not_found`: there is no such thing, or not for the caller.",
    "405": "Another method is needed; `Allow` names it.",
    "408": "The body did not arrive in time.",
    "412": "`precondition_failed`: If-Match or If-None-Match does not hold.",
    "413": "Too large, or too many.",
    "415": "The body has a `Content-Encoding`; send it without one.",
    "422": "`unprocessable_entity`: it can be read, and breaks a rule.",
    "429": "Called too often; `Retry-After` says when to come again.",
    "500": "`server_error`: a fault of the server; the log has the reason.",
    "503": "The server is busy; `Retry-After` says when to come again.",
}
_HEADERS: Schema = {
    "Link": {"description": "The next page, and the one before.", "schema": {"type": "string"}},
    "X-Total-Count": {"description": "How many there are, where that is soon counted.", "schema": {"type": "integer"}},
}
_INCOMPLETE: Schema = {
    "X-Incomplete": {
        "description": "The ids of events of which instances are missing: their rules ask for too much.",
        "schema": {"type": "string"},
    },
}
_ETAG: Schema = {"ETag": {"description": "Names the answer; for If-Match.", "schema": {"type": "string"}}}
_CONDITIONS = {
    "If-Match": "Only where the thing still has one of these ETags; 412 else.",
    "If-None-Match": "Only where it has none of these ETags; else 304 to a GET, 412 to anything else.",
}
_FAILURE = {"application/json": {"schema": {"$ref": "#/components/schemas/KonaProblem"}}}


@dataclass(frozen=True, slots=True)
class Told:
    """What a call is said to do.

    `plural` and `schema` name the thing that it takes and answers; `schema` is one of the components. `takes`: it has a
    body with that thing, or with up to `most` of them; `taken` names its schema where that is another.
    `answers`: "list", "one", or "" for nothing. `given`: the plural under which the answer stands, where it is another
    than the body's; a POST then makes nothing, and answers 200. `query`: the schemas of its parameters. `tagged`: the
    answer has an ETag. `conditional`: the verb checks If-Match and If-None-Match in the transaction that writes.
    """

    summary: str
    plural: str = ""
    schema: str = ""
    takes: bool = False
    answers: str = ""
    query: Mapping[str, Schema] = field(default_factory=dict)
    taken: str = ""
    most: int = 1
    given: str = ""
    tagged: bool = False
    conditional: bool = False


def operation(method: str, path: str, told: Told) -> Schema:
    """The operation of one call."""
    found: Schema = {"summary": told.summary, "responses": _responses(method, told)}
    parameters: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string" if name == "who" else "integer"}}
        for name in re.findall(r"\{(\w+)\}", path)
    ]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in told.query.items()]
    if told.conditional or (told.tagged and method == "GET"):
        parameters += [
            {"name": name, "in": "header", "description": said, "schema": {"type": "string"}}
            for name, said in _CONDITIONS.items()
        ]
    if parameters:
        found["parameters"] = parameters
    if told.takes:
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": _taken(told)}}}
    return found


def _listed(plural: str, schema: str) -> Schema:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {
        "type": "object",
        "required": [plural],
        "properties": {plural: {"type": "array", "items": reference}},
    }


def _taken(told: Told) -> Schema:
    schema = told.taken or told.schema
    listed = _listed(told.plural, schema)
    listed["properties"][told.plural] |= {"minItems": 1, "maxItems": told.most}
    if told.most > 1:
        return listed
    return {"anyOf": [listed, {"$ref": f"#/components/schemas/{schema}"}]}


def _responses(method: str, told: Told) -> Schema:
    failures = {status: {"description": reason, "content": _FAILURE} for status, reason in _REASONS.items()}
    if not told.answers:
        return {"204": {"description": "Done."}} | failures
    content = {"application/json": {"schema": _listed(told.given or told.plural, told.schema)}}
    done: Schema = {"description": "Done.", "content": content}
    if method == "GET" and told.answers == "list":
        done["headers"] = _HEADERS | (_INCOMPLETE if "date_range_start" in told.query else {})
    if told.tagged:
        done["headers"] = _ETAG
    same = {"304": {"description": "It is as If-None-Match says."}} if told.tagged and method == "GET" else {}
    return {"201" if method == "POST" and not told.given else "200": done} | same | failures
