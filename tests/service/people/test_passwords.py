"""The slow hash itself."""

import threading

from kalends.service.people.passwords import AT_ONCE, ArgonHasher


def test_a_password_matches_its_own_hash_alone() -> None:
    hasher = ArgonHasher()
    password_hash = hasher.hash("secret")
    assert password_hash.startswith("$argon2id$")
    assert hasher.matches(password_hash, "secret")
    assert not hasher.matches(password_hash, "Secret")
    assert not hasher.matches(password_hash, "half \ud800")
    assert not hasher.matches("", "secret")
    assert not hasher.matches("no hash", "secret")
    assert hasher.hash("secret") != password_hash


def test_only_so_many_hash_at_once() -> None:
    hasher = ArgonHasher()
    inside: list[int] = []
    most: list[int] = []
    together = threading.Barrier(AT_ONCE)  # broken where fewer may hash at once

    def work() -> None:
        with hasher.attempt():
            inside.append(1)
            most.append(len(inside))
            together.wait(60)
            inside.pop()

    threads = [threading.Thread(target=work) for _ in range(3 * AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == AT_ONCE
