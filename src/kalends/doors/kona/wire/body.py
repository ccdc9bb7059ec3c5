"""Bodies and queries → values. An object comes in a list under its plural name, or bare."""

from typing import Any

from starlette.requests import Request

from kalends.edge.parse import BODY, decode_json, pairs_of
from kalends.errors import Fault, Flaw, Kind

Json = dict[str, Any]

PAGE_NODES = frozenset({"per_page", "page"})
"""What may stand beside the objects in the root of a body."""


def parse_body(body: bytes) -> Json:
    """The root of a body; an empty one has nothing. Fault INVALID."""
    if not body.strip():
        return {}
    found = decode_json(body)
    if not isinstance(found, dict):
        raise _refusal("a JSON object is expected")
    return found


def object_in(root: Json, plural: str) -> Json:
    """The one object of a body. Fault INVALID where there is none, or several."""
    if plural not in root:
        return {name: value for name, value in root.items() if name not in PAGE_NODES}
    listed = root[plural]
    items = listed if isinstance(listed, list) else [listed]
    if len(items) != 1 or not isinstance(items[0], dict):
        raise _refusal(f'"{plural}" has to hold exactly one object')
    return items[0]


def query_of(request: Request) -> Json:
    """The query of a request; of a name that comes twice, the last. Fault INVALID."""
    text = request.scope["query_string"].decode("latin-1")
    try:
        return dict(pairs_of(text, BODY.form_fields))
    except UnicodeDecodeError:
        raise _refusal("the names and values of the query are not UTF-8") from None
    except OverflowError as error:
        raise _refusal(f"the query has {error}") from None


def _refusal(reason: str) -> Fault:
    return Fault(Kind.INVALID, f"The request cannot be read: {reason}.", [Flaw("body", reason)])
