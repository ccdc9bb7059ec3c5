"""How many connections there may be: up to the limit, and not one more."""

import json
import socket
import time
from contextlib import ExitStack

import pytest
from tests.conftest import PATIENCE

from kalends.edge.server.limits import Admission

GET = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"


def test_exactly_the_limit_is_let_in_from_one_address():
    admission = Admission(100, 3, ())
    assert [admission.admit("203.0.113.7") for _ in range(3)] == ["", "", ""]
    assert "3 connections from your address" in admission.admit("203.0.113.7")
    assert admission.admit("203.0.113.8") == ""
    admission.leave("203.0.113.7")
    assert admission.admit("203.0.113.7") == ""
    assert admission.admit("203.0.113.7")


def test_exactly_the_limit_is_let_in_of_all():
    admission = Admission(3, 2, ())
    assert [admission.admit(f"203.0.113.{number}") for number in range(3)] == ["", "", ""]
    assert "3 connections already" in admission.admit("203.0.113.9")
    admission.leave("203.0.113.0")
    assert admission.admit("203.0.113.9") == ""


def test_a_network_of_ipv6_is_one_address():
    admission = Admission(100, 2, ())
    assert [admission.admit(f"2001:db8::{number}") for number in (1, 2)] == ["", ""]
    assert admission.admit("2001:db8::3:0:0:1")
    assert admission.admit("2001:db8:0:1::1") == ""


def test_an_address_of_ipv4_is_the_same_in_ipv6():
    admission = Admission(100, 1, ())
    assert admission.admit("::ffff:203.0.113.7") == ""
    assert admission.admit("203.0.113.7")
    assert admission.admit("::ffff:203.0.113.8") == ""


@pytest.mark.parametrize("proxy", ["10.0.0.5", "::ffff:10.0.0.5", "fd00::1"])
def test_a_trusted_proxy_has_the_bound_of_all_alone(proxy):
    admission = Admission(5, 1, ("10.0.0.0/8", "fd00::/16"))
    assert [admission.admit(proxy) for _ in range(5)] == [""] * 5
    assert admission.admit(proxy)
    admission.leave(proxy)
    assert admission.admit(proxy) == ""


def test_nothing_is_kept_of_addresses_that_left():
    admission = Admission(100, 5, ())
    for number in range(1000):
        address = f"203.0.{number // 250}.{number % 250}"
        assert admission.admit(address) == ""
        admission.leave(address)
    assert not admission._by_address


def answer(connection: socket.socket) -> bytes:
    connection.sendall(GET)
    received = connection.recv(65536)
    if received.startswith(b"HTTP/1.1 503"):
        while piece := connection.recv(65536):
            received += piece
    return received


def is_let_in(server) -> bool:
    with server.connect() as connection:
        return answer(connection).startswith(b"HTTP/1.1 200")


def wait_until(holds) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"connections_per_address": 3}, b"There are 3 connections from your address"),
        ({"connections": 3}, b"The server holds 3 connections"),
        ({"connections": 3, "connections_per_address": 1, "trusted_proxies": "127.0.0.1"}, b"holds 3 connections"),
    ],
    ids=["of an address", "of all", "of a proxy"],
)
def test_one_connection_too_many_is_told_so(start_server, settings, says):
    server = start_server(log_format="json", **settings)
    with ExitStack() as stack:
        wait_until(lambda: is_let_in(server))
        time.sleep(0.3)  # until those that are closed are gone
        held = [stack.enter_context(server.connect()) for _ in range(3)]
        assert [answer(connection)[:12] for connection in held] == [b"HTTP/1.1 200"] * 3
        with server.connect() as one_more:
            received = answer(one_more)
        assert received.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        assert says in received
        assert b"retry-after: 5\r\n" in received
        assert b"connection: close\r\n" in received
        assert answer(held[0]).startswith(b"HTTP/1.1 200")
        held[1].close()
        wait_until(lambda: is_let_in(server))
    lines = [json.loads(line) for line in server.log_when("too many connections").splitlines()]
    assert len([line for line in lines if line["event"] == "too many connections"]) == 1
