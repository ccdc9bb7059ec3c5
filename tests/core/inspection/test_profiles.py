"""Profiles: each rule has a public source, a file that passes and one that fails; a profile has five rules or more."""

import re
from pathlib import Path

import pytest

from kalends.core.inspection import PROFILES, Profile, check_file
from kalends.doors.cli.check import ProfileName
from kalends.errors import Severity

VECTORS = Path(__file__).parents[2] / "vectors" / "profiles"
SOURCE = re.compile(r"RFC \d{4} §[\d.]+|https://[a-z0-9.-]+/\S+")
SEVERITIES = {(name, rule.code): rule.severity for name, profile in PROFILES.items() for rule in profile.rules} | {
    (name, raised.code): Severity.ERROR for name, profile in PROFILES.items() for raised in profile.raised
}
RULES = [pytest.param(PROFILES[name], code, id=f"{name}-{code.removeprefix(f'{name}-')}") for name, code in SEVERITIES]


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_has_five_rules_with_sources(name: str) -> None:
    profile = PROFILES[name]
    assert profile.name == name
    assert len(profile.rules) + len(profile.raised) >= 5
    assert all(SOURCE.fullmatch(each.source) for each in (*profile.rules, *profile.raised))
    assert all(rule.code.startswith(f"{name}-") and rule.message for rule in profile.rules)


def test_the_command_knows_every_profile() -> None:
    assert {*ProfileName} == PROFILES.keys()


def test_every_file_belongs_to_a_rule() -> None:
    found = {(path.parent.name, path.name.partition(".")[0]) for path in VECTORS.rglob("*.ics")}
    assert found == SEVERITIES.keys()


@pytest.mark.parametrize(("profile", "code"), RULES)
def test_a_file_passes(profile: Profile, code: str) -> None:
    assert check_file((VECTORS / profile.name / f"{code}.pass.ics").read_bytes(), profile=profile) == []


@pytest.mark.parametrize(("profile", "code"), RULES)
def test_a_file_fails_by_that_rule_alone(profile: Profile, code: str) -> None:
    source = (VECTORS / profile.name / f"{code}.fail.ics").read_bytes()
    (flaw,) = check_file(source, profile=profile)
    assert (flaw.code, flaw.severity) == (code, SEVERITIES[profile.name, code])
    assert SOURCE.fullmatch(flaw.rfc)
    assert flaw.line > 0
    assert all(other.severity is Severity.WARNING for other in check_file(source))  # the standard allows it
