"""Who sees a photo, and which photos were shown before."""

from datetime import date

import pytest

from app.accounts.rules import Role
from app.evidence import queries
from app.evidence.actions import attach
from app.evidence.rules import Owner, OwnerKind
from app.extensions import db
from app.shared.errors import FrozenRecord, NotFound
from tests.makers.accounts import a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.inspections import a_proved_finding, a_site_log, an_inspection
from tests.makers.works import a_section

pytestmark = pytest.mark.usefixtures("context")
DAY = date(2020, 6, 1)


def test_a_photo_is_shown_to_those_who_see_its_record():
    contractor = a_user(Role.CONTRACTOR)
    own = a_section(contractor=contractor.organisation)
    here = an_inspection(own, photos=[a_stored_photo()])
    elsewhere = an_inspection(photos=[a_stored_photo()])  # the same photo, another firm's section
    proof = a_proved_finding(own, contractor=contractor).proofs[0]
    (mine,), (theirs,) = (
        queries.photos_of(OwnerKind.INSPECTION, [visit.id]) for visit in (here, elsewhere)
    )
    (shown_as_proof,) = queries.photos_of(OwnerKind.PROOF, [proof.id])
    assert queries.get_photo_use_for(contractor, mine.id) is mine
    assert queries.get_photo_use_for(contractor, shown_as_proof.id) is shown_as_proof
    with pytest.raises(NotFound):
        queries.get_photo_use_for(contractor, theirs.id)
    assert queries.get_photo_use_for(a_user(Role.LEADER), theirs.id) is theirs
    assert queries.marks_of([mine, theirs]).keys() == {theirs.id}


def test_a_photo_of_a_log_is_seen_by_the_people_of_each_section_it_tells_of():
    contractor, stranger = a_user(Role.CONTRACTOR), a_user(Role.CONTRACTOR)
    own = a_section(contractor=contractor.organisation)
    a_section(project=own.project, contractor=stranger.organisation)
    log = a_site_log(own.project, own, a_section(project=own.project))
    owner = Owner(OwnerKind.SITE_LOG, log.id, log.log_on, project_id=own.project_id)
    (use,) = attach([a_stored_photo()], owner, by=a_user())
    assert queries.get_photo_use_for(contractor, use.id) is use
    with pytest.raises(NotFound):
        queries.get_photo_use_for(stranger, use.id)


def test_a_record_shows_each_photo_once_and_no_photo_is_taken_away_again():
    owner = Owner(OwnerKind.NOTICE, 1, DAY, section_id=a_section().id)
    by = a_user()
    attach([a_stored_photo("a"), a_stored_photo("a")], owner, by=by)
    attach([a_stored_photo("a"), a_stored_photo("b")], owner, by=by)
    uses = queries.photos_of(owner.kind, [owner.id])
    assert [use.photo.sha256[0] for use in uses] == ["a", "b"]
    uses[0].shown_on = date(2020, 6, 2)
    with pytest.raises(FrozenRecord):
        db.session.flush()


@pytest.mark.parametrize(
    "first, second, is_same",
    [
        ((OwnerKind.NOTICE, 1), (OwnerKind.NOTICE, 1), True),
        ((OwnerKind.NOTICE, 1), (OwnerKind.NOTICE, 2), False),
        ((OwnerKind.INSPECTION, 1), (OwnerKind.FINDING, 1), True),  # parts of one visit
        ((OwnerKind.FINDING, 1), (OwnerKind.FINDING, 2), True),
        ((OwnerKind.PROBLEM, 1), (OwnerKind.FINDING, 1), True),  # passed on by the program
        ((OwnerKind.FINDING, 1), (OwnerKind.PROOF, 1), False),  # the fault shown as its mending
    ],
)
def test_what_counts_as_one_showing(first, second, is_same):
    one, other = (Owner(kind, number, DAY, section_id=7) for kind, number in (first, second))
    assert one.is_same_showing(other) is is_same
    another_day = Owner(*second, date(2020, 6, 2), section_id=7)
    assert one.is_same_showing(another_day) is (first == second or first[0] == OwnerKind.PROBLEM)
