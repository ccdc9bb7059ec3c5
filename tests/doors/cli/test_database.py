"""`--database`: every command works upon a database elsewhere, however it is named."""

from pathlib import Path

import pytest

from kalends.doors.cli.terminal import EXIT_CODES
from kalends.errors import Kind


def test_a_database_is_named_after_or_before_the_command(run, data: Path, postgres_url: str) -> None:
    assert run("user", "add", "anna@example.org", "--database", postgres_url).exit_code == 0
    assert len(run("key", "add", "anna@example.org", "--database", postgres_url).stdout.strip()) >= 40
    assert "anna@example.org" in run("--database", postgres_url, "user", "list").stdout
    assert not data.exists()


def test_a_database_is_named_by_the_environment_or_the_settings(
    run, data: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("user", "add", "anna@example.org", "--database", postgres_url)
    assert run("user", "list").exit_code == EXIT_CODES[Kind.NOT_FOUND]
    data.mkdir()
    (data / "kalends.toml").write_text(f'database = "{postgres_url}"')
    assert "anna@example.org" in run("user", "list").stdout
    (data / "kalends.toml").unlink()
    monkeypatch.setenv("KALENDS_DATABASE", postgres_url)
    assert "anna@example.org" in run("user", "list").stdout


def test_what_is_no_database(run) -> None:
    told = run("user", "list", "--database", "mysql://host/name")
    assert told.exit_code == EXIT_CODES[Kind.INVALID]
    assert "postgresql://user@host/name" in told.stderr


def test_a_server_on_postgresql(start_server, postgres_url: str) -> None:
    running = start_server(database=postgres_url, workers=2)
    with running.client() as client:
        assert client.get("/readyz").status_code == 200
        answer = client.post("/generate/ical/file", json={})
    assert answer.status_code not in (401, 500, 503)
    assert not (running.data / "kalends.sqlite3").exists()
