"""The page of consent as HTML: one form, no script, nothing from elsewhere; it works by keyboard and is read aloud."""

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from urllib.parse import urlsplit

from kalends.service.access import Caller
from kalends.service.people.oauth import Asked
from kalends.service.records import Scope

_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a;"
    "background:#fff}h1{font-size:1.4rem;overflow-wrap:anywhere}p,li{overflow-wrap:anywhere}"
    "label{display:block;margin-top:1rem;font-weight:600}"
    "input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.5rem;border:1px solid #6b6b6b;"
    "border-radius:.25rem}button{font:inherit;padding:.5rem 1rem;margin:1rem .5rem 0 0;border-radius:.25rem;"
    "border:1px solid #14508c;background:#fff;color:#14508c}button.first{background:#14508c;color:#fff}"
    "[role=alert]{border-left:.25rem solid #b00020;padding:.25rem .75rem;color:#8c0019}"
    ":focus-visible{outline:3px solid #b35c00;outline-offset:2px}"
)
_DIGEST = b64encode(sha256(_STYLE.encode()).digest()).decode()

_MAY = {
    Scope.FULL: "see and change everything that you can: calendars, events, spaces, groups",
    Scope.READ: "see your calendars and events, and those that are shared with you, and change nothing",
    Scope.GENERATE: "make calendar files; it sees none of your calendars",
}


@dataclass(frozen=True, slots=True)
class PageForm:
    """What every page's form holds: where it goes, the proof of the session, and what went wrong before."""

    action: str
    proof: str
    notice: str = ""


def sign_in_page(asked: Asked, form: PageForm) -> str:
    """The page for a person who is not signed in yet."""
    fields = (
        '<label for="email">E-mail address</label>'
        '<input id="email" name="email" type="email" autocomplete="username" required autofocus>'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required>'
        '<button class="first" name="step" value="sign-in">Sign in</button>'
    )
    said = f"<p>to go on to <strong>{escape(asked.client.name)}</strong>.</p>"
    return _page("Sign in", said + _form(form, fields), form.notice)


def consent_page(asked: Asked, form: PageForm, me: Caller, back: str) -> str:
    """The page for a person who is to allow something, or not."""
    name = escape(asked.client.name)
    extra = " With your rights as an administrator." if me.admin and asked.scope is Scope.FULL else ""
    said = (
        f"<p>You are signed in as <strong>{escape(me.email)}</strong>.</p>"
        f"<p>If you allow it, <strong>{name}</strong> may {_MAY[asked.scope]}.{extra}</p>"
        f"<p>You are then sent to <strong>{escape(_place(back))}</strong>. A new password of your account takes back "
        "what you allowed.</p>"
    )
    buttons = (
        '<button class="first" name="step" value="allow">Allow</button>'
        '<button name="step" value="deny">Deny</button>'
        '<button name="step" value="leave">Sign in as somebody else</button>'
    )
    return _page(f"Allow {asked.client.name}?", said + _form(form, buttons), form.notice)


def refusal_page(detail: str) -> str:
    """The page of a request that cannot be sent back."""
    said = "<p>Go back to the application, and tell those who run it.</p>"
    return _page("This cannot be done", said, detail)


def policy(back: str = "") -> str:
    """The Content-Security-Policy: the form may go to this server, which may then send to the application."""
    target = f" {_source(back)}" if back else ""
    return (
        f"default-src 'none'; style-src 'sha256-{_DIGEST}'; form-action 'self'{target}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _source(back: str) -> str:
    """An address as a policy names it; an IPv6 address cannot be named there."""
    parts = urlsplit(back)
    known = parts.scheme in ("http", "https") and "[" not in parts.netloc
    return f"{parts.scheme}://{parts.netloc}" if known else f"{parts.scheme}:"


def _place(back: str) -> str:
    return urlsplit(back).netloc or f"the application {urlsplit(back).scheme}"


def _form(form: PageForm, inner: str) -> str:
    hidden = f'<input type="hidden" name="page" value="{escape(form.proof)}">'
    return f'<form method="post" action="{escape(form.action)}">{hidden}{inner}</form>'


def _page(title: str, said: str, notice: str) -> str:
    alert = f'<p role="alert">{escape(notice)}</p>' if notice else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main><h1>{escape(title)}</h1>{alert}{said}</main></body></html>\n"
    )
