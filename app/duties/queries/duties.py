"""Single duties, covers, departments and lapses."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Organisation, RoleGrant, User
from app.accounts.rules import ADMINISTRATORS
from app.duties.models import Cover, DepartmentMember, Duty, DutyVersion, Lapse
from app.duties.queries.board import judge_between
from app.duties.rules import Cadence, Outcome
from app.extensions import db
from app.shared.errors import NotFound
from app.works.queries.scope import only_person

LONGEST_PERIOD = timedelta(days=370)


def get_duty(duty_id: int) -> Duty:
    """Return the duty with its versions. Raises NotFound."""
    duty = (
        db.session.scalars(
            select(Duty)
            .where(Duty.id == duty_id)
            .options(
                selectinload(Duty.versions).options(
                    only_person(DutyVersion.who_user), joinedload(DutyVersion.who_organisation)
                ),
                joinedload(Duty.project),
                joinedload(Duty.section),
            )
        )
        .unique()
        .one_or_none()
    )
    if duty is None:
        raise NotFound
    return duty


def find_duty_by_name(name: str) -> Duty | None:
    """Return the duty of this name."""
    return db.session.scalars(select(Duty).where(Duty.name == name)).one_or_none()


def find_outcome(
    user: User, duty: Duty, object_id: int, cadence: Cadence, period_start: date, today: date
) -> Outcome | None:
    """Return how one period of the duty stands for an object that the user may see."""
    judged = judge_between(
        user, period_start, period_start + timedelta(days=1), today,
        duty_id=duty.id, object_id=object_id,
    )  # fmt: skip
    return next(
        (
            outcome
            for one in judged
            for outcome in one.outcomes
            if one.limit.cadence == cadence and outcome.period.start == period_start
        ),
        None,
    )


def known_lapses() -> set[tuple[int, int, Cadence, date]]:
    """Return (duty, object, cadence, first day) of every period that was noted as late."""
    rows = db.session.execute(
        select(Lapse.duty_id, Lapse.object_id, Lapse.cadence, Lapse.period_start)
    )
    return {tuple(row) for row in rows}


def find_lapse(duty_id: int, object_id: int, cadence: Cadence, period_start: date) -> Lapse | None:
    """Return what was noted of one period."""
    return db.session.scalars(
        select(Lapse).where(
            Lapse.duty_id == duty_id, Lapse.object_id == object_id, Lapse.cadence == cadence,
            Lapse.period_start == period_start,
        )
    ).one_or_none()  # fmt: skip


def lapses_of(duty_id: int, object_id: int) -> dict[tuple[Cadence, date], Lapse]:
    """Return what was noted of the periods of a duty for an object, by cadence and first day."""
    rows = db.session.scalars(
        select(Lapse)
        .where(Lapse.duty_id == duty_id, Lapse.object_id == object_id)
        .options(only_person(Lapse.explained_by))
    )
    return {(one.cadence, one.period_start): one for one in rows}


def words_of_lapses() -> dict[tuple[int, int, Cadence, date], str]:
    """Return what was said of late periods, by duty, object, cadence and first day."""
    rows = db.session.execute(
        select(
            Lapse.duty_id, Lapse.object_id, Lapse.cadence, Lapse.period_start, Lapse.words
        ).where(Lapse.words != "")
    )
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def list_covers(on: date) -> Sequence[Cover]:
    """Return who is away now or later, the next first."""
    return db.session.scalars(
        select(Cover)
        .where(Cover.last_day >= on)
        .options(only_person(Cover.user), only_person(Cover.cover))
        .order_by(Cover.first_day, Cover.id)
    ).all()


def get_cover(cover_id: int) -> Cover:
    """Return a cover. Raises NotFound."""
    cover = db.session.get(Cover, cover_id)
    if cover is None:
        raise NotFound
    return cover


def list_members() -> Sequence[DepartmentMember]:
    """Return the people of departments, those of now first."""
    return db.session.scalars(
        select(DepartmentMember)
        .options(only_person(DepartmentMember.user), joinedload(DepartmentMember.project))
        .order_by(
            DepartmentMember.until.is_not(None), DepartmentMember.department, DepartmentMember.id
        )
    ).all()


def get_member(member_id: int) -> DepartmentMember:
    """Return a member of a department. Raises NotFound."""
    member = db.session.get(DepartmentMember, member_id)
    if member is None:
        raise NotFound
    return member


def list_people() -> Sequence[Row[Any]]:
    """Return (id, name, organisation) of the people of the works, by organisation and name."""
    return db.session.execute(
        select(User.id, User.name, Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == User.organisation_id)
        .where(
            User.is_active, User.grants.any(),
            ~User.grants.any(RoleGrant.role.in_(ADMINISTRATORS)),
        )
        .order_by(Organisation.name, User.name, User.id)
    ).all()  # fmt: skip
