"""The short form of the tests says what it leaves out, and leaves out nothing else."""

import pytest

from config import ROOT

pytest_plugins = ["pytester"]

SUITE = """
import pytest

@pytest.mark.slow
def test_long(): ...

@pytest.mark.slow
@pytest.mark.journey
def test_long_journey(): ...

def test_short(): ...
"""
INI = "[pytest]\nmarkers = slow\n journey\n"


@pytest.fixture(autouse=True)
def findable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runs inside find this project, and no database."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("ZHULU_TEST_DATABASE_URL", raising=False)


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_shorter_run_names_the_files_of_what_it_left_out(
    pytester: pytest.Pytester, processes: str
) -> None:
    pytester.makeini(INI)
    pytester.makepyfile(test_one=SUITE)
    asked = ["-p", "tests.left_for_full", "-n", processes, "-m", "not journey and not slow"]
    result = pytester.runpytest_subprocess(*asked)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["Left for --full: 1 tests in test_one.py (1)"])


def test_the_full_run_leaves_nothing_out(pytester: pytest.Pytester) -> None:
    pytester.makeini(INI)
    pytester.makepyfile(test_one=SUITE)
    result = pytester.runpytest_subprocess("-p", "tests.left_for_full", "-m", "not journey")
    result.assert_outcomes(passed=2)
    result.stdout.no_fnmatch_line("*Left for --full*")


def test_on_postgresql_a_test_through_pages_runs_its_first_case(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHULU_TEST_DATABASE_URL", "postgresql://nowhere")
    pytester.makeini(INI)
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def migrated_app(): ...
        @pytest.fixture
        def client(migrated_app): ...

        def test_without_database(): ...
        @pytest.mark.parametrize("role", "abc")
        def test_through_pages(client, role): ...
        @pytest.mark.parametrize("case", "abc")
        def test_of_an_action(migrated_app, case): ...
        """
    )
    result = pytester.runpytest_subprocess(
        "-p", "tests.left_for_full", "-m", "not journey and not slow"
    )
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["Left for --full: 2 tests in *"])
