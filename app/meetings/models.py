"""Series of meetings, meetings with agenda, attendance and minutes, and what came out of them."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models import Organisation, User
from app.meetings.rules import (
    Attendance,
    Category,
    ChairLevel,
    MeetingKind,
    MeetingState,
    OutcomeKind,
    Part,
    Source,
)
from app.shared.calendar import day_of, now
from app.shared.models import Model, Moment, Versioned, one_of
from app.tasks.models import Task
from app.tasks.rules import TaskSource, TaskState
from app.works.models import Project, Section

LONGEST_TITLE = 300


class MeetingSeries(Versioned, Model):
    """例会: meetings of one kind that return, with the day, place and people they usually have."""

    __tablename__ = "meeting_series"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_the_week"),
        CheckConstraint("day_of_month BETWEEN 1 AND 31", name="day_of_a_month"),
        CheckConstraint("planned_minutes > 0", name="takes_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MeetingKind] = mapped_column(one_of(MeetingKind), index=True)
    name: Mapped[str] = mapped_column(String(200))
    chair_level: Mapped[ChairLevel] = mapped_column(one_of(ChairLevel))
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    place: Mapped[str] = mapped_column(String(200), default="")
    #: 0 for Monday; of weekly meetings.
    weekday: Mapped[int] = mapped_column(default=0)
    #: Of monthly meetings; month-end meetings have none.
    day_of_month: Mapped[int] = mapped_column(default=1)
    #: HH:MM in Shanghai.
    at_time: Mapped[str] = mapped_column(String(5), default="09:00")
    planned_minutes: Mapped[int] = mapped_column(default=90)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    chair: Mapped[User | None] = relationship(foreign_keys=[chair_id])
    recorder: Mapped[User | None] = relationship(foreign_keys=[recorder_id])
    scopes: Mapped[list["SeriesScope"]] = relationship(
        order_by="SeriesScope.id", cascade="all, delete-orphan"
    )
    members: Mapped[list["SeriesMember"]] = relationship(
        order_by="SeriesMember.id", cascade="all, delete-orphan"
    )


class SeriesScope(Model):
    """A project, or one section of it, that the series is about; a series without any is the bureau's."""

    __tablename__ = "meeting_series_scope"
    __table_args__ = (UniqueConstraint("series_id", "project_id", "section_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("meeting_series.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)

    project: Mapped[Project] = relationship()
    section: Mapped[Section | None] = relationship()


class SeriesMember(Model):
    """Somebody who is invited to every meeting of the series."""

    __tablename__ = "meeting_series_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("meeting_series.id"), index=True)
    category: Mapped[Category] = mapped_column(one_of(Category))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")


class Meeting(Versioned, Model):
    """会议: one meeting, from its plan to its minutes."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("kind", "year", "sequence"),
        Index("ix_meeting_planned", "planned_at", "id"),
        Index("ix_meeting_held", "held_on", "kind"),
        CheckConstraint("planned_minutes > 0", name="takes_time"),
        CheckConstraint(
            "(state IN ('in_progress', 'closed')) = (started_at IS NOT NULL)", name="held_began"
        ),
        CheckConstraint("(started_at IS NULL) = (held_on IS NULL)", name="held_on_a_day"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at_a_moment"),
        CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_one"
        ),
        CheckConstraint("merged_into_id <> id", name="not_into_itself"),
        CheckConstraint("closed_at IS NULL OR chair_id IS NOT NULL", name="closed_by_a_chair"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_series.id"), index=True)
    kind: Mapped[MeetingKind] = mapped_column(one_of(MeetingKind))
    #: 期数, of its kind and year; given when it begins.
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(200))
    chair_level: Mapped[ChairLevel] = mapped_column(one_of(ChairLevel))
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    recorder_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    place: Mapped[str] = mapped_column(String(200), default="")
    planned_at: Mapped[datetime] = mapped_column(Moment)
    planned_minutes: Mapped[int] = mapped_column(default=90)
    state: Mapped[MeetingState] = mapped_column(one_of(MeetingState), default=MeetingState.PLANNED)
    state_reason: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    #: The day of `started_at` in Shanghai.
    held_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    #: 完成率: how many decisions of the meeting before were done when this one began, and of how many.
    opened_done: Mapped[int] = mapped_column(default=0)
    opened_of: Mapped[int] = mapped_column(default=0)
    #: 分送: who gets the minutes.
    copy_to: Mapped[str] = mapped_column(String(500), default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    series: Mapped[MeetingSeries | None] = relationship()
    chair: Mapped[User | None] = relationship(foreign_keys=[chair_id])
    recorder: Mapped[User | None] = relationship(foreign_keys=[recorder_id])
    merged_into: Mapped["Meeting | None"] = relationship(remote_side=[id])
    scopes: Mapped[list["MeetingScope"]] = relationship(
        order_by="MeetingScope.id", cascade="all, delete-orphan"
    )
    attendees: Mapped[list["Attendee"]] = relationship(
        order_by="Attendee.id", cascade="all, delete-orphan"
    )
    items: Mapped[list["AgendaItem"]] = relationship(
        order_by="AgendaItem.position, AgendaItem.id", back_populates="meeting"
    )
    texts: Mapped[list["MinutesText"]] = relationship(cascade="all, delete-orphan")
    outcomes: Mapped[list["Outcome"]] = relationship(
        order_by="Outcome.id", back_populates="meeting"
    )
    addenda: Mapped[list["Addendum"]] = relationship(order_by="Addendum.id")

    @property
    def planned_on(self) -> date:
        """The day in Shanghai for which it is planned."""
        return day_of(self.planned_at)


class MeetingScope(Model):
    """A project, or one section of it, that the meeting is about; without any it is the bureau's."""

    __tablename__ = "meeting_scope"
    __table_args__ = (UniqueConstraint("meeting_id", "project_id", "section_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)

    project: Mapped[Project] = relationship()
    section: Mapped[Section | None] = relationship()


class Attendee(Model):
    """参会人员: somebody invited, and whether they came (R03)."""

    __tablename__ = "attendee"
    __table_args__ = (
        CheckConstraint(
            "(attendance = 'substitute') = (length(substitute) > 0)", name="substitute_named"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    category: Mapped[Category] = mapped_column(one_of(Category))
    #: None for people without an account.
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(100), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    attendance: Mapped[Attendance] = mapped_column(one_of(Attendance), default=Attendance.INVITED)
    #: 代: who came instead.
    substitute: Mapped[str] = mapped_column(String(100), default="")


class AgendaItem(Versioned, Model):
    """议题: one item of a meeting's agenda, or of a series' backlog while it has no meeting."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        Index("ix_agenda_item_of_meeting", "meeting_id", "position"),
        Index("ix_agenda_item_about", "source", "source_id"),
        UniqueConstraint("meeting_id", "source", "source_id"),
        CheckConstraint("meeting_id IS NOT NULL OR series_id IS NOT NULL", name="stands_somewhere"),
        CheckConstraint("(source = 'topic') = (source_id IS NULL)", name="topic_has_no_source"),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_series.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=5)
    source: Mapped[Source] = mapped_column(one_of(Source))
    #: The number of the obstacle, finding, section or outcome.
    source_id: Mapped[int | None]
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    #: In the words of the day on which it came on the agenda.
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    since: Mapped[date]
    due_on: Mapped[date | None]
    #: 解决措施: what is proposed (R04).
    measure: Mapped[str] = mapped_column(Text, default="")
    #: What was said about it.
    notes: Mapped[str] = mapped_column(Text, default="")
    is_settled: Mapped[bool] = mapped_column(default=False)
    #: On how many agendas of the series it stood before.
    rounds: Mapped[int] = mapped_column(default=0)

    meeting: Mapped[Meeting | None] = relationship(back_populates="items")
    section: Mapped[Section | None] = relationship()
    outcomes: Mapped[list["Outcome"]] = relationship(order_by="Outcome.id", back_populates="item")


class MinutesText(Versioned, Model):
    """One part of a meeting's minutes, typed while it is held."""

    __tablename__ = "minutes_text"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    part: Mapped[Part] = mapped_column(one_of(Part), primary_key=True)
    text: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime] = mapped_column(Moment, default=now)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    saved_by: Mapped[User | None] = relationship()


class Outcome(Versioned, Model):
    """议定事项: an information, a decision or an action that came out of a meeting."""

    __tablename__ = "outcome"
    __table_args__ = (
        Index("ix_outcome_open", "done_on", "due_on"),
        CheckConstraint("done_on IS NULL OR kind <> 'information'", name="information_is_not_done"),
        CheckConstraint("replaces_id <> id", name="not_of_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    kind: Mapped[OutcomeKind] = mapped_column(one_of(OutcomeKind))
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    #: Responsible people without an account, in words.
    owner_name: Mapped[str] = mapped_column(String(100), default="")
    #: 配合单位.
    with_whom: Mapped[str] = mapped_column(String(200), default="")
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    done_words: Mapped[str] = mapped_column(Text, default="")
    #: The earlier decision that this one takes the place of, which is then no longer followed.
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("outcome.id"), unique=True)
    #: The day of the first decision of the chain.
    first_on: Mapped[date]

    #: The task that was given when the meeting closed, and when it was accepted as done.
    task_id: Mapped[int | None] = column_property(
        select(Task.id)
        .where(Task.source == TaskSource.MEETING, Task.source_id == id)
        .limit(1)
        .correlate_except(Task)
        .scalar_subquery()
    )
    task_done_at: Mapped[datetime | None] = column_property(
        select(Task.settled_at)
        .where(
            Task.source == TaskSource.MEETING,
            Task.source_id == id,
            Task.state == TaskState.DONE,
        )
        .limit(1)
        .correlate_except(Task)
        .scalar_subquery()
    )

    meeting: Mapped[Meeting] = relationship(back_populates="outcomes")
    item: Mapped[AgendaItem | None] = relationship(back_populates="outcomes")
    owner: Mapped[User | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def name(self) -> str:
        """What the audit trail calls it."""
        return self.text[:60]

    @property
    def finished_on(self) -> date | None:
        """The day on which it was done: as reported here, or accepted as a task."""
        return self.done_on or (day_of(self.task_done_at) if self.task_done_at else None)

    @property
    def has_owner(self) -> bool:
        """Whether anybody answers for it."""
        return bool(self.owner_id or self.organisation_id or self.owner_name)


class Addendum(Model):
    """更正: what was added to the minutes after the meeting was closed; the minutes themselves stay."""

    __tablename__ = "meeting_addendum"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment, default=now)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    written_by: Mapped[User | None] = relationship()


class CalendarFeed(Model):
    """The secret address under which a person's calendar program reads the meetings; only its hash is kept."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment, default=now)

    user: Mapped[User] = relationship()
