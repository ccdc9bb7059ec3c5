"""What a careless or hostile client may send: values, bodies, queries and headers, drawn at random."""

import json
from typing import Any

from hypothesis import strategies as st

LARGE = "x" * 1_000_000
STRINGS = (
    *(
        "",
        " ",
        "\t",
        "\n",
        "a\0b",
        "a\x1bb",
        "\x7f",
        "\ud800",
        "a\udfff",
        "\ufffe",
        "\ufeff",
        "\x85",
        "\u2028",
        "\u202e",
    ),
    *("x\r\nATTENDEE:mailto:evil@example.com", "x\nEND:VEVENT\nEND:VCALENDAR", "x\rX-FORGED:y", "\r\n folded"),
    *("a\r\nSet-Cookie: b=c", 'a"; filename="b', "BEGIN:VALARM", "\\", "\\n", ";", ",", ":", '"', "^n^'^^", "=0D=0A"),
    *("0001-01-01", "9999-12-31", "01-01-0001", "31-12-9999", "10000-01-01", "2026-02-30", "٢٠٢٦-١٢-١٧", "1e3"),
    *("00:00", "23:59:59", "24:00", "9:05", "-1:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59+00:01", "2026-W53-7"),
    *("2021-12-17T24:00", "20211217", "Mars/Phobos", "../../etc/passwd", "Europe/Berlin\0", "/Europe/Berlin", "utc"),
    *("W. Europe Standard Time", "Africa/Monrovia", "Antarctica/Troll", "Pacific/Apia", "Europe/Dublin", "Asia/Gaza"),
    *("cancel", "CANCEL", "MO", "5MO", "-53SU", "54MO", "ĸ", "ſ", "createcalendar", "CREATECALENDAR\n", "a@b", "a@b@c"),
    *("ana@example.com\r\nX:y", "<ana@example.com>", '"a b"@example.com', "a@[127.0.0.1]", "é@é", "%0d%0a@x", "a?b@x"),
    "x" * 10_000,
    "漢" * 5_000,
)
NUMBERS = (0, -0.0, 1, -1, 1.5, 31, 32, 53, 366, 2**31 - 1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**400, 1e308)

strings = st.sampled_from(STRINGS) | st.text(max_size=30)
scalars = st.none() | st.booleans() | st.sampled_from(NUMBERS) | st.integers() | st.floats(allow_nan=False) | strings
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(strings, inner, max_size=4), max_leaves=8
)
rare = st.sampled_from(
    [
        LARGE,
        ["a@b"] * 10_000,
        [f"guest-{number}@example.com" for number in range(10_000)],
        [5] * 1_000,
        [LARGE[:1000]] * 500,
        {LARGE[:100_000]: 1},
    ]
)


def mutated(good: dict[str, Any], fields: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """A good body with a few of its fields changed, taken away or added."""
    value = st.one_of(values, values, values, values, values, values, values, rare)
    change = st.dictionaries(st.sampled_from(fields), value, min_size=1, max_size=3)
    gone = st.lists(st.sampled_from(fields), max_size=1)
    return st.builds(
        lambda changed, without: {name: each for name, each in (good | changed).items() if name not in without},
        change,
        gone,
    )


def octets(bodies: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """Bodies as they are sent: JSON as a rule, and sometimes what is hardly JSON."""
    sound = bodies.map(lambda body: json.dumps(body).encode())
    raw = bodies.map(lambda body: json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return st.one_of(sound, sound, sound, raw, _broken(sound), st.sampled_from(HARDLY_JSON), st.binary(max_size=60))


def _broken(sound: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    cut = st.builds(lambda body, at: body[: at % (len(body) + 1)], sound, st.integers(0, 10_000))
    put = st.builds(
        lambda body, at, piece: body[: at % len(body)] + piece + body[at % len(body) :],
        sound,
        st.integers(0, 10_000),
        st.sampled_from([b"\0", b"\xff", b"\r\n", b'"', b"{", b"]", b"\xef\xbb\xbf", b"\\u0000", b"\\ud800", b"NaN"]),
    )
    wide = sound.map(lambda body: body.decode().encode("utf-16"))
    marked = sound.map(lambda body: b"\xef\xbb\xbf" + body)
    twice = sound.map(lambda body: body[:-1] + b"," + body[1:] if len(body) > 2 else body)
    return st.one_of(cut, put, wide, marked, twice)


HARDLY_JSON = (
    *(
        b"",
        b" ",
        b"null",
        b"true",
        b"7",
        b'"x"',
        b"[]",
        b"{}",
        b"[{}]",
        b"{",
        b"}",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ),
    *(b"[" * 100_000, b'{"a":' * 100_000, b'{"recurrence":' * 900 + b"1" + b"}" * 900, b"1e999", b"-", b'{"a":1,}'),
    *(
        b"{'a': 1}",
        b"NaN",
        b"Infinity",
        b'{"a":"\\ud83d\\ude00"}',
        b'{"a":"\\ude00\\ud83d"}',
        b"9" * 5_000,
        b"// x\n{}",
    ),
)

queries = st.lists(
    st.builds(
        lambda name, value: f"{name}={value}",
        st.sampled_from(["output", "event_type", "x", "output[]", "", "%00"]),
        st.sampled_from(
            ["", "a", "cancel", "request", "%0D%0AX:y", "%00", "%FF%FE", "%", "..%2F", "%22", "é", "+", "&", "="]
        )
        | st.text(st.characters(max_codepoint=255), max_size=20),
    ),
    max_size=3,
).map("&".join)

headers = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *(b"x-request-id", b"content-type", b"accept", b"origin", b"host", b"x-forwarded-for", b"forwarded"),
                *(b"x-forwarded-host", b"x-forwarded-proto", b"expect", b"x-api-key", b"authorization", b"user-agent"),
                *(b"content-length", b"content-encoding", b"cookie", b"if-none-match", b"transfer-encoding"),
            ]
        ),
        st.binary(max_size=40)
        | st.sampled_from(
            [b"a\r\nX: y", b"\0", b"*", b"null", b"gzip", b"text/plain", b"0", b"-1", b"9" * 30, b"a" * 5000]
        ),
    ),
    max_size=3,
)
