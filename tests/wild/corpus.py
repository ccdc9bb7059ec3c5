"""Calendar files of the wild, and the objects in them, as the very octets that somebody wrote.

They are cut out of their files by lines alone, and not by our reader, whose work they are to judge.
"""

import re
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".cache" / "corpus"

_ENDINGS = (".ics", ".ical", ".ifb", ".ics.txt")
_FRAME = re.compile(rb"(BEGIN|END):([A-Z0-9-]+)[ \t]*\r?\n?", re.IGNORECASE)
_UID = re.compile(rb"^UID(?:;[^:\r\n]*)?:(.*)$", re.IGNORECASE)
_METHOD = re.compile(rb"METHOD[:;]", re.IGNORECASE)
_FOLD = re.compile(rb"\r?\n[ \t]")


@dataclass(frozen=True)
class Wild:
    """A text of the wild, and the file that it is from."""

    name: str
    octets: bytes


def fetched() -> list[Wild]:
    """The different files in what `make corpus` has fetched."""
    archives = sorted((*CACHE.glob("*.tar.gz"), *CACHE.glob("*.tgz"), *CACHE.glob("*.zip")))
    return _different(each for archive in archives for each in _inside(archive))


def installed() -> list[Wild]:
    """The different files in the packages that the tests need anyway."""
    found: list[Wild] = []
    for package in ("icalendar", "vobject", "ics", "ical"):
        spec = find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            files = sorted(file for file in Path(folder).rglob("*") if file.name.endswith(_ENDINGS))
            found += [Wild(f"{package}/{file.relative_to(folder)}", file.read_bytes()) for file in files]
    return _different(found)


def objects_in(files: Iterable[Wild]) -> list[Wild]:
    """The different objects in files: all components of one UID, with what stands around them, but METHOD."""
    return _different(Wild(file.name, octets) for file in files for octets in _cut(file.octets))


def _different(texts: Iterable[Wild]) -> list[Wild]:
    return list({sha256(each.octets).digest(): each for each in texts if each.octets.strip()}.values())


def _inside(archive: Path) -> Iterator[Wild]:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as opened:
            names = [name for name in opened.namelist() if name.endswith(_ENDINGS)]
            yield from [Wild(name, opened.read(name)) for name in names]
        return
    with tarfile.open(archive) as opened:
        for member in opened:
            file = opened.extractfile(member) if member.name.endswith(_ENDINGS) else None
            if file is not None:
                yield Wild(member.name, file.read())


def _cut(octets: bytes) -> Iterator[bytes]:
    """The objects of a file; the file itself, where it holds one, or where its frames do not fit."""
    parts = _parts(octets)
    if parts is None:
        yield octets
        return
    head, components, tail = parts
    zones = b"".join(text for name, _, text in components if name == b"VTIMEZONE")
    by_uid: dict[object, list[bytes]] = {}
    for number, (name, uid, text) in enumerate(components):
        if name != b"VTIMEZONE":
            by_uid.setdefault(number if uid is None else uid, []).append(text)
    if len(by_uid) < 2:
        yield head + b"".join(text for _, _, text in components) + tail
        return
    yield from (head + zones + b"".join(texts) + tail for texts in by_uid.values())


def _parts(octets: bytes) -> tuple[bytes, list[tuple[bytes, bytes | None, bytes]], bytes] | None:
    """What stands before the components of the only calendar, each with name and UID, and what stands behind."""
    head, tail, stack = b"", b"", []
    components: list[tuple[bytes, bytes | None, bytes]] = []
    for line in _lines(octets):
        frame = _FRAME.fullmatch(line.removeprefix(b"\xef\xbb\xbf"))
        if frame and frame[1].upper() == b"BEGIN":
            stack.append(frame[2].upper())
            if len(stack) == 2:
                components.append((stack[1], None, b""))
        if len(stack) > 1:
            name, uid, text = components[-1]
            found = _UID.match(_FOLD.sub(b"", line).strip()) if len(stack) == 2 else None
            components[-1] = (name, found[1] if found else uid, text + line)
        elif not components:
            head += b"" if _METHOD.match(line) else line
        else:
            tail += b"" if _METHOD.match(line) else line
        if frame and frame[1].upper() == b"END" and (not stack or stack.pop() != frame[2].upper()):
            return None
    one = head.upper().count(b"BEGIN:VCALENDAR") == 1 and b"BEGIN:" not in tail.upper()
    return (head, components, tail) if one and components and not stack else None


def _lines(octets: bytes) -> list[bytes]:
    """The lines with their continuations and their breaks."""
    return re.findall(rb"[^\n]*\n(?:[ \t][^\n]*\n?)*|[^\n]+\Z", octets)
