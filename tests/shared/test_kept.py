"""Parts of pages are kept while nothing changes."""

import pytest

from app.accounts.models import Organisation
from app.shared.audit import Program, record
from app.shared.kept import kept
from tests.makers.accounts import an_organisation

pytestmark = pytest.mark.usefixtures("context")


def test_a_part_is_made_once_until_something_is_recorded() -> None:
    organisation: Organisation = an_organisation()
    made = []

    def make() -> int:
        made.append(1)
        return len(made)

    assert [kept("part", make), kept("part", make), kept("other", make)] == [1, 1, 2]
    record(Program(), "organisation.changed", organisation)
    assert [kept("part", make), kept("part", make)] == [3, 3]
