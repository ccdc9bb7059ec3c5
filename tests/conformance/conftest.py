"""What the long runs share with the short ones."""

from tests.oracles.conftest import house, readers  # noqa: F401 — fixtures
