"""The shape of the patrol form, the site log, and the small forms of a finding."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.validators import Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.inspections.rules import (
    LONGEST_TEXT,
    Attendance,
    Condition,
    Diligence,
    EquipmentLine,
    FindingEntry,
    Handling,
    InspectionEntry,
    InspectionKind,
    PostLine,
    Severity,
    SiteLogEntry,
    Topic,
)
from app.shared.calendar import SHANGHAI, today
from app.shared.fields import DayField, Needed, ReadField, WholeNumberField, line, long_text
from app.shared.forms import choices, choices_of
from app.shared.quantities import Chainage, ChainageRange, Unreadable
from app.works.models import Work

MOST_POSTS, MOST_MACHINES, MOST_FINDINGS = 40, 20, 15
MOST_MACHINES_OF_A_KIND = 9999
CLIENT_UUID = Regexp(
    re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"),
    message=_l("This form is damaged; open a new one."),
)


class StretchField(ReadField):
    """A place or a stretch along a road; the value is its start and end in metres."""

    is_numeric = False

    def read(self, text: str) -> tuple[Decimal, Decimal | None]:
        """Read `K1+200` or `K1+200～K1+300`. Raises Unreadable."""
        try:
            return Chainage.parse(text).metres, None
        except Unreadable:
            if not re.search(r"[~～〜至到—–-]|\.\.", text):
                raise
        stretch = ChainageRange.parse(text)
        return stretch.start.metres, stretch.end.metres


class TicksField(SelectMultipleField):
    """A choice of several, each with its own box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def chosen(read: Any) -> Callable[[Any], Any]:
    """Return the coercion of a choice that may be left empty."""
    return lambda value: read(value) if value else None


def number_or_none(value: Any) -> int | None:
    """Return the number of a choice that may be left empty."""
    return int(value) if value not in (None, "") else None


class PostForm(Form):
    """One key post; `key` is the number of its entry in the register, or the name of the post."""

    key = HiddenField()
    attendance = SelectField(
        _l("Attendance"),
        coerce=chosen(Attendance),
        choices=choices_of(Attendance, empty=_l("Not checked")),
    )
    reason = line(_l("Why"), 200)


class EquipmentForm(Form):
    """One kind of machine; a line without a name is left out."""

    name = line(_l("Equipment"), 60)
    required = WholeNumberField(_l("By contract"), most=MOST_MACHINES_OF_A_KIND)
    present = WholeNumberField(_l("On the site"), most=MOST_MACHINES_OF_A_KIND)


class FindingForm(Form):
    """One finding; a block that says nothing is left out."""

    topic = SelectField(
        _l("Topic"), coerce=chosen(Topic), choices=choices_of(Topic, empty=_l("Choose…"))
    )
    severity = SelectField(
        _l("Severity"), coerce=Severity, choices=choices_of(Severity), default=Severity.GENERAL
    )
    description = long_text(_l("What is wrong"), LONGEST_TEXT)
    work = SelectField(_l("Road or bridge"), coerce=number_or_none)
    place = StretchField(_l("Chainage"))
    due_on = DayField(_l("To be put right by"))
    solved_on_spot = BooleanField(_l("Put right while I was there"))
    photos = MultipleFileField(_l("Photos of it"))

    def validate_topic(self, field: SelectField) -> None:
        """Ask for the topic of a finding that says something."""
        if not field.data and not self.is_blank:
            raise ValidationError(_("Choose the topic of the finding."))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered besides what the form proposes."""
        return not (self.description.data or self.topic.data or self.place.data)


class FindingsForm(FlaskForm):
    """What every form has on which findings are entered one under the other."""

    findings = FieldList(FormField(FindingForm), _l("Finding"), max_entries=MOST_FINDINGS)

    @property
    def lists(self) -> Iterable[FieldList]:
        """The lists of the form, in its order."""
        return (self.findings,)

    def offer_works_of_findings(self, works: Sequence[Work]) -> None:
        """Let the findings' choices be the works of the section."""
        named = choices(((work.id, work.name) for work in works), empty=_l("The whole section"))
        for block in self.findings:
            block.form.work.choices = named

    def problems_of_lines(self) -> list[str]:
        """Return what is wrong in the lines of the lists, each with the line it is in."""
        found = []
        for field in self.lists:
            for number, row in enumerate(field, start=1):
                for part in row.form:
                    found += [
                        f"{field.label.text} {number}, {part.label.text}: {error}"
                        for error in part.errors
                    ]
        return found

    def add_blank_findings(self, number: int, due_on: Any) -> None:
        """Append empty blocks, as far as there is room."""
        for _place in range(min(number, MOST_FINDINGS - len(self.findings))):
            self.findings.append_entry({"due_on": due_on, "severity": Severity.GENERAL})

    def filled_findings(self, with_photos: Iterable[str]) -> list[tuple[str, FindingForm]]:
        """Return the blocks that say something or have photos, with the name of their photo field."""
        named = {block.form.photos.name: block.form for block in self.findings}
        return [
            (name, form) for name, form in named.items() if not form.is_blank or name in with_photos
        ]


class InspectionForm(FindingsForm):
    """The patrol form (domain.md 3.5)."""

    client_uuid = HiddenField(validators=[CLIENT_UUID])
    day = DayField(_l("Day"), validators=[Needed(_l("Enter the day of the visit."))])
    time = TimeField(
        _l("Time"),
        format=["%H:%M", "%H:%M:%S"],
        validators=[Needed(_l("Enter the time of the visit."))],
    )
    kind = SelectField(
        _l("Kind of visit"),
        coerce=InspectionKind,
        choices=choices_of(InspectionKind),
        default=InspectionKind.SCHEDULED,
    )
    weather = line(_l("Weather"), 60)
    companions = line(_l("Came along"), 200)
    work = SelectField(_l("Road or bridge"), coerce=number_or_none)
    place = StretchField(_l("Chainage"), description=_l("K1+200, or K1+200～K1+300"))
    open_works = TicksField(_l("Under construction today"), coerce=int)
    posts = FieldList(FormField(PostForm), _l("Key post"), max_entries=MOST_POSTS)
    equipment = FieldList(FormField(EquipmentForm), _l("Equipment"), max_entries=MOST_MACHINES)
    topics = TicksField(_l("Looked at"), coerce=Topic, choices=choices_of(Topic))
    progress_note = long_text(_l("Progress"), LONGEST_TEXT)
    quality_note = long_text(_l("Quality"), LONGEST_TEXT)
    safety_note = long_text(_l("Safety"), LONGEST_TEXT)
    environment_note = long_text(_l("Environment"), LONGEST_TEXT)
    site_environment = SelectField(
        _l("State of the site"),
        coerce=chosen(Condition),
        choices=choices_of(Condition, empty=_l("Not judged")),
    )
    diligence = SelectField(
        _l("Diligence of the people"),
        coerce=chosen(Diligence),
        choices=choices_of(Diligence, empty=_l("Not judged")),
    )
    handling = SelectField(
        _l("Handled on the spot"),
        coerce=Handling,
        choices=choices_of(Handling),
        default=Handling.NOTHING_NEEDED,
    )
    signed_by = line(_l("Signed for the section by"), 100)
    photos = MultipleFileField(_l("Photos"))
    late_reason = line(_l("Reason for entering it late"), LONGEST_TEXT)

    @property
    def lists(self) -> Iterable[FieldList]:
        """The lists of the form, in its order."""
        return (self.posts, self.equipment, self.findings)

    def offer_works(self, works: Sequence[Work], roads: Sequence[Work]) -> None:
        """Let the choices be the works of the section, and the roads that may be open."""
        named = choices(((work.id, work.name) for work in works), empty=_l("The whole section"))
        self.work.choices = named
        self.open_works.choices = choices((work.id, work.name) for work in roads)
        self.offer_works_of_findings(works)

    def entry(
        self, posts: Mapping[str, tuple[str, str]], findings: Sequence[FindingForm]
    ) -> InspectionEntry:
        """Return what was entered; `posts` gives post and person for each key of the form."""
        start_m, end_m = self.place.data or (None, None)
        return InspectionEntry(
            client_uuid=self.client_uuid.data or "",
            inspected_at=datetime.combine(self.day.data or today(), self.time.data, SHANGHAI),
            kind=self.kind.data,
            topics=self._topics(findings),
            handling=self._handling(findings),
            notes={topic: self[f"{topic.value}_note"].data or "" for topic in Topic},
            weather=self.weather.data or "",
            companions=self.companions.data or "",
            signed_by=self.signed_by.data or "",
            site_environment=self.site_environment.data,
            diligence=self.diligence.data,
            late_reason=self.late_reason.data or "",
            work_id=self.work.data,
            start_m=start_m,
            end_m=end_m,
            posts=tuple(self._posts(posts)),
            equipment=tuple(self._equipment()),
            open_work_ids=frozenset(self.open_works.data or ()),
            findings=tuple(finding_entry(form) for form in findings),
        )

    def _handling(self, findings: Sequence[FindingForm]) -> Handling:
        """Return what was chosen; when all was put right on the spot, the tick alone says so."""
        chosen: Handling = self.handling.data
        is_untouched = chosen == Handling.NOTHING_NEEDED
        if is_untouched and findings and all(form.solved_on_spot.data for form in findings):
            return Handling.SOLVED
        return chosen

    def _topics(self, findings: Sequence[FindingForm]) -> frozenset[Topic]:
        """Return what was ticked, and what was plainly looked at: noted on, or found wrong."""
        noted = {topic for topic in Topic if self[f"{topic.value}_note"].data}
        found = {form.topic.data for form in findings if form.topic.data}
        return frozenset(self.topics.data or ()) | noted | found

    def _posts(self, posts: Mapping[str, tuple[str, str]]) -> Iterable[PostLine]:
        for row in self.posts:
            known = posts.get(row.form.key.data or "")
            if known and row.form.attendance.data:
                yield PostLine(*known, row.form.attendance.data, row.form.reason.data or "")

    def _equipment(self) -> Iterable[EquipmentLine]:
        for row in self.equipment:
            if row.form.name.data:
                yield EquipmentLine(
                    row.form.name.data, row.form.required.data or 0, row.form.present.data or 0
                )


class ProofForm(FlaskForm):
    """What was done to put a finding right."""

    version = HiddenField()
    words = long_text(
        _l("What was put right"), LONGEST_TEXT, needed=_l("Say what was done to put it right.")
    )
    photos = MultipleFileField(_l("Photos of the result"))


class CheckForm(FlaskForm):
    """Closing a finding, or sending its proof back."""

    version = HiddenField()
    words = long_text(_l("Remark, or what is still missing"), LONGEST_TEXT)


class SiteLogForm(FlaskForm):
    """The project office's log of one day (domain.md 3.3)."""

    client_uuid = HiddenField(validators=[CLIENT_UUID])
    log_on = DayField(_l("Day"), validators=[Needed(_l("Enter the day of the log."))])
    weather = line(_l("Weather"), 60)
    location = line(_l("Written at"), 200, description=_l("Site, road or chainage"))
    people_present = long_text(_l("People on the site"), LONGEST_TEXT)
    sections = TicksField(_l("Sections visited"), coerce=int)
    content = long_text(_l("What was seen and done"), LONGEST_TEXT)
    problems = long_text(_l("Problems found"), LONGEST_TEXT)
    advice = long_text(_l("How they were handled"), LONGEST_TEXT)
    requirements = long_text(_l("What was asked for"), LONGEST_TEXT)
    due_on = DayField(_l("Until"))
    is_stopped = BooleanField(_l("The works stood still"))
    stop_reason = line(_l("Why they stood still"), LONGEST_TEXT)
    photos = MultipleFileField(_l("Photos"))
    late_reason = line(_l("Reason for entering it late"), LONGEST_TEXT)

    def entry(self) -> SiteLogEntry:
        """Return what was entered."""
        return SiteLogEntry(
            client_uuid=self.client_uuid.data or "",
            log_on=self.log_on.data or today(),
            content=self.content.data or "",
            weather=self.weather.data or "",
            location=self.location.data or "",
            people_present=self.people_present.data or "",
            problems=self.problems.data or "",
            advice=self.advice.data or "",
            requirements=self.requirements.data or "",
            due_on=self.due_on.data,
            is_stopped=bool(self.is_stopped.data),
            stop_reason=self.stop_reason.data or "",
            late_reason=self.late_reason.data or "",
        )


def finding_entry(form: FindingForm) -> FindingEntry:
    """Return what was entered in the block."""
    start_m, end_m = form.place.data or (None, None)
    return FindingEntry(
        topic=form.topic.data or Topic.QUALITY,
        severity=form.severity.data,
        description=form.description.data or "",
        due_on=form.due_on.data,
        solved_on_spot=bool(form.solved_on_spot.data),
        work_id=form.work.data,
        start_m=start_m,
        end_m=end_m,
    )
