"""What runs only with --full, and the list of it that a shorter run prints at its end.

Slow tests carry the mark. On PostgreSQL the rest is taken here: tests that never touch the database have run
already, and the further cases of a test that goes through pages send the same statements as its first.
"""

import os
from collections import Counter
from collections.abc import Iterable

import pytest

ON_POSTGRES = {"migrated_app", "contended_app"}
THROUGH_PAGES = {"client", "browser_of"}
COUNTS = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[COUNTS] = Counter()
    if config.pluginmanager.hasplugin("xdist") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_OfWorkers(config))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("ZHULU_TEST_DATABASE_URL"):
        touching = [item for item in items if ON_POSTGRES & _fixtures(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in touching])
        items[:] = touching
        for item in further_cases(items):
            item.add_marker("slow")


def further_cases(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the cases after the first of each test that goes through pages."""
    seen, further = set(), []
    for item in items:
        if THROUGH_PAGES & _fixtures(item):
            test = (item.path, getattr(item, "originalname", item.name))
            if test in seen:
                further.append(item)
            seen.add(test)
    return further


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


class _OfWorkers:
    """Takes over the counts of the processes that ran the tests; all of them count the same."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: pytest.Session) -> None:
        counts = getattr(node, "workeroutput", {}).get("left_for_full", {})
        self.config.stash[COUNTS] = Counter(counts)


def pytest_deselected(items: Iterable[pytest.Item]) -> None:
    for item in items:
        expression = item.config.option.markexpr
        if "not slow" in expression and item.get_closest_marker("slow"):
            in_step = bool(item.get_closest_marker("journey")) != ("not journey" in expression)
            item.config.stash[COUNTS][item.nodeid.partition("::")[0]] += in_step


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_for_full"] = dict(session.config.stash[COUNTS])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    counts = +terminalreporter.config.stash[COUNTS]
    if counts:
        files = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
        terminalreporter.write_line(f"Left for --full: {counts.total()} tests in {files}")
