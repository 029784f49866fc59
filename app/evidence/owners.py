"""What the rooms above tell of the records that photos are shown with, of which this room knows nothing.

A room registers when its `views.py` is imported:

    tell_of(OwnerKind.NOTICE, address=lambda number: url_for("inspections.notice", notice_id=number))

* `address` returns the page of the record, for the link from a photo to what it is evidence of.
* `visible` is for records that are not of one section: the condition on PhotoUse under which people
  of a contract may see the photo as well. Photos of a section follow the section without it.
* `kept_from` is for photos that not everybody who sees the section needs: the condition on PhotoUse
  under which this person does not see the photo; None for somebody who sees all of the kind.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, not_, or_

from app.accounts.models import User
from app.evidence.models import PhotoUse
from app.evidence.rules import OwnerKind


@dataclass(frozen=True)
class Telling:
    """Where a kind of record is shown, and who else may see its photos."""

    address: Callable[[int], str]
    visible: Callable[[User], ColumnElement[bool]] | None = None
    kept_from: Callable[[User], ColumnElement[bool] | None] | None = None


_tellings: dict[OwnerKind, Telling] = {}


def tell_of(
    kind: OwnerKind,
    *,
    address: Callable[[int], str],
    visible: Callable[[User], ColumnElement[bool]] | None = None,
    kept_from: Callable[[User], ColumnElement[bool] | None] | None = None,
) -> None:
    """Let this room know of a kind of record."""
    _tellings[kind] = Telling(address, visible, kept_from)


def address_of(kind: OwnerKind, number: int) -> str | None:
    """Return the page of the record, or None when no room told of it."""
    telling = _tellings.get(kind)
    return telling.address(number) if telling else None


def visible_besides(user: User) -> ColumnElement[bool]:
    """Return the condition under which a photo may be seen though its section alone does not say so."""
    conditions = [
        and_(PhotoUse.owner_kind == kind, telling.visible(user))
        for kind, telling in _tellings.items()
        if telling.visible
    ]
    return or_(False, *conditions)


def not_kept_from(user: User) -> ColumnElement[bool]:
    """Return the condition that leaves out the photos that this person does not need to see."""
    conditions = [
        not_(and_(PhotoUse.owner_kind == kind, condition))
        for kind, telling in _tellings.items()
        if telling.kept_from and (condition := telling.kept_from(user)) is not None
    ]
    return and_(True, *conditions)
