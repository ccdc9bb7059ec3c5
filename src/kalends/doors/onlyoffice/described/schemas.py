"""The shapes of answers: nothing but data."""

from typing import Any

Schema = dict[str, Any]

DESCRIPTION = (
    "ONLYOFFICE's calendar API. Answers come in an envelope, as JSON or XML: by the end of the path (`.json`, `.xml`), "
    "or by `Accept`.\n\n"
    "**Signing in.** `POST /api/2.0/authentication` gives a token; send it bare in `Authorization`. A key works as a "
    "token, and so do all other ways of signing in.\n\n"
    "**Parameters** stand in path, query or body (JSON, XML, form), in this order; names in any case; null is "
    "as if it were not sent. A PUT changes what was sent, and nothing else."
)

_STRING: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_NUMBER: Schema = {"type": "integer"}


def _object(**fields: Schema) -> Schema:
    """An object whose fields are all there, but for those that a query has left out."""
    return {"type": "object", "properties": fields}


_ACTION = _object(id=_STRING, name=_STRING, defaultAction=_FLAG, defaultStyle=_STRING)
_ITEM = _object(id=_STRING, name=_STRING, isGroup=_FLAG, canEdit=_FLAG, selectedAction=_ACTION)
_SHARING = _object(actions={"type": "array", "items": _ACTION}, items={"type": "array", "items": _ITEM})
_OWNER = _object(objectId=_STRING, name=_STRING)
_ALERT = _object(Type=_NUMBER, type=_NUMBER)
_ZONE = _object(name=_STRING, id=_STRING, offset=_NUMBER)
_PERMISSIONS = _object(
    Data={"$ref": "#/components/schemas/OnlyofficeSharing"},
    data={"$ref": "#/components/schemas/OnlyofficeSharing"},
    users={"type": "array", "items": _OWNER},
)
_HEAD: Schema = {"objectId": _STRING, "sourceId": _STRING, "title": _STRING, "description": _STRING}

_EVENT = _object(
    **_HEAD,
    start=_STRING,
    end=_STRING,
    allDay=_FLAG,
    repeatRule=_STRING,
    isShared=_FLAG,
    permissions=_PERMISSIONS,
    isEditable=_FLAG,
    alert=_ALERT,
    owner=_OWNER,
    canUnsubscribe=_FLAG,
    uniqueId=_STRING,
    status=_NUMBER,
    hasAttachments=_FLAG,
    TenantId=_STRING,
    Todo=_FLAG,
)
_TODO = _object(
    **_HEAD,
    start={"type": ["string", "null"]},
    completed={"type": ["string", "null"]},
    owner=_OWNER,
    uniqueId=_STRING,
)
_CALENDAR = _object(
    objectId=_STRING,
    isTodo=_NUMBER,
    description=_STRING,
    title=_STRING,
    textColor=_STRING,
    backgroundColor=_STRING,
    isHidden=_FLAG,
    isShared=_FLAG,
    permissions=_PERMISSIONS,
    isSubscription=_FLAG,
    isEditable=_FLAG,
    owner=_OWNER,
    events={"type": "array", "items": {"$ref": "#/components/schemas/OnlyofficeEvent"}},
    todos={"type": "array", "items": {"$ref": "#/components/schemas/OnlyofficeTodo"}},
    defaultAlert=_ALERT,
    timeZone=_ZONE,
    canEditTimeZone=_FLAG,
    canAlertModify=_FLAG,
    isiCalStream=_FLAG,
    iCalUrl=_STRING,
)
_HISTORY = _object(
    calendarId=_STRING,
    eventUid=_STRING,
    eventId=_NUMBER,
    mergedIcs=_STRING,
    canEdit=_FLAG,
    canNotify=_FLAG,
    ics=_STRING,
    timeZone=_ZONE,
    calendarName=_STRING,
)
_PERSON = _object(
    id=_STRING,
    userName=_STRING,
    firstName=_STRING,
    lastName=_STRING,
    displayName=_STRING,
    email=_STRING,
    status=_NUMBER,
    isAdmin=_FLAG,
    isVisitor=_FLAG,
    groups={"type": "array", "items": _object(id=_STRING, name=_STRING)},
)
_GROUP = _object(
    id=_STRING,
    name=_STRING,
    category={"type": ["string", "null"]},
    manager={"type": ["string", "null"]},
    members={"type": "array", "items": {"$ref": "#/components/schemas/OnlyofficePerson"}},
)
_FAILURE: Schema = {
    "type": "object",
    "required": ["status", "statusCode", "error"],
    "properties": {
        "status": {"const": 1},
        "statusCode": _NUMBER,
        "error": {
            "type": "object",
            "required": ["message", "data"],
            "properties": {"message": _STRING, "data": {"type": "object"}},
        },
    },
}

SCHEMAS: Schema = {
    "OnlyofficeEvent": _EVENT,
    "OnlyofficeTodo": _TODO,
    "OnlyofficeCalendar": _CALENDAR,
    "OnlyofficeSharing": _SHARING,
    "OnlyofficeHistory": _HISTORY,
    "OnlyofficePerson": _PERSON,
    "OnlyofficeGroup": _GROUP,
    "OnlyofficeOffsets": _object(timeZone=_ZONE, startOffset=_NUMBER, endOffset=_NUMBER),
    "OnlyofficeToken": _object(token=_STRING, expires=_STRING),
    "OnlyofficeFailure": _FAILURE,
}
