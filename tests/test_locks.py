"""What is locked for running is locked for testing as well, in the same versions."""

import re

from config import ROOT


def _locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.\-\[\]]+)==([^\s;]+)", text, re.MULTILINE))


def test_tests_install_everything_that_the_program_installs():
    running, testing = _locked("requirements.txt"), _locked("requirements-dev.txt")
    assert len(running) > 20
    assert {name: testing.get(name) for name in running} == running
