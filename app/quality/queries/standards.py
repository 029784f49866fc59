"""Which version of the standard counts on a day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from app.extensions import db
from app.quality.models import StandardVersion
from app.quality.rules.evaluation import Needed
from app.quality.rules.first_standard import FIRST
from app.quality.rules.standard import Standard
from app.quality.rules.standard_text import standard_from
from app.shared.settings import value_of


def find_version(day: date) -> StandardVersion | None:
    """Return the newest version valid on the day; the first one also counts for the time before it."""
    newest = (
        select(StandardVersion)
        .where(StandardVersion.valid_from <= day)
        .order_by(StandardVersion.valid_from.desc(), StandardVersion.number.desc())
        .limit(1)
    )
    first = select(StandardVersion).order_by(StandardVersion.number).limit(1)
    return db.session.scalars(newest).first() or db.session.scalars(first).first()


def standard_on(day: date) -> Standard:
    """Return the standard as it counts on a day; the program's first one until a version is kept."""
    return as_standard(find_version(day))


def as_standard(version: StandardVersion | None) -> Standard:
    """Return the lines of a version; the program's first ones for None."""
    return standard_from(version.title, version.content) if version else FIRST


def list_versions() -> Sequence[StandardVersion]:
    """Return all versions, the newest first."""
    return db.session.scalars(select(StandardVersion).order_by(StandardVersion.number.desc())).all()


def next_version_number() -> int:
    """Return the number after the last one."""
    return (db.session.scalar(select(func.max(StandardVersion.number))) or 0) + 1


def needed_on(day: date) -> Needed:
    """Return which share of values must be good, as the bureau has set it for the day."""
    return Needed(
        Decimal(value_of("key_item_percent", day)) / 100,
        Decimal(value_of("general_item_percent", day)) / 100,
    )
