"""Random requests at both generators, others in every run: the long run."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.doors import nasty
from tests.doors import test_random_requests as short
from tests.house import House

LONG = settings(short.QUICK, max_examples=4000, derandomize=False, database=None)


@LONG
@given(body=short.apyhub_bodies, query=nasty.queries, path=short.PATHS)
def test_apyhub(house: House, body: bytes, query: str, path: str) -> None:
    short.check_apyhub(house, body, query, path)


@LONG
@given(body=short.skycore_bodies)
def test_skycore(house: House, body: bytes) -> None:
    short.check_skycore(house, body)


@LONG
@given(headers=nasty.headers, query=nasty.queries, with_key=st.booleans())
def test_headers(house: House, headers: list[tuple[bytes, bytes]], query: str, with_key: bool) -> None:
    short.check_requests(house, [*headers, *([(b"apy-token", house.key.encode())] if with_key else [])], query)


@LONG
@given(method=short.METHODS, path=st.text())
def test_paths(house: House, method: str, path: str) -> None:
    short.check_paths(house, method, path)
