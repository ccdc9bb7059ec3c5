"""UIDs under load: eight clients at once, and never the same UID twice."""

from concurrent.futures import ThreadPoolExecutor

from tests.doors.skycore.conftest import GOOD

CLIENTS = 8
REQUESTS = 500


def test_uids_are_unique_under_load(server):
    def uids(_number):
        with server.client() as client:
            answers = [client.post("/skycore/v2", json=GOOD) for _ in range(REQUESTS)]
        assert {answer.status_code for answer in answers} == {200}
        return [line for answer in answers for line in answer.text.split("\r\n") if line.startswith("UID:")]

    with ThreadPoolExecutor(CLIENTS) as clients:
        made = [uid for found in clients.map(uids, range(CLIENTS)) for uid in found]
    assert len(made) == len(set(made)) == CLIENTS * REQUESTS
