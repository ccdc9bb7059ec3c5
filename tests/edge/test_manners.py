"""What every request meets, whichever door it is for."""

import json
import re

import pytest

GENERATE = "/generate/ical/file"
EVENT = {
    "description": "d",
    "organizer_email": "ada@example.org",
    "attendees_emails": ["grace@example.org"],
    "time_zone": "Europe/Berlin",
    "meeting_date": "24-11-2026",
}


def test_every_answer_carries_an_id_and_forbids_guessing(server):
    with server.client() as client:
        answers = [client.get("/"), client.get("/nowhere"), client.post(GENERATE, json=EVENT), client.post(GENERATE)]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == len(answers)
    assert all(answer.headers["x-content-type-options"] == "nosniff" for answer in answers)
    assert not any("server" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("sent", "taken"),
    [("trace-7f.3:a/b=", True), ("a" * 128, True), ("a" * 129, False), ("a b", False), ("a;{}", False), ("", False)],
)
def test_an_id_that_is_sane_is_kept(server, sent, taken):
    with server.client() as client:
        answer = client.get("/healthz", headers={"x-request-id": sent})
    assert (answer.headers["x-request-id"] == sent) is taken


def test_a_request_makes_one_line_without_secrets(server):
    secret = "kept-out-of-the-log"
    with server.client() as client:
        headers = {"x-request-id": "logged-once"}
        answer = client.post(GENERATE, params={"output": secret}, json=EVENT | {"summary": secret}, headers=headers)
        assert answer.status_code == 200
        url = client.post("/generate/ical/url", json=EVENT).json()["data"]
        assert client.get(url, headers={"x-request-id": "a-kept-file"}).status_code == 200
        client.get(url + "/more", headers={"x-request-id": "beyond-a-file"})
    log = server.log_when("beyond-a-file")
    (line,) = [json.loads(line) for line in log.splitlines() if "logged-once" in line]
    assert (line["method"], line["path"], line["status"], line["account"], line["key"]) == ("POST", GENERATE, 200, 1, 1)
    assert line["ms"] > 0
    assert secret not in log
    assert server.key not in log
    assert url.rpartition("/")[2] not in log
    assert '"path":"/apyhub/files/{token}"' in log


@pytest.mark.parametrize(
    ("path", "shape"),
    [("/nowhere", {"error": "not found"}), ("/apyhub/x", {"error": "not found"}), ("/generate/ical/", None)],
)
def test_an_unclaimed_path_is_not_found(server, path, shape):
    answer = server.ask("GET", path)
    assert answer.status_code == 404
    assert answer.json() == (shape or {"error": "not found"})


@pytest.mark.parametrize(
    "path", [GENERATE, "/apyhub/generate/ical/file", "/skycore/v2", "/docs", "/data/dictionary/timezone"]
)
def test_a_wrong_method_is_told_which_are_right(server, path):
    answer = server.ask("DELETE", path)
    allowed = answer.headers["allow"].split(", ")
    assert answer.status_code == 405
    assert "OPTIONS" in allowed
    assert ("HEAD" in allowed) is ("GET" in allowed)
    asked = server.ask("OPTIONS", path)
    assert (asked.status_code, asked.content, asked.headers["allow"]) == (204, b"", answer.headers["allow"])


@pytest.mark.parametrize("path", ["/", "/healthz", "/docs", "/data/dictionary/timezone"])
def test_head_is_get_without_the_body(server, path):
    with server.client() as client:
        get, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]
    assert head.headers["content-type"] == get.headers["content-type"]


def test_a_401_carries_a_challenge(server):
    answer = server.ask("POST", GENERATE, json=EVENT)
    assert (answer.status_code, answer.json()) == (401, {"error": "missing api key"})
    assert answer.headers["www-authenticate"].startswith("Basic ")


def test_what_the_server_is(server):
    answer = server.ask("GET", "").json()
    assert answer["name"] == "Kalends"
    assert server.ask("GET", answer["documentation"]).status_code == 200
    assert server.ask("GET", "/healthz").json() == {"status": "alive"}
    assert server.ask("GET", "/readyz").json() == {"status": "ready"}


ORIGIN = {"origin": "https://app.example"}


def test_without_the_setting_no_origin_is_let_in(server):
    headers = ORIGIN | {"access-control-request-method": "POST"}
    for answer in (server.ask("GET", "", headers=ORIGIN), server.ask("OPTIONS", GENERATE, headers=headers)):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.fixture(scope="module")
def open_server(start_shared):
    return start_shared(cors_origins="https://app.example, https://other.example", public_url="https://cal.example/k/")


def test_a_listed_origin_may_read_answers_of_every_kind(open_server):
    for path in ("/", "/nowhere", GENERATE):
        answer = open_server.ask("GET", path, headers=ORIGIN)
        assert answer.headers["access-control-allow-origin"] == "https://app.example"
        assert answer.headers["vary"] == "Origin"
        exposed = set(answer.headers["access-control-expose-headers"].split(", "))
        usual = {"Content-Disposition", "X-Request-Id", "ETag", "Location", "Link", "Retry-After"}
        assert exposed == usual | {"X-Total-Count", "X-Incomplete"}


def test_a_preflight_of_a_listed_origin_is_answered(open_server):
    headers = ORIGIN | {"access-control-request-method": "POST", "access-control-request-headers": "apy-token"}
    answer = open_server.ask("OPTIONS", GENERATE, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "apy-token" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers


def test_another_origin_is_not_let_in(open_server):
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for answer in (
        open_server.ask("GET", "", headers=headers),
        open_server.ask("OPTIONS", GENERATE, headers=headers),
    ):
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["vary"] == "Origin"


def kept_at(server, **headers):
    with server.client() as client:
        return client.post("/generate/ical/url", json=EVENT, headers=headers).json()["data"].partition("/apyhub")[0]


def test_the_public_url_is_the_base_whatever_the_host_says(open_server):
    assert kept_at(open_server) == "https://cal.example/k"
    assert kept_at(open_server, host="evil.example") == "https://cal.example/k"


@pytest.mark.parametrize("host", ["localhost:9", "LOCALHOST", "127.0.0.1:80", "[::1]:8080"])
def test_a_host_that_is_this_machine_is_believed(server, host):
    assert kept_at(server, host=host) == f"http://{host.lower()}"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "localhost/x",
        "",
        "[::1].evil",
        "127.0.0.1:x",
    ],
)
def test_any_other_host_is_not(server, host):
    assert kept_at(server, host=host) == server.url
    assert kept_at(server, **{"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}) == server.url


def test_a_trusted_proxy_is_believed(start_server):
    server = start_server(trusted_proxies="127.0.0.0/8")
    forwarded = {"x-forwarded-proto": "https", "x-forwarded-host": "cal.example"}
    assert kept_at(server, **forwarded) == "https://cal.example"
    assert kept_at(server, **(forwarded | {"x-forwarded-host": "cal.example/x?y"})) == server.url.replace(
        "http", "https"
    )
    headers = {"x-forwarded-for": "6.6.6.6, 203.0.113.7, 127.0.0.1", "x-request-id": "through-a-proxy"}
    assert server.ask("GET", "/metrics", headers=headers).status_code == 403
    assert '"address":"203.0.113.7"' in server.log_when("through-a-proxy")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:9", "127.8.9.10", "[::1]:8080"])
def test_metrics_are_for_who_names_this_machine(server, host):
    assert server.ask("GET", "/metrics", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("host", "rebound.example"),  # the page's own name, which leads here (DNS rebinding)
        ("host", "rebound.example:8080"),
        ("host", "127.0.0.1.rebound.example"),
        ("host", "localhost.example"),
        ("host", ""),
        ("forwarded", "for=203.0.113.7"),
        ("via", "1.1 proxy"),
        ("x-real-ip", "203.0.113.7"),
        ("x-real-ip", "127.0.0.1"),  # whoever says so is a proxy that we do not know
        ("x-forwarded-for", "203.0.113.7"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-host", "localhost"),
        ("x-forwarded-proto", "https"),
        ("origin", "https://page.example"),  # with `cors_origins = ["*"]` a page could read them
        ("origin", "null"),
    ],
)
def test_metrics_are_not_for_other_machines_behind_an_unknown_proxy(server, header, value):
    answer = server.ask("GET", "/metrics", headers={header: value})
    assert answer.status_code == 403
    assert "metrics_public" in answer.json()["error"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-forwarded-for": "127.0.0.1"}, 200),
        ({"x-forwarded-for": "::1", "via": "1.1 proxy", "x-real-ip": "::1"}, 200),
        ({"x-forwarded-for": "127.0.0.1", "x-real-ip": "203.0.113.7"}, 403),
        ({"x-forwarded-for": "127.0.0.1", "forwarded": "for=203.0.113.7"}, 403),
        ({"x-forwarded-for": "127.0.0.1", "origin": "https://page.example"}, 403),
        ({"x-forwarded-for": "127.0.0.1", "host": "rebound.example"}, 403),
        ({"x-forwarded-for": "203.0.113.7"}, 403),
        ({"x-real-ip": "127.0.0.1"}, 403),
    ],
)
def test_metrics_through_a_proxy_that_is_trusted(proxied, headers, status):
    assert proxied.ask("GET", "/metrics", headers=headers).status_code == status


@pytest.fixture(scope="module")
def proxied(start_shared):
    return start_shared(trusted_proxies="127.0.0.0/8")


def test_metrics_are_for_all_where_a_setting_says_so(start_server):
    server = start_server(metrics_public="true")
    assert server.ask("GET", "/metrics", headers={"host": "any.example", "via": "1.1 proxy"}).status_code == 200


def test_no_client_can_make_labels_of_metrics(server):
    for number in range(5):
        server.ask("GET", f"/made-up-{number}")
    server.ask("PURGE", "/")
    text = server.ask("GET", "/metrics").text
    assert "made-up" not in text
    assert "PURGE" not in text
    assert re.search(r'kalends_requests_total\{door="house",method="GET",route="",status="404"\} ([5-9]|\d\d)', text)


def test_the_limit_of_bodies_is_a_setting(start_server):
    server = start_server(body_limit=400, log_format="text")
    with server.client() as client:
        assert client.post(GENERATE, json=EVENT).status_code == 200
        answer = client.post(GENERATE, json=EVENT | {"summary": "x" * 400}, headers={"x-request-id": "too-large"})
    assert answer.status_code == 413
    assert "400 bytes" in answer.json()["error"]
    line = next(line for line in server.log_when("too-large").splitlines() if "too-large" in line)
    assert re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z info    request method=POST path=/generate/ical/file status=413 ", line)
