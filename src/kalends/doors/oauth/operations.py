"""The OpenAPI description of OAuth: nothing but data."""

from typing import Any

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_OPEN: Schema = {"security": [{}]}
_ERROR: Schema = {
    "application/json": {
        "schema": {
            "type": "object",
            "required": ["error", "error_description"],
            "properties": {"error": _TEXT, "error_description": _TEXT},
        }
    }
}
_PAGE: Schema = {"text/html": {"schema": _TEXT}}
_PROBLEM: Schema = {"application/json": {"schema": {"$ref": "#/components/schemas/KonaProblem"}}}
_FORM = "application/x-www-form-urlencoded"


def _parameter(name: str, description: str, **schema: object) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": {"type": "string", **schema}}


def _refusals(content: Schema, **more: str) -> Schema:
    told = {
        "400": "The request cannot be done; the answer says why.",
        **{status.lstrip("s"): text for status, text in more.items()},
        "413": "Too large.",
        "429": "Tried too often; `Retry-After` says when to come again.",
        "503": "The server is busy; `Retry-After` says when to come again.",
    }
    edge = {
        "405": "Another method is needed.",
        "408": "The body did not arrive.",
        "415": "The body has a `Content-Encoding`; send it without one.",
        "500": "A fault of the server.",
    }
    found = {status: {"description": text, "content": content} for status, text in told.items()}
    return found | {status: {"description": text, "content": _PROBLEM} for status, text in edge.items()}


AUTHORIZE: Schema = {
    "summary": "The page on which a person signs in and allows an application something (RFC 6749 §4.1.1)",
    **_OPEN,
    "parameters": [
        _parameter("response_type", "`code`."),
        _parameter("client_id", "The application.") | {"required": True},
        _parameter("redirect_uri", "Exactly an address of the application; may be left out where it has one only."),
        _parameter("scope", "`generate`, `read` or `full`; without it the most that the application may have."),
        _parameter("state", "Comes back as it was sent."),
        _parameter("code_challenge", "The proof key (RFC 7636); demanded of an application without a secret."),
        _parameter("code_challenge_method", "`S256`."),
    ],
    "responses": {
        "200": {"description": "The page.", "content": _PAGE},
        "303": {"description": "Back to the application, with `code`, or with `error`; with `state` and `iss`."},
        **_refusals(_PAGE),
    },
}

_TOKEN_NAMES = ("grant_type", "code", "redirect_uri", "refresh_token", "client_id", "client_secret")
_IN_QUERY = [
    _parameter(name, "For an application that was registered with `--in-query`; others send it in the body.")
    for name in _TOKEN_NAMES
]
_CLIENT: Schema = {
    "client_id": _TEXT | {"description": "Unless the application sends Basic."},
    "client_secret": _TEXT | {"description": "Unless it has none, or sends Basic."},
}

TOKEN: Schema = {
    "summary": "Tokens for a code, or for a refresh token (RFC 6749 §4.1.3, §6)",
    **_OPEN,
    "parameters": _IN_QUERY,
    "requestBody": {
        "required": False,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["authorization_code", "refresh_token"]},
                        "code": _TEXT,
                        "redirect_uri": _TEXT | {"description": "As in the request for the code, if it was there."},
                        "code_verifier": _TEXT,
                        "refresh_token": _TEXT,
                        "scope": _TEXT | {"description": "A narrower one, with a refresh token."},
                        **_CLIENT,
                    },
                }
            }
        },
    },
    "responses": {
        "200": {
            "description": "The tokens.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["access_token", "token_type", "expires_in", "refresh_token", "scope"],
                        "properties": {
                            "access_token": _TEXT,
                            "token_type": {"const": "bearer"},
                            "expires_in": {"const": 604800},
                            "refresh_token": _TEXT,
                            "scope": _TEXT,
                        },
                    }
                }
            },
        },
        **_refusals(_ERROR, s401="`invalid_client`: the application is unknown, or its secret is wrong."),
    },
}

REVOKE: Schema = {
    "summary": "End a token; with a refresh token all that came of the same consent (RFC 7009)",
    **_OPEN,
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {"schema": {"type": "object", "required": ["token"], "properties": {"token": _TEXT, **_CLIENT}}}
        },
    },
    "responses": {
        "200": {"description": "It opens nothing any more, or never did."},
        **_refusals(_ERROR, s401="`invalid_client`: the application is unknown, or its secret is wrong."),
    },
}

METADATA: Schema = {
    "summary": "Where the endpoints are, and what they understand (RFC 8414)",
    **_OPEN,
    "responses": {
        "200": {"description": "The metadata.", "content": {"application/json": {"schema": {"type": "object"}}}},
        "405": {"description": "Another method is needed.", "content": _PROBLEM},
        "500": {"description": "A fault of the server.", "content": _PROBLEM},
    },
}
