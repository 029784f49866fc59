"""What is doubtful of photos: the marks beside them, and the list of those that somebody should look at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.evidence.models import Photo, PhotoFlag, PhotoUse
from app.evidence.queries.photos import visible_uses
from app.evidence.rules import FlagKind, OwnerKind
from app.extensions import db
from app.shared.listing import ListRequest, Page, paginate
from app.shared.sentences import Sentence, say
from app.works.models import Section

DOUBTS = tuple(kind for kind in FlagKind if kind.is_doubt)


@dataclass(frozen=True)
class Mark:
    """One word beside a photo, and its colour."""

    label: Sentence
    tone: str


@dataclass(frozen=True)
class FlagFilters:
    """What the list of doubtful photos is narrowed to; without `is_fine` those nobody looked at."""

    section_id: int | None = None
    kind: FlagKind | None = None
    #: None for the open ones.
    is_fine: bool | None = None
    is_all: bool = False


@dataclass(frozen=True)
class FlaggedPhoto:
    """One line of the list."""

    use_id: int
    owner_kind: OwnerKind
    section: str | None
    shown_on: date
    sent_by: str
    received_at: datetime
    marks: Sequence[Mark] = ()


def marks_of(uses: Collection[PhotoUse]) -> Mapping[int, Sequence[Mark]]:
    """Return for each use that has any what whoever looks at the photo should know; one query."""
    return _marks([use.id for use in uses])


def flags_of_use(use_id: int) -> Sequence[PhotoFlag]:
    """Return everything that was noted of the photo as it is shown here, doubts first."""
    flags = db.session.scalars(
        select(PhotoFlag)
        .where(PhotoFlag.use_id == use_id)
        .options(joinedload(PhotoFlag.other_use), joinedload(PhotoFlag.looked_by))
        .order_by(PhotoFlag.id)
    ).unique()
    return sorted(flags, key=lambda flag: not flag.kind.is_doubt)


def list_flagged(user: User, filters: FlagFilters, request: ListRequest) -> Page[FlaggedPhoto]:
    """Return one page of the doubtful photos that the user may see."""
    doubtful = select(PhotoFlag.use_id).where(*_flag_conditions(filters))
    statement = (
        select(
            PhotoUse.id,
            PhotoUse.owner_kind,
            Section.name.label("section"),
            PhotoUse.shown_on,
            User.name.label("sent_by"),
            Photo.received_at,
        )
        .join(Photo, Photo.id == PhotoUse.photo_id)
        .join(User, User.id == Photo.received_from_id)
        .outerjoin(Section, Section.id == PhotoUse.section_id)
        .where(PhotoUse.id.in_(doubtful), visible_uses(user))
    )
    if filters.section_id:
        statement = statement.where(PhotoUse.section_id == filters.section_id)
    sortable: Mapping[str, Any] = {"day": PhotoUse.shown_on, "received": Photo.received_at}
    page = paginate(statement, sortable, request, tie_breaker=PhotoUse.id.desc())
    marks = _marks([row.id for row in page.rows])
    rows = [replace(FlaggedPhoto(*row), marks=marks.get(row.id, ())) for row in page.rows]
    return Page(rows, page.total, page.number, page.size)


def count_open_doubts_for(user: User) -> int:
    """Return how many photos wait for somebody to look at them."""
    return (
        db.session.scalar(
            select(func.count(func.distinct(PhotoFlag.use_id)))
            .join(PhotoUse, PhotoUse.id == PhotoFlag.use_id)
            .where(*_flag_conditions(FlagFilters()), visible_uses(user))
        )
        or 0
    )


def _flag_conditions(filters: FlagFilters) -> list[ColumnElement[bool]]:
    kinds = (filters.kind,) if filters.kind else DOUBTS
    conditions: list[ColumnElement[bool]] = [PhotoFlag.kind.in_(kinds)]
    if filters.is_fine is not None:
        conditions.append(PhotoFlag.is_fine.is_(filters.is_fine))
    elif not filters.is_all:
        conditions.append(PhotoFlag.looked_at.is_(None))
    return conditions


def _marks(use_ids: Collection[int]) -> dict[int, list[Mark]]:
    rows = db.session.execute(
        select(PhotoFlag.use_id, PhotoFlag.kind, PhotoFlag.is_fine)
        .where(PhotoFlag.use_id.in_(use_ids), PhotoFlag.kind.in_(DOUBTS))
        .order_by(PhotoFlag.id)
    )
    marks: dict[int, list[Mark]] = {}
    for use_id, kind, is_fine in rows:
        marks.setdefault(use_id, []).append(_mark(kind, is_fine))
    return marks


def _mark(kind: FlagKind, is_fine: bool | None) -> Mark:
    if is_fine is None:
        return Mark(kind.label, "orange")
    if is_fine:
        return Mark(say("%(doubt)s: looked at, fine", doubt=kind.label), "grey")
    return Mark(say("%(doubt)s: looked at, not fine", doubt=kind.label), "red")
