"""Radicale and Xandikos for the calendars' benchmark: CalDAV over HTTP, filled by files before they start."""

import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.calendars_sites import MONTH, Running, Wire, file_of, listening

_XML = "application/xml; charset=utf-8"
_QUERY = f"""<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<prop><getetag/><C:calendar-data/></prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
<C:time-range start="{MONTH[0]}" end="{MONTH[1]}"/>
</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>""".encode()
_SYNC = """<?xml version="1.0" encoding="utf-8"?>
<sync-collection xmlns="DAV:"><sync-token>{}</sync-token><sync-level>1</sync-level><prop><getetag/></prop>
</sync-collection>"""
_TOKEN = re.compile(rb"<(?:\w+:)?sync-token>([^<]+)</")
_PROPFIND = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><sync-token/></prop></propfind>'
_HREF = re.compile(rb"<(?:\w+:)?href>[^<]*\.ics</")
_RADICALE_USER = {"Authorization": "Basic YmVuY2g6"}  # "bench", whose password nobody asks for


def there(name: str) -> str | None:
    """The program of a peer: beside this Python, or on the PATH."""
    return shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


class Peer:
    """A CalDAV server with one calendar."""

    def __init__(self, name: str, path: str, running: Running, headers: dict[str, str]) -> None:
        self.name, self._path, self.running, self._headers = name, path, running, headers
        self.import_seconds: float | None = None

    def wire(self) -> Wire:
        """A connection."""
        return Wire(self.running.port, self._headers)

    def put(self, number: int, wire: Wire) -> None:
        """PUT a new object."""
        body = file_of(range(number, number + 1))
        wire.ask("PUT", f"{self._path}{number}.ics", body, If_None_Match="*", Content_Type="text/calendar")

    def get(self, number: int, wire: Wire) -> None:
        """GET an object."""
        wire.ask("GET", f"{self._path}{number}.ics")

    def month(self, wire: Wire) -> int:
        """REPORT calendar-query, with the texts."""
        told = wire.ask("REPORT", self._path, _QUERY, Content_Type=_XML, Depth="1")
        return len(_HREF.findall(told))

    def token(self, wire: Wire) -> str:
        """PROPFIND of the token."""
        return _token(wire.ask("PROPFIND", self._path, _PROPFIND, Content_Type=_XML, Depth="0"))

    def sync(self, token: str, wire: Wire) -> str:
        """REPORT sync-collection, with the ETags."""
        return _token(wire.ask("REPORT", self._path, _SYNC.format(token).encode(), Content_Type=_XML, Depth="1"))

    def import_anew(self, path: str, size: int) -> None:
        """PUT a whole calendar at once, beside the one that is asked."""
        body = file_of(range(size))
        begun = time.perf_counter()
        self.wire().ask("PUT", path, body, Content_Type="text/calendar")
        self.import_seconds = time.perf_counter() - begun


def _token(told: bytes) -> str:
    found = _TOKEN.search(told)
    if found is None:
        raise RuntimeError(f"no sync token: {told[-300:].decode(errors='replace')}")
    return found[1].decode()


def radicale(program: str, folder: Path, size: int, stack: ExitStack) -> Peer:
    """Radicale as it comes, but for its sign-in; nothing of it is cached yet."""
    calendar = folder / "collection-root" / "bench" / "work"
    calendar.mkdir(parents=True)
    (calendar / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
    _fill(calendar, size)
    options = ["--auth-type", "none", "--storage-filesystem-folder", str(folder), "--logging-level", "error"]
    running = stack.enter_context(listening(program, "-C", "", "--hosts", "127.0.0.1:PORT", *options))
    return Peer("Radicale", "/bench/work/", running, _RADICALE_USER)


def xandikos(program: str, folder: Path, size: int, stack: ExitStack) -> Peer:
    """Xandikos as it comes: its calendar is a repository of git."""
    options = ["--defaults", "--no-detect-systemd", "--state-dir", str(folder / "state")]
    command = [program, "serve", "-d", str(folder / "root"), "-l", "127.0.0.1", "-p", "PORT", *options]
    with listening(*command):
        pass  # it makes its calendar
    calendar = folder / "root" / "user" / "calendars" / "calendar"
    _fill(calendar, size)
    git = ["git", "-C", str(calendar), "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", "filled"], check=True)
    return Peer("Xandikos", "/user/calendars/calendar/", stack.enter_context(listening(*command)), {})


def _fill(folder: Path, size: int) -> None:
    for number in range(size):
        (folder / f"{number}.ics").write_bytes(file_of(range(number, number + 1)))
