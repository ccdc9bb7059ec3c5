"""A load of requests upon one address: by `wrk` where it is installed, else by a small client of our own.

A client in Python cannot ask as fast as the quick contestants answer, so that without `wrk` all look more alike than
they are.
"""

import asyncio
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Target:
    """A POST that is sent again and again."""

    url: str
    body: bytes
    headers: Mapping[str, str]


def generator() -> str:
    """What makes the load."""
    return "wrk" if shutil.which("wrk") else "a client in Python (install wrk for figures that mean more)"


def requests_per_second(target: Target, seconds: float) -> float:
    """How many answers a second came. Raises RuntimeError where one of them was none of 200."""
    if shutil.which("wrk"):
        return _by_wrk(target, seconds)
    return asyncio.run(_by_python(target, seconds))


def _by_wrk(target: Target, seconds: float) -> float:
    lines = ['wrk.method = "POST"', f"wrk.body = {json.dumps(target.body.decode())}"]
    lines += [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in target.headers.items()]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text("\n".join(lines))
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "-s", str(script), target.url]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    speed = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if speed is None or "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{target.url} did not answer every request:\n{said}")
    return float(speed[1])


async def _by_python(target: Target, seconds: float) -> float:
    ends = perf_counter() + seconds
    counts = await asyncio.gather(*(_one_connection(target, ends) for _ in range(CONNECTIONS)))
    return sum(counts) / seconds


async def _one_connection(target: Target, ends: float) -> int:
    address = urlsplit(target.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = [f"POST {address.path} HTTP/1.1", f"host: {address.netloc}", f"content-length: {len(target.body)}"]
    head += [f"{name}: {value}" for name, value in target.headers.items()]
    request = "\r\n".join([*head, "", ""]).encode() + target.body
    count = 0
    while perf_counter() < ends:
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
        if not answer.startswith(b"HTTP/1.1 200") or length is None:
            raise RuntimeError(f"{target.url} did not answer:\n{answer.decode()}")
        await reader.readexactly(int(length[1]))
        count += 1
    writer.close()
    await writer.wait_closed()
    return count
