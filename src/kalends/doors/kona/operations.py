"""What a call of this dialect takes and answers → its row in the route table, with its OpenAPI operation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kalends.edge.door import Route

Schema = dict[str, Any]
H = TypeVar("H")

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
    "429": "`too_many_requests`: called too often; `Retry-After` says when to come again.",
    "500": "`server_error`: a fault of the server; the log has the reason.",
    "503": "`unavailable`: the server is busy; `Retry-After` says when to come again.",
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
class KonaOperation:
    """What a call takes and answers.

    `plural` and `schema` name the thing that it takes and answers; `schema` is one of the components. `has_body`: it
    takes that thing, or up to `most_in_body` of them; `body_schema` names its schema where that is another. `answers`:
    "list", "one", or "" for nothing. `answer_plural`: the plural under which the answer stands, where it is another
    than the body's; a POST then makes nothing, and answers 200. `query`: the schemas of its parameters. `tagged`: the
    answer has an ETag. `conditional`: the verb checks If-Match and If-None-Match in the transaction that writes.
    `example`: of the thing in the body; `path_id`: of the id in the path.
    """

    summary: str
    plural: str = ""
    schema: str = ""
    has_body: bool = False
    answers: str = ""
    query: Mapping[str, Schema] = field(default_factory=dict)
    body_schema: str = ""
    most_in_body: int = 1
    answer_plural: str = ""
    tagged: bool = False
    conditional: bool = False
    example: Mapping[str, object] = field(default_factory=dict)
    path_id: int = 1


def route(method: str, path: str, handler: H, operation: KonaOperation) -> Route[H]:
    """A row of the route table."""
    openapi = _openapi(method, path, operation)
    return Route(method, path, handler, openapi, conditional=operation.conditional)


def _openapi(method: str, path: str, operation: KonaOperation) -> Schema:
    """The operation object of OpenAPI."""
    found: Schema = {"summary": operation.summary, "responses": _responses(method, operation)}
    parameters: list[Schema] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "example": "ana@example.com" if name == "who" else operation.path_id,
            "schema": {"type": "string" if name == "who" else "integer"},
        }
        for name in re.findall(r"\{(\w+)\}", path)
    ]
    parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in operation.query.items()]
    if operation.conditional or (operation.tagged and method == "GET"):
        parameters += [
            {"name": name, "in": "header", "description": said, "schema": {"type": "string"}}
            for name, said in _CONDITIONS.items()
        ]
    if parameters:
        found["parameters"] = parameters
    if operation.has_body:
        example = {operation.plural: [dict(operation.example)]}
        content: Schema = {"application/json": {"schema": _body(operation), "example": example}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _listed(plural: str, schema: str) -> Schema:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {
        "type": "object",
        "required": [plural],
        "properties": {plural: {"type": "array", "items": reference}},
    }


def _body(operation: KonaOperation) -> Schema:
    schema = operation.body_schema or operation.schema
    listed = _listed(operation.plural, schema)
    listed["properties"][operation.plural] |= {"minItems": 1, "maxItems": operation.most_in_body}
    if operation.most_in_body > 1:
        return listed
    return {"anyOf": [listed, {"$ref": f"#/components/schemas/{schema}"}]}


def _responses(method: str, operation: KonaOperation) -> Schema:
    failures = {status: {"description": reason, "content": _FAILURE} for status, reason in _REASONS.items()}
    if not operation.answers:
        return {"204": {"description": "Done."}} | failures
    content = {"application/json": {"schema": _listed(operation.answer_plural or operation.plural, operation.schema)}}
    done: Schema = {"description": "Done.", "content": content}
    if method == "GET" and operation.answers == "list":
        done["headers"] = _HEADERS | (_INCOMPLETE if "date_range_start" in operation.query else {})
    if operation.tagged:
        done["headers"] = _ETAG
    same = {"304": {"description": "It is as If-None-Match says."}} if operation.tagged and method == "GET" else {}
    return {"201" if method == "POST" and not operation.answer_plural else "200": done} | same | failures
