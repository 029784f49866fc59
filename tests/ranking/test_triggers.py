"""Whoever writes past the program is refused by the database itself."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.extensions import db
from app.ranking import actions
from app.ranking.rules.policy import Policy
from app.shared.audit import Program
from app.shared.calendar import Month
from app.works.models import Section
from tests.makers.accounts import a_user
from tests.makers.evidence import a_stored_photo
from tests.makers.ranking import a_draft, a_frozen_ranking, a_published_ranking

pytestmark = pytest.mark.usefixtures("context")


def refused(statement: str, **values: object) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(text(statement), values)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ranking SET sha256 = 'x' WHERE id = :id",
        "UPDATE ranking SET state = 'published', frozen_at = NULL, frozen_by_name = NULL WHERE id = :id",
        "UPDATE ranking SET figures = '{}' WHERE id = :id",
        "DELETE FROM ranking WHERE id = :id",
        "UPDATE ranking_line SET score = 9999 WHERE ranking_id = :id",
        "UPDATE ranking_line SET place = 1 WHERE ranking_id = :id",
        "DELETE FROM ranking_line WHERE ranking_id = :id",
        "INSERT INTO ranking_line (ranking_id, section_id, eligibility, sheet, content)"
        " SELECT :id, max(section_id), 'new', '{}', '{}' FROM ranking_line",
        "UPDATE ranking_objection SET text = 'x' WHERE ranking_id = :id",
    ],
)
def test_a_frozen_ranking_and_its_parts_cannot_be_written(statement: str):
    ranking = a_published_ranking()
    section = next(iter(db.session.scalars(text("SELECT section_id FROM ranking_line"))))
    objection = actions.object_to(
        ranking, db.session.get(Section, section), "异议", "", by=Program(), on=ranking.end_on
    )
    actions.answer(objection, accepted=False, reason="不属实", by=Program())
    until = ranking.objections_until
    actions.freeze_month(ranking, by=Program(), on=until, force_reason="测试")
    assert refused(statement, id=ranking.id)


def test_a_line_cannot_be_moved_into_a_frozen_ranking():
    frozen = a_frozen_ranking(month="2020-05")
    draft = a_draft(month="2020-06")
    assert refused(
        "UPDATE ranking_line SET ranking_id = :to WHERE ranking_id = :id", to=frozen.id, id=draft.id
    )


def test_what_is_not_frozen_may_be_drafted_again():
    draft = a_draft()
    assert not refused("UPDATE ranking_line SET score = 1 WHERE ranking_id = :id", id=draft.id)


def test_a_policy_cannot_be_written_or_deleted():
    policy = actions.save_policy(Policy(), Month(2020, 6), "首次", by=Program())
    assert refused("UPDATE ranking_policy SET content = '{}' WHERE id = :id", id=policy.id)
    assert refused("DELETE FROM ranking_policy WHERE id = :id", id=policy.id)


def test_there_is_one_draft_for_a_group_and_month():
    draft = a_draft()
    copied = (
        "INSERT INTO ranking (month, work_group, number, state, start_on, end_on, figures, policy,"
        " rules_version, sha256, correction_reason, drafted_by_name, drafted_at, force_reason, version)"
        " SELECT month, work_group, 2, state, start_on, end_on, figures, policy, rules_version,"
        " sha256, '', drafted_by_name, drafted_at, '', 1 FROM ranking WHERE id = :id"
    )
    assert refused(copied, id=draft.id)


def test_evidence_of_an_objection_stays():
    ranking = a_published_ranking()
    section = db.session.get(
        Section, db.session.scalar(text("SELECT section_id FROM ranking_line"))
    )
    actions.object_to(
        ranking, section, "异议", "", [a_stored_photo()], by=a_user(), on=ranking.end_on
    )
    assert refused("DELETE FROM photo_use WHERE id > :id", id=0)
    assert refused("UPDATE photo_use SET photo_id = 0 WHERE id > :id", id=0)
