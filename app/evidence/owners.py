"""What the rooms above tell of the records that photos are shown with, of which this room knows nothing.

A room registers when its `views.py` is imported:

    tell_of(OwnerKind.NOTICE, address=lambda number: url_for("inspections.notice", notice_id=number))

* `address` returns the page of the record, for the link from a photo to what it is evidence of.
* `visible` is for records that are not of one section: the condition on PhotoUse under which people
  of a contract may see the photo as well. Photos of a section follow the section without it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_

from app.accounts.models import User
from app.evidence.models import PhotoUse
from app.evidence.rules import OwnerKind


@dataclass(frozen=True)
class Telling:
    """Where a kind of record is shown, and who else may see its photos."""

    address: Callable[[int], str]
    visible: Callable[[User], ColumnElement[bool]] | None = None


_tellings: dict[OwnerKind, Telling] = {}


def tell_of(
    kind: OwnerKind,
    *,
    address: Callable[[int], str],
    visible: Callable[[User], ColumnElement[bool]] | None = None,
) -> None:
    """Let this room know of a kind of record."""
    _tellings[kind] = Telling(address, visible)


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
