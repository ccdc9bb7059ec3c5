"""The application with a door of its own: what happens to answers, faults and what nobody foresaw."""

import asyncio
import json
import logging
from contextlib import asynccontextmanager

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse

from kalends.edge.application import Application, Policies
from kalends.edge.context import RequestContext
from kalends.edge.door import Door, Route
from kalends.edge.identity.cross_origin import Cors
from kalends.edge.identity.origin import Proxies, is_local
from kalends.edge.monitoring.exposition import exposition
from kalends.edge.monitoring.log import AccessLog, Sink, as_json, as_text, set_up, without_tokens
from kalends.edge.monitoring.metrics import Metrics
from kalends.edge.openapi import describe
from kalends.edge.replies.reply import bytes_reply, json_reply, text_reply
from kalends.edge.replies.stream import Pieces, pieces_reply
from kalends.edge.router import Mount, Router
from kalends.edge.stall import StallError, StallWatch
from kalends.errors import Fault, Kind

STATUS = {Kind.NOT_FOUND: 404, Kind.RATE_LIMITED: 429, Kind.UNAUTHENTICATED: 401, Kind.UNSUPPORTED: 405}
SHARED = text_reply(200, "always the same")
COUNTED = b"".join(b"%06d" % number for number in range(100_000))


async def shared(_request):
    return SHARED


async def echo(request):
    return json_reply(200, request.path_params)


async def stream(_request):
    return StreamingResponse(iter([b"one ", b"two"]), media_type="text/plain")


async def break_off(_request):
    def pieces():
        yield b"one "
        raise RuntimeError("on the way")

    return StreamingResponse(pieces(), media_type="text/plain")


async def busy(_request):
    raise Fault(Kind.RATE_LIMITED, "later", retry_after=7)


async def crash(_request):
    raise RuntimeError("the secret inside")


async def untold(_request):
    raise Fault(Kind.STALE, "no table knows it")


async def forged(_request):
    return bytes_reply(200, b"", "text/plain", {"content-disposition": "a\r\nset-cookie: b"})


def pieces_of(octets):
    pieces = Pieces()
    pieces.add(octets)
    return pieces


async def long(_request):
    return pieces_reply(200, pieces_of(COUNTED), "text/plain", {"etag": '"a"'})


def tell(_request, fault):
    return json_reply(STATUS[fault.kind], {"error": fault.detail})


def broken(_request, request_id):
    return json_reply(500, {"error": "internal error", "request_id": request_id})


ROUTES = [
    Route("GET", "/shared", shared),
    Route("POST", "/shared", echo),
    Route("GET", "/calendars/{calendar}/{token}", echo, {"summary": "x", "responses": {}}),
    Route("GET", "/stream", stream),
    Route("GET", "/break-off", break_off),
    Route("GET", "/long", long),
    Route("GET", "/busy", busy),
    Route("GET", "/crash", crash),
    Route("GET", "/untold", untold),
    Route("GET", "/forged", forged),
]


def toy(**changes):
    named = {"name": "toy", "prefix": "/toy", "routes": ROUTES, "render_fault": tell, "render_error": broken}
    return Door(**(named | changes))


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log"
    with path.open("wb") as file:
        yield path, Sink(file.fileno())


@pytest.fixture
def application(log):
    _, sink = log
    root, ours = logging.getLogger(), logging.getLogger("kalends")
    before = root.handlers, root.level, ours.level
    set_up(render=as_json, level="info", sink=sink)
    yield application_of(sink)
    root.handlers, root.level, ours.level = before


def application_of(sink):
    pages = toy(name="house", prefix="", routes=[])

    @asynccontextmanager
    async def life():
        yield

    policies = Policies(
        access_log=AccessLog(render=as_json, sink=sink),
        metrics=Metrics(),
        cors=Cors(()),
        proxies=Proxies(()),
        stall=StallWatch(5),
    )
    mounts = [Mount(toy(), ("/shared", "/calendars/{calendar}/{token}"))]
    return Application(Router(mounts, pages), policies, life)


def ask(application, path, method="GET", **options):
    async def one():
        transport = httpx2.ASGITransport(app=application)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, **options)

    return asyncio.run(one())


def test_a_path_and_its_alias_lead_to_one_resource(application):
    assert ask(application, "/toy/shared").content == ask(application, "/shared").content == b"always the same"
    expected = {"calendar": "a b", "token": "ü"}
    assert ask(application, "/toy/calendars/a%20b/%C3%BC").json() == expected
    assert ask(application, "/calendars/a%20b/%C3%BC").json() == expected


def test_a_tree_leads_to_all_that_begins_so():
    router = Router([Mount(toy(), ("/calendars/",))], toy(name="house", prefix="", routes=[]))
    assert "/calendars/{calendar}/{token}" in router.search({"path": "/calendars/a/b"}).route
    lost = router.search({"path": "/calendars/a/b/c"})
    assert (lost.door.name, lost.resource) == ("toy", None)
    assert router.search({"path": "/calendarsx"}).door.name == "house"
    assert "/shared" not in router.exact


@pytest.mark.parametrize(
    "path", ["/toy", "/toy/", "/toy/shared/", "/toys/shared", "/toy/calendars/a//", "/stream", "//"]
)
def test_what_is_near_a_path_is_not_there(application, path):
    assert ask(application, path).status_code == 404


def test_an_answer_that_is_used_again_does_not_grow(application):
    first, second = ask(application, "/shared"), ask(application, "/shared")
    assert len(first.headers) == len(second.headers)
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_an_answer_that_streams_is_an_answer_too(application):
    answer = ask(application, "/toy/stream")
    assert answer.content == b"one two"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "x-request-id" in answer.headers


def lines_of(log, event):
    lines = [json.loads(line) for line in log[0].read_text().splitlines()]
    return [line for line in lines if line["event"] == event]


def test_an_answer_that_breaks_off_is_noted_and_goes_on_to_the_server(application, log):
    with pytest.raises(RuntimeError, match="on the way"):
        ask(application, "/toy/break-off")
    (line,) = lines_of(log, "request")
    assert (line["path"], line["error"]) == ("/toy/break-off", "broken")


@pytest.mark.parametrize("path", ["/toy/shared", "/toy/stream"])
def test_a_client_that_is_gone_is_no_error(application, log, path):
    async def receive():
        return {"type": "http.disconnect"}

    async def send(_message):
        raise ConnectionResetError

    scope = {
        "type": "http",
        "asgi": {"spec_version": "2.4"},
        "method": "GET",
        "path": path,
        "headers": [],
        "client": None,
    }
    asyncio.run(application(scope, receive, send))
    (line,) = lines_of(log, "request")
    assert (line["status"], line["error"]) == (200, "client-gone")


@pytest.mark.parametrize(
    ("sent", "last"),
    [
        ({"content-length": "0"}, False),
        ({"content-length": "65536"}, False),
        ({"content-length": "65537"}, True),
        ({"content-length": "5", "expect": "100-continue"}, True),
        ({"transfer-encoding": "chunked"}, True),
        ({}, False),
    ],
)
def test_an_answer_to_a_large_body_that_nobody_read_is_the_last_one(application, sent, last):
    answer = ask(application, "/toy/shared", headers=sent)
    assert answer.headers.get("connection") == ("close" if last else None)


def test_a_fault_that_may_pass_tells_when(application):
    answer = ask(application, "/toy/busy")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


@pytest.mark.parametrize("path", ["/toy/crash", "/toy/untold", "/toy/forged"])
def test_what_nobody_foresaw_is_told_without_its_trace(application, log, path):
    answer = ask(application, path)
    told = answer.json()
    assert (answer.status_code, told["error"]) == (500, "internal error")
    assert told["request_id"] == answer.headers["x-request-id"]
    assert "set-cookie" not in answer.headers
    assert "secret" not in answer.text
    (line,) = [line for line in log[0].read_text().splitlines() if '"level":"error"' in line]
    assert told["request_id"] in line
    assert "Traceback" in line


def test_one_path_can_have_several_methods(application):
    assert ask(application, "/shared", "POST", content=b"").json() == {}
    assert ask(application, "/shared", "PATCH").headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_two_doors_cannot_mean_two_things_by_one_name():
    doors = [Mount(toy(name=name, schemas={"Event": {"title": name}})) for name in ("a", "b")]
    with pytest.raises(ValueError, match="Event"):
        describe(doors, version="0", public_url="")


def test_numbers_of_all_processes_are_added_up(tmp_path):
    parts = [Metrics(folder=tmp_path) for _ in range(3)]
    for number, metrics in enumerate(parts, 1):
        for _ in range(number):
            metrics.count(("toy", "/shared", "GET", 200), 0.004)
        metrics.save()
    parts[0].count(("toy", "/shared", "GET", 500), 20)
    text = exposition(parts[0].total(), version="0").decode()
    assert 'kalends_requests_total{door="toy",method="GET",route="/shared",status="200"} 6.0' in text
    assert 'kalends_request_seconds_bucket{door="toy",le="0.005",route="/shared"} 6.0' in text
    assert 'kalends_request_seconds_bucket{door="toy",le="+Inf",route="/shared"} 7.0' in text
    assert 'kalends_request_seconds_sum{door="toy",route="/shared"} 20.02' in text


@pytest.mark.parametrize("render", [as_json, as_text])
def test_no_value_breaks_a_line_of_the_log(render):
    event = {"time": "t", "level": "info", "event": "x", "path": "/a\nlevel=error \ud800", "other": object()}
    line = render(event)
    assert b"\n" not in line
    line.decode()
    if render is as_json:
        assert json.loads(line)["path"] == event["path"]


def test_tokens_are_struck_out_of_paths():
    assert without_tokens("/apyhub/files/" + "a1" * 20 + ".77") == "/apyhub/files/…"
    assert without_tokens("/generate/ical/file") == "/generate/ical/file"


def test_a_body_must_come_at_a_least_rate():
    watch = StallWatch(30, 500)
    assert watch.last_moment(100, 0) == 130
    assert watch.last_moment(100, 5_000) == 140


def test_the_watch_wakes_at_the_last_moment_of_a_body_that_drips():
    async def drip():
        return await asyncio.sleep(60)

    async def one():
        with pytest.raises(StallError):
            await StallWatch(0.1).wait(drip, asyncio.get_running_loop().time() - 1)

    asyncio.run(asyncio.wait_for(one(), 30))


def test_the_watch_wakes_who_waits_too_long_and_nobody_else():
    async def never():
        await asyncio.Event().wait()

    async def soon():
        await asyncio.sleep(0.25)
        return "here"

    async def both():
        watch = StallWatch(0.1)
        cut_off = asyncio.create_task(StallWatch(60).wait(never))
        patient = asyncio.create_task(StallWatch(60).wait(soon))
        with pytest.raises(StallError):
            await watch.wait(never)
        await asyncio.sleep(0)  # the task that was woken goes on as any other
        cut_off.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cut_off
        return await patient

    assert asyncio.run(both()) == "here"


def messages_of(application, path, method="GET"):
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": [(b"x-request-id", b"seven")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2)}
    asyncio.run(application(scope | {"scheme": "http"}, receive, send))
    return sent


def test_a_long_answer_is_sent_piece_by_piece(application):
    start, *bodies = messages_of(application, "/toy/long")
    headers = dict(start["headers"])
    assert headers[b"content-length"] == b"600000"
    assert headers[b"etag"] == b'"a"'
    assert headers[b"x-request-id"] == b"seven"
    assert b"".join(each["body"] for each in bodies) == COUNTED
    assert len(bodies) > 5
    assert [each.get("more_body", False) for each in bodies] == [True] * (len(bodies) - 1) + [False]
    assert ask(application, "/toy/long").headers["content-length"] == "600000"


def test_the_head_of_a_long_answer_tells_its_length(application):
    start, body = messages_of(application, "/toy/long", "HEAD")
    assert dict(start["headers"])[b"content-length"] == b"600000"
    assert body == {"type": "http.response.body", "body": b""}


@pytest.mark.parametrize(
    ("peer", "trusted"),
    [
        ("10.0.0.5", True),
        ("::ffff:10.0.0.5", True),
        ("::ffff:10.0.0.6", False),
        ("::a00:5", False),
        ("fe80::1%lo", True),
    ],
)
def test_a_proxy_is_known_by_its_address_however_a_socket_tells_it(peer, trusted):
    """A server on `::` is told addresses of IPv4 as those of IPv6 (RFC 4291 §2.5.5.2)."""
    proxies = Proxies(["10.0.0.5", "fe80::/64"])
    context = RequestContext({b"x-forwarded-for": b"203.0.113.7"}, client=peer)
    scope = {"type": "http", "scheme": "http", "client": (peer, 4711)}
    proxies.resolve(scope, context)
    assert (context.client, scope["client"][0]) == (("203.0.113.7",) * 2 if trusted else (peer, peer))


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_known_however_a_socket_tells_it(peer):
    scope = {"type": "http", "client": (peer, 4711), "headers": [(b"host", b"localhost:8080")]}
    assert is_local(Request(scope))
    assert not is_local(Request({**scope, "client": ("::ffff:203.0.113.7", 4711)}))
