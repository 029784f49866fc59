"""Which sections' records a person may read."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true

from app.accounts.models import Organisation, User
from app.shared.listing import contains
from app.works.models import Project, Section
from app.works.queries.scope import visible_to


def of_visible_sections(section_id: Any, user: User) -> ColumnElement[bool]:
    """Return the condition that a row's section may be seen; always true for the bureau."""
    if not user.is_outsider:
        return true()
    condition: ColumnElement[bool] = section_id.in_(select(Section.id).where(visible_to(user)))
    return condition


def within(day: Any, first_day: date | None, last_day: date | None) -> list[ColumnElement[bool]]:
    """Return the conditions that a day lies between two days, both included; None is no limit."""
    conditions = []
    if first_day is not None:
        conditions.append(day >= first_day)
    if last_day is not None:
        conditions.append(day <= last_day)
    return conditions


def of_sections_named(section_id: Any, words: str) -> ColumnElement[bool]:
    """Return the condition that a row's section, project or contractor contains the words."""
    found = (
        select(Section.id)
        .join(Section.project)
        .outerjoin(Organisation, Organisation.id == Section.contractor_id)
        .where(
            or_(
                contains(Section.name, words),
                contains(Section.code, words),
                contains(Project.name, words),
                contains(Organisation.name, words),
            )
        )
    )
    condition: ColumnElement[bool] = section_id.in_(found)
    return condition
