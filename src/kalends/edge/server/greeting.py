"""What the server says on standard output when it starts."""

from shlex import quote

_SAMPLE = (
    '{"summary": "Kick-off", "description": "Where we start", "organizer_email": "ada@example.org", '
    '"attendees_emails": ["grace@example.org"], "time_zone": "Europe/Berlin", '
    '"meeting_date": "01-12-2026", "start_time": "09:30", "end_time": "10:15"}'
)


def greeting(address: str, public_url: str, first: tuple[str, str] | None) -> str:
    """The addresses; after the first start also the e-mail address and the key of the account that was made."""
    shown = public_url.rstrip("/") or address
    lines = [f"Kalends listens on {address} (documentation: {shown}/docs)"]
    if first:
        email, key = first
        lines += [
            "",
            f"First start: the administrator {email} was made. Its key, shown this once:",
            "",
            f"  {key}",
            "",
            "Try it; this writes invite.ics:",
            "",
            f"  {curl_line(address, key)}",
            "",
        ]
    return "\n".join(lines) + "\n"


def curl_line(address: str, key: str) -> str:
    """A request that can be pasted into a shell."""
    return (
        f"curl -sS {quote(f'{address}/generate/ical/file')} -H {quote(f'apy-token: {key}')} "
        f"-H 'Content-Type: application/json' -o invite.ics -d {quote(_SAMPLE)}"
    )
