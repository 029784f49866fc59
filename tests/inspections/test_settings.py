"""The settings of inspections take no value that would switch a rule off unseen."""

import pytest

from app.inspections.settings import kinds_of_works


@pytest.mark.parametrize(
    "value, problems",
    [
        (["reconstruction", "maintenance"], 0),
        ([], 0),  # the rule is off on purpose
        (["reconstructoin"], 1),
        ("reconstruction", 1),
        ([1], 1),
        (None, 1),
    ],
)
def test_the_kinds_of_works_must_be_known(value, problems):
    assert len(kinds_of_works(value)) == problems
