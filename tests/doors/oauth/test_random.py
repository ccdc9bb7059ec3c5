"""Random parameters at the page and at the endpoints: an answer that RFC 6749 knows to each, and nothing stored."""

from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.doors import nasty
from tests.house import OWNER, House

from kalends.__main__ import ProgramRoot
from kalends.service.access import caller_of
from kalends.service.people.oauth import NewClient

QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
ERRORS = {"invalid_request", "invalid_client", "invalid_grant", "invalid_scope", "unsupported_grant_type"}
NAMES = [
    *("response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"),
    *("grant_type", "code", "code_verifier", "refresh_token", "client_secret", "token", "page", "step", "email"),
]
WORDS = ["code", "authorization_code", "refresh_token", "read", "S256", "sign-in", "allow", "oc." + "x" * 48]
GOOD = st.sampled_from(WORDS)
pairs = st.lists(st.tuples(st.sampled_from(NAMES), st.one_of(GOOD, nasty.strings)), max_size=10)
forms = st.one_of(
    pairs.map(lambda found: urlencode(found, errors="surrogatepass").encode()),
    st.binary(max_size=200),
)
headers = st.one_of(
    st.just([]),
    st.binary(max_size=60).map(lambda octets: [(b"authorization", b"Basic " + octets)]),
    st.binary(max_size=60).map(lambda octets: [(b"cookie", b"kalends_consent=" + octets)]),
)


@QUICK
@given(path=st.sampled_from(["/oauth/token", "/oauth/revoke"]), body=forms, sent=headers)
def test_the_endpoints(house: House, path: str, body: bytes, sent: list[tuple[bytes, bytes]]) -> None:
    answer = house.ask("POST", path, body, headers=sent)
    assert answer.status in (400, 401, 429), answer.text
    assert answer.json["error"] in ERRORS | {"temporarily_unavailable"}


@QUICK
@given(method=st.sampled_from(["GET", "POST"]), query=forms, body=forms, sent=headers)
def test_the_page(house: House, method: str, query: bytes, body: bytes, sent: list[tuple[bytes, bytes]]) -> None:
    before = house.rows()
    answer = house.ask(method, "/oauth/authorize", body, query=query.decode("latin-1"), headers=sent)
    assert (answer.status, "location" in answer.headers) == (400, False), answer.text
    assert house.rows()["oauth_consent"] == before["oauth_consent"]


@QUICK
@given(body=forms, query=forms)
def test_the_page_of_an_application(house: House, body: bytes, query: bytes) -> None:
    client_id = _known(house)
    asked = f"client_id={client_id}&redirect_uri=https%3A%2F%2Fapp.example%2F&response_type=code&"
    for method in ("GET", "POST"):
        answer = house.ask(method, "/oauth/authorize", body, query=asked + query.decode("latin-1"), headers={})
        assert answer.status in (200, 303, 400, 403), answer.text
        if answer.status == 303:
            assert answer.headers["location"].startswith("https://app.example/?error=")


def _known(house: House) -> str:
    """The client id of an application, which is made when it is first needed."""
    found = _MADE.get(house.key)
    if found is None:
        with house.service() as service:
            administrator = caller_of(service.people.find(OWNER), None)
            new = NewClient("Random", ("https://app.example/",))
            found = _MADE[house.key] = service.oauth.applications.add(
                administrator, new, now=ProgramRoot().now()
            ).client.client_id
    return found


_MADE: dict[str, str] = {}
