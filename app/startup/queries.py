"""Reading the start of sections; everything that a person sees is fetched for that person."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Organisation, User
from app.extensions import db
from app.shared.calendar import WorkingCalendar
from app.shared.errors import NotFound
from app.shared.listing import contains
from app.shared.settings import value_of, working_calendar
from app.startup import rules
from app.startup.models import Crew, StartChecklist, StartStep
from app.startup.rules import StepKind, StepShown, StepState
from app.works.models import Contract, Location, Project, Section, Work
from app.works.queries.scope import only_person, visible_to
from app.works.rules import LocationSource


@dataclass(frozen=True)
class SectionStart:
    """One line of the board: a section and how its steps stand."""

    section: Section
    awarded_on: date
    steps: Mapping[StepKind, StepShown]
    #: A guarantee that ends within the days of the setting, or has ended.
    security_ends_on: date | None

    @property
    def done(self) -> int:
        return rules.count_done(self.steps.values())

    @property
    def ready_on(self) -> date | None:
        return rules.ready_on(self.steps.values())

    @property
    def late(self) -> Sequence[StepShown]:
        return [step for step in self.steps.values() if step.standing is rules.Standing.LATE]


@dataclass(frozen=True)
class Readiness:
    """How far the start of a section is, for the rooms that measure."""

    done: int
    ready_on: date | None

    def is_ready(self, on: date) -> bool:
        """Return whether the six steps were done on that day."""
        return self.ready_on is not None and self.ready_on <= on


def find_checklist(section_id: int) -> StartChecklist | None:
    """Return the list of the section, if its start is followed."""
    return db.session.scalars(
        select(StartChecklist).where(StartChecklist.section_id == section_id)
    ).one_or_none()


def find_shown(section: Section) -> StartChecklist | None:
    """Return the list of the section with its steps, crews and people."""
    return db.session.scalars(
        select(StartChecklist)
        .where(StartChecklist.section_id == section.id)
        .options(
            only_person(StartChecklist.opened_by),
            selectinload(StartChecklist.crews),
            selectinload(StartChecklist.steps).options(
                only_person(StartStep.reported_by), only_person(StartStep.decided_by)
            ),
        )
    ).one_or_none()


def get_step_for(user: User, step_id: int) -> StartStep:
    """Return a step. Raises NotFound, also for others' sections."""
    step = db.session.scalars(
        select(StartStep)
        .join(StartStep.checklist)
        .join(StartChecklist.section)
        .where(StartStep.id == step_id, visible_to(user))
        .options(contains_eager(StartStep.checklist).contains_eager(StartChecklist.section))
    ).one_or_none()
    if step is None:
        raise NotFound
    return step


def get_crew_for(user: User, crew_id: int) -> Crew:
    """Return a crew. Raises NotFound, also for others' sections."""
    crew = db.session.scalars(
        select(Crew)
        .join(Crew.checklist)
        .join(StartChecklist.section)
        .where(Crew.id == crew_id, visible_to(user))
    ).one_or_none()
    if crew is None:
        raise NotFound
    return crew


def step_of(checklist: StartChecklist, kind: StepKind) -> StartStep:
    """Return the step of the kind."""
    return next(step for step in checklist.steps if step.kind is kind)


def clock_of(checklist: StartChecklist, kind: StepKind) -> date | None:
    """Return the day from which the days of the step are counted."""
    contract = checklist.section.contract
    return rules.clock_of(kind, checklist.awarded_on, contract.signed_on if contract else None)


def shown_steps(
    checklist: StartChecklist,
    today: date,
    calendar: WorkingCalendar | None = None,
) -> Mapping[StepKind, StepShown]:
    """Return how each step of the list stands on the day."""
    calendar = calendar or working_calendar()
    contract, targets = checklist.section.contract, value_of("start_step_days")
    signed_on = contract.signed_on if contract else None
    stored = {step.kind: step for step in checklist.steps}
    shown = {}
    for kind in StepKind:
        step = stored.get(kind)
        state, done_on = (step.state, step.done_on) if step else (StepState.OPEN, None)
        if kind is StepKind.CONTRACT:
            state, done_on = rules.contract_step(checklist.awarded_on, signed_on)
        days = targets.get(kind.value, rules.DAYS_TO_WAGE_ACCOUNT)
        clock = rules.clock_of(kind, checklist.awarded_on, signed_on)
        shown[kind] = rules.standing_of(kind, state, done_on, clock, days, today, calendar)
    return shown


def list_starts(
    user: User, today: date, *, search: str = "", section_ids: Collection[int] | None = None
) -> list[SectionStart]:
    """Return the sections whose start is followed and that the user may see, newest award first."""
    statement = (
        select(StartChecklist)
        .join(StartChecklist.section)
        .join(Section.project)
        .outerjoin(Section.contractor)
        .outerjoin(Section.contract)
        .where(visible_to(user))
        .options(
            contains_eager(StartChecklist.section).options(
                contains_eager(Section.project),
                contains_eager(Section.contractor),
                contains_eager(Section.contract),
            ),
            selectinload(StartChecklist.steps),
        )
        .order_by(StartChecklist.awarded_on.desc(), Section.position, Section.id)
    )
    if search:
        statement = statement.where(
            or_(
                contains(Section.name, search),
                contains(Project.name, search),
                contains(Organisation.name, search),
            )
        )
    if section_ids is not None:
        statement = statement.where(Section.id.in_(section_ids))
    calendar = working_calendar()
    return [
        _start(checklist, today, calendar) for checklist in db.session.scalars(statement).unique()
    ]


def _start(checklist: StartChecklist, today: date, calendar: WorkingCalendar) -> SectionStart:
    ends_on = next(
        (step.valid_until for step in checklist.steps if step.kind is StepKind.SECURITY), None
    )
    soon = rules.expires_soon(ends_on, today, value_of("security_reminder_days"))
    return SectionStart(
        checklist.section,
        checklist.awarded_on,
        shown_steps(checklist, today, calendar),
        ends_on if soon else None,
    )


def readiness_of(section_ids: Collection[int], today: date) -> Mapping[int, Readiness]:
    """Return how far the start of each section is; sections that are not followed are left out."""
    calendar = working_calendar()
    found = db.session.scalars(
        select(StartChecklist)
        .where(StartChecklist.section_id.in_(section_ids))
        .options(
            joinedload(StartChecklist.section).joinedload(Section.contract),
            selectinload(StartChecklist.steps),
        )
    )
    starts = (_start(checklist, today, calendar) for checklist in found)
    return {start.section.id: Readiness(start.done, start.ready_on) for start in starts}


def list_not_followed(user: User) -> Sequence[Section]:
    """Return sections that were awarded and whose start nobody follows, newest award first."""
    return db.session.scalars(
        select(Section)
        .join(Section.contract)
        .where(
            visible_to(user),
            Contract.awarded_on.is_not(None),
            Section.id.not_in(select(StartChecklist.section_id)),
        )
        .options(contains_eager(Section.contract), joinedload(Section.project))
        .order_by(Contract.awarded_on.desc(), Section.id)
        .limit(50)
    ).all()


def count_located(section_id: int) -> tuple[int, int]:
    """Return how many works the section has, and how many of them have an exact place on the map."""
    exact = and_(Location.id.is_not(None), Location.source != LocationSource.APPROXIMATE)
    works, located = db.session.execute(
        select(func.count(Work.id), func.count(Work.id).filter(exact))
        .outerjoin(Location, Location.work_id == Work.id)
        .where(Work.section_id == section_id)
    ).one()
    return works, located


def list_steps_reported(sections: ColumnElement[bool], most: int) -> Sequence[StartStep]:
    """Return the steps that wait for confirmation, the oldest first, of sections that meet the condition."""
    return db.session.scalars(
        select(StartStep)
        .join(StartStep.checklist)
        .join(StartChecklist.section)
        .where(StartStep.state == StepState.REPORTED, sections)
        .options(
            contains_eager(StartStep.checklist)
            .contains_eager(StartChecklist.section)
            .joinedload(Section.project)
        )
        .order_by(StartStep.reported_at, StartStep.id)
        .limit(most)
    ).all()


def securities_ending(
    today: date, user: User | None = None, most: int = 500
) -> Iterator[tuple[Section, date]]:
    """Yield the sections whose security ends soon or has ended, the earliest first; those of a user, or all."""
    rows = db.session.scalars(
        select(StartStep)
        .join(StartStep.checklist)
        .join(StartChecklist.section)
        .where(
            StartStep.kind == StepKind.SECURITY,
            StartStep.valid_until.is_not(None),
            visible_to(user) if user else true(),
        )
        .options(
            contains_eager(StartStep.checklist)
            .contains_eager(StartChecklist.section)
            .joinedload(Section.project)
        )
        .order_by(StartStep.valid_until, StartStep.id)
        .limit(most)
    )
    days = value_of("security_reminder_days")
    for step in rows:
        if step.valid_until and rules.expires_soon(step.valid_until, today, days):
            yield step.checklist.section, step.valid_until


def has_security(section_id: int, day: date) -> bool:
    """Return whether a confirmed performance security of the section is in force on the day."""
    found = db.session.scalar(
        select(StartStep.id)
        .join(StartStep.checklist)
        .where(
            StartChecklist.section_id == section_id,
            StartStep.kind == StepKind.SECURITY,
            StartStep.state == StepState.CONFIRMED,
            or_(StartStep.valid_until.is_(None), StartStep.valid_until >= day),
        )
        .limit(1)
    )
    return found is not None
