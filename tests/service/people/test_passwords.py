"""The slow hash itself."""

from kalends.service.people.passwords import ArgonHasher


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
