"""Settings that the bureau may change: dated rows, with the default written where the setting is defined."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import g, has_app_context
from sqlalchemy import Row, select

from app.extensions import db
from app.shared.audit import Actor, record
from app.shared.calendar import WorkingCalendar, today
from app.shared.errors import RuleBroken
from app.shared.kept import kept
from app.shared.models import CalendarDay, Setting
from app.shared.readings import notes
from app.shared.revisions import tables_read
from app.shared.sentences import Sentence, say
from app.shared.standing import Standing


@dataclass(frozen=True)
class Definition:
    """What a setting means, its first value, and what makes a new value wrong."""

    name: str
    default: Any
    label: Sentence
    group: Sentence
    problems: Callable[[Any], list[Sentence]]


DEFINITIONS: dict[str, Definition] = {}


def define(
    name: str,
    default: Any,
    label: Sentence,
    group: Sentence,
    problems: Callable[[Any], list[Sentence]] | None = None,
) -> None:
    """Define a setting; every room does so once, in its `settings.py`."""
    DEFINITIONS[name] = Definition(name, default, label, group, problems or _same_kind(default))


def value_of(name: str, on: date | None = None) -> Any:
    """Return the value of the setting on a day (today when None). Raises KeyError for an unknown name."""
    definition = DEFINITIONS[name]
    day = on or today()
    for row in _rows():
        if row.name == name and row.valid_from <= day:
            return row.value
    return definition.default


def change_setting(name: str, value: Any, *, valid_from: date, by: Actor) -> Setting:
    """Let the setting have `value` from a day on. Raises RuleBroken when the value is refused."""
    definition = DEFINITIONS[name]
    if problems := definition.problems(value):
        raise RuleBroken(problems)
    row = Setting(name=name, value=value, valid_from=valid_from, set_by_id=by.id)
    before = value_of(name, valid_from)
    db.session.add(row)
    record(by, "setting.changed", row, {name: [before, value], "valid_from": valid_from})
    g.pop("setting_rows", None)
    return row


def working_calendar() -> WorkingCalendar:
    """Return the calendar with the holidays and shifted working days that the bureau has entered."""
    days = db.session.execute(select(CalendarDay.day, CalendarDay.is_working))
    return WorkingCalendar({day: is_working for day, is_working in days})


def list_calendar_days(year: int) -> Sequence[CalendarDay]:
    """Return the entered days of a year that differ from the ordinary week."""
    return db.session.scalars(
        select(CalendarDay)
        .where(CalendarDay.day >= date(year, 1, 1), CalendarDay.day < date(year + 1, 1, 1))
        .order_by(CalendarDay.day)
    ).all()


def set_calendar_day(day: date, is_working: bool | None, name: str, *, by: Actor) -> None:
    """Enter a holiday (False) or a worked weekend (True); None makes the day ordinary again."""
    entry = db.session.get(CalendarDay, day)
    before = entry.is_working if entry else None
    if entry is not None:
        db.session.delete(entry)
        db.session.flush()
    entry = CalendarDay(day=day, is_working=bool(is_working), name=name or "—")
    if is_working is not None:
        db.session.add(entry)
    record(
        by,
        "calendar.changed",
        entry,
        {"day": day, "is_working": [before, is_working], "name": name},
    )


def whole_number(least: int, most: int) -> Callable[[Any], list[Sentence]]:
    """Return a check for a whole number from `least` to `most`, both included."""

    def problems(value: Any) -> list[Sentence]:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return []
        return [say("Enter a whole number from %(least)s to %(most)s.", least=least, most=most)]

    return problems


def _same_kind(default: Any) -> Callable[[Any], list[Sentence]]:
    def problems(value: Any) -> list[Sentence]:
        return [] if isinstance(value, type(default)) else [say("This value is of another kind.")]

    return problems


#: Nearly every request asks this, so it is built once.
_ALL_ROWS = select(Setting.name, Setting.valid_from, Setting.value).order_by(
    Setting.valid_from.desc(), Setting.id.desc()
)


def _rows() -> Sequence[Row[Any]]:
    """All rows, newest validity first; read once per request."""
    if has_app_context() and "setting_rows" in g:
        tables_read().add(Setting.__tablename__)
        notes().unnoted.add(Setting.__tablename__)
        rows: Sequence[Row[Any]] = g.setting_rows
        return rows
    rows = g.setting_rows = kept("settings", lambda: _remembered.of("all", _read_rows))
    return rows


_remembered: Standing[Sequence[Row[Any]]] = Standing(Setting.__tablename__, most=1)


def _read_rows() -> Sequence[Row[Any]]:
    return db.session.execute(_ALL_ROWS).all()
