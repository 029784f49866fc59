"""One installation for all tests of a run, copied for each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.durability.grounds import Grounds, lay_out


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Grounds:
    return lay_out(tmp_path_factory.mktemp("grounds"))


@pytest.fixture
def grounds(template: Grounds, tmp_path: Path) -> Grounds:
    """An installation that the test may ruin."""
    return template.copied_to(tmp_path / "own")


@pytest.fixture
def another(template: Grounds, tmp_path: Path) -> Callable[[], Grounds]:
    """`another()` returns one more such installation."""
    numbers = iter(range(1000))
    return lambda: template.copied_to(tmp_path / f"own{next(numbers)}")
