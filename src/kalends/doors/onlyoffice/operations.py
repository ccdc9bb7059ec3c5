"""Operations: what a call takes and answers → its row in the route table, with its OpenAPI operation."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kalends.doors.onlyoffice.schemas import LISTS, PARAMETERS, SHOWN
from kalends.edge.door import Route

Schema = dict[str, Any]
H = TypeVar("H")

BASE = "/api/2.0"

_BODY_TYPES = ("application/json", "text/xml", "application/x-www-form-urlencoded")
_REASONS = {
    "400": "A parameter is wrong: the message names it, and in iCalendar the line and column.",
    "401": "Nobody is signed in.",
    "403": "Access denied: it may be seen, but not that.",
    "404": "Item not found, or not for the caller.",
    "405": "Another method is needed; `Allow` names it.",
    "408": "The body did not arrive in time.",
    "409": "A conflict with what is there.",
    "412": "If-Match or If-None-Match does not hold.",
    "413": "Too large, or too many.",
    "415": "The body has a `Content-Encoding`; send it without one.",
    "429": "Called too often; `Retry-After` says when to come again.",
    "500": "A fault of the server; the log has the reason.",
    "503": "The server is busy; `Retry-After` says when to come again.",
}
_INCOMPLETE: Schema = {
    "X-Incomplete": {
        "description": "The ids of events that recur too often, or are too long: not all occurrences are there.",
        "schema": {"type": "string"},
    }
}
_ETAG: Schema = {"ETag": {"description": "Names the answer; for If-Match.", "schema": {"type": "string"}}}
_CONDITIONS = {
    "If-Match": "Only where the event or calendar still has one of these ETags; 412 else.",
    "If-None-Match": "Only where it has none of these ETags; else 304 to a GET, 412 to anything else.",
}
_FAILURE = {"application/json": {"schema": {"$ref": "#/components/schemas/OnlyofficeFailure"}}}


@dataclass(frozen=True, slots=True)
class OnlyofficeOperation:
    """What a call takes and answers: its parameters by name, the required ones, and its answer.

    `answers` is the name of a schema, with "[]" behind for a list of it; "import" for a number or a report; or "" for
    nothing. `is_window`: the answer may be incomplete. `tagged`: the answer has an ETag. `conditional`: the verb checks
    If-Match and If-None-Match in the transaction that writes. `in_query`: parameters of the query beside a body.
    """

    summary: str
    parameters: str = ""
    required: str = ""
    answers: str = ""
    built: bool = True
    is_open: bool = False
    is_window: bool = False
    tagged: bool = False
    conditional: bool = False
    examples: Mapping[str, object] = field(default_factory=dict)
    in_query: str = ""


def route(method: str, path: str, handler: H, operation: OnlyofficeOperation, body_cap: int | None = None) -> Route[H]:
    """A row of the route table; the path stands below the base."""
    openapi = _openapi(method, BASE + path, operation)
    return Route(method, BASE + path, handler, openapi, operation.conditional, body_cap)


def _openapi(method: str, path: str, operation: OnlyofficeOperation) -> Schema:
    """The operation object of OpenAPI."""
    in_path = re.findall(r"\{\+?(\w+)\}", path)
    rest = [name for name in operation.parameters.split() if name not in in_path]
    parameters = [_parameter(name, "path", operation, required=True) for name in in_path]
    has_body = method in ("POST", "PUT")
    if not has_body:
        needed = operation.required.split()
        parameters += [_parameter(name, "query", operation, required=name in needed) for name in rest]
    parameters += [_parameter(name, "query", operation, required=False) for name in operation.in_query.split()]
    if operation.answers.endswith("[]"):
        parameters += [{"name": name, "in": "query", "schema": schema} for name, schema in LISTS.items()]
    if operation.conditional or (operation.tagged and method == "GET"):
        parameters += [
            {"name": name, "in": "header", "description": said, "schema": {"type": "string"}}
            for name, said in _CONDITIONS.items()
        ]
    found: Schema = {"summary": operation.summary, "responses": _responses(method, operation)}
    if parameters:
        found["parameters"] = parameters
    if has_body and rest:
        found["requestBody"] = _body(rest, operation)
    return found | ({"security": []} if operation.is_open else {})


def _parameter(name: str, where: str, operation: OnlyofficeOperation, *, required: bool) -> Schema:
    found = {"name": name, "in": where, "required": required, "schema": PARAMETERS[name]}
    return found | ({"example": operation.examples[name]} if name in operation.examples else {})


def _example(names: list[str], operation: OnlyofficeOperation) -> Schema:
    """A body that can be sent as it is: what is required, and what may say something on any server."""
    shown = [name for name in names if name in operation.required.split() or name in SHOWN]
    return {name: PARAMETERS[name]["examples"][0] for name in shown} | dict(operation.examples)


def _body(names: list[str], operation: OnlyofficeOperation) -> Schema:
    needed = operation.required.split()
    schema: Schema = {"type": "object", "properties": {name: PARAMETERS[name] for name in names}}
    if needed:
        schema["required"] = needed
    if "files" in names:
        return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    content: Schema = {each: {"schema": schema} for each in _BODY_TYPES}
    in_path = {name for name in operation.examples if name not in names}
    content["application/json"]["example"] = {
        name: value for name, value in _example(names, operation).items() if name not in in_path
    }
    return {"required": bool(needed), "content": content}


def _responses(method: str, operation: OnlyofficeOperation) -> Schema:
    failures = {status: {"description": reason, "content": _FAILURE} for status, reason in _REASONS.items()}
    later = {"501": {"description": "Not built yet.", "content": _FAILURE}}
    if not operation.built:
        return failures | later
    if "iCalUrl" in operation.parameters.split():
        failures |= later
    success: Schema = {
        "description": "Done.",
        "content": {"application/json": {"schema": _envelope(operation.answers)}},
    }
    if operation.is_window or operation.answers == "Event[]":
        success["headers"] = _INCOMPLETE
    if operation.tagged:
        success["headers"] = _ETAG
    same = {"304": {"description": "It is as If-None-Match says."}} if operation.tagged and method == "GET" else {}
    return {"201" if method == "POST" else "200": success} | same | failures


def _envelope(answers: str) -> Schema:
    """The envelope around an answer."""
    numbers = {name: {"type": "integer"} for name in ("count", "startIndex", "nextIndex", "total", "statusCode")}
    return {
        "type": "object",
        "required": ["status", "statusCode", "response"],
        "properties": {**numbers, "status": {"const": 0}, "response": _response(answers)} | _notes(answers),
    }


def _notes(answers: str) -> Schema:
    """Notes on the text that was sent, only present if there are any."""
    if answers not in ("Event[]", "Todo[]"):
        return {}
    return {"notes": {"type": "array", "items": {"$ref": "#/components/schemas/OnlyofficeNote"}}}


def _response(answers: str) -> Schema:
    if answers == "import":
        return {"oneOf": [{"type": "integer"}, {"$ref": "#/components/schemas/OnlyofficeImportReport"}]}
    if answers == "days[]":
        return {"type": "array", "items": {"type": "string"}}
    if not answers:
        return {"type": "object", "maxProperties": 0}
    reference = {"$ref": f"#/components/schemas/Onlyoffice{answers.removesuffix('[]')}"}
    return {"type": "array", "items": reference} if answers.endswith("[]") else reference
