"""The shape of notices, stop orders and reports."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, SelectField

from app.inspections.forms import (
    CLIENT_UUID,
    FindingForm,
    FindingsForm,
    StretchField,
    TicksField,
    chosen,
    finding_entry,
    number_or_none,
)
from app.inspections.models import Finding
from app.inspections.rules import LONGEST_TEXT, FindingEntry, Severity, Topic, Verdict
from app.orders.models import ProblemReport
from app.orders.rules import (
    LONGEST_LINE,
    LookBackOutcome,
    NoticeEntry,
    ReportEntry,
    StopEntry,
)
from app.shared.calendar import today
from app.shared.fields import DayField, Needed, line, long_text
from app.shared.forms import choices, choices_of
from app.works.models import Work
from app.works.rules import Cause


class NoticeForm(FindingsForm):
    """整改通知书 (domain.md 3.6)."""

    client_uuid = HiddenField(validators=[CLIENT_UUID])
    inspected_on = DayField(_l("Day of the check"), validators=[Needed(_l("Enter the day."))])
    content = long_text(_l("What was checked"), LONGEST_TEXT)
    gathered = TicksField(_l("Open findings that stand in no notice"), coerce=int)
    basis = long_text(
        _l("Basis"),
        LONGEST_TEXT,
        needed=_l("Say on what clause or standard the notice rests."),
        description=_l("Clause of the contract, standard or drawing"),
    )
    demand = long_text(_l("What is asked for"), LONGEST_TEXT)
    copy_to = line(_l("Copy to"), LONGEST_LINE)

    def offer(self, findings: Sequence[Finding], works: Sequence[Work]) -> None:
        """Let the choices be the findings of the section that may be gathered, and its works."""
        self.gathered.choices = choices(
            (finding.id, f"{finding.id} · {finding.description[:80]}") for finding in findings
        )
        self.offer_works_of_findings(works)

    def entry(self, items: Sequence[FindingForm]) -> NoticeEntry:
        """Return what was entered."""
        return NoticeEntry(
            client_uuid=self.client_uuid.data or "",
            inspected_on=self.inspected_on.data or today(),
            content=self.content.data or "",
            basis=self.basis.data or "",
            demand=self.demand.data or "",
            copy_to=self.copy_to.data or "",
            finding_ids=tuple(self.gathered.data or ()),
            items=tuple(finding_entry(form) for form in items),
        )


class LookBackPlanForm(FlaskForm):
    """When somebody comes back to look."""

    planned_on = DayField(_l("Look back on"), validators=[Needed(_l("Enter the day."))])


class LookBackForm(FlaskForm):
    """回头看: what was found."""

    outcome = RadioField(
        _l("What the look back found"),
        coerce=chosen(LookBackOutcome),
        choices=choices_of(LookBackOutcome),
        validate_choice=False,
        validators=[Needed(_l("Say whether it held."))],
    )
    words = long_text(_l("Remark"), LONGEST_TEXT)


class PlacedForm(FlaskForm):
    """What every form has that names a work of a section and a place along it."""

    client_uuid = HiddenField(validators=[CLIENT_UUID])
    work = SelectField(_l("Road or bridge"), coerce=number_or_none)
    place = StretchField(_l("Chainage"), description=_l("K1+200, or K1+200～K1+300"))

    def offer_works(self, works: Sequence[Work]) -> None:
        """Let the choices be the works of the section."""
        named = ((work.id, work.name) for work in works)
        self.work.choices = choices(named, empty=_l("The whole section"))

    def placed(self) -> dict[str, Any]:
        """Return the place as the entries take it."""
        start_m, end_m = self.place.data or (None, None)
        return {"work_id": self.work.data, "start_m": start_m, "end_m": end_m}


class StopForm(PlacedForm):
    """停工令 (domain.md 3.7)."""

    reason = long_text(
        _l("Why the works are stopped"), LONGEST_TEXT, needed=_l("Say why the works are stopped.")
    )
    fault = RadioField(
        _l("Who answers for it"),
        coerce=chosen(Cause),
        choices=choices_of(Cause),
        validate_choice=False,
        validators=[Needed(_l("Say who answers for the stop."))],
    )
    stopped_from = DayField(_l("Stopped from"), validators=[Needed(_l("Enter the day."))])
    requirements = long_text(_l("What is asked for meanwhile"), LONGEST_TEXT)
    copy_to = line(_l("Copy to"), LONGEST_LINE)
    photos = MultipleFileField(_l("Photos"))

    def entry(self) -> StopEntry:
        """Return what was entered."""
        return StopEntry(
            client_uuid=self.client_uuid.data or "",
            reason=self.reason.data or "",
            fault=self.fault.data,
            stopped_from=self.stopped_from.data or today(),
            requirements=self.requirements.data or "",
            copy_to=self.copy_to.data or "",
            **self.placed(),
        )


class AskingForm(FlaskForm):
    """复工申请: what the contractor put right since the stop."""

    version = HiddenField()
    words = long_text(
        _l("What was put right"), LONGEST_TEXT, needed=_l("Say what was put right since the stop.")
    )
    photos = MultipleFileField(_l("Photos of the result"))


class ResumptionCheckForm(FlaskForm):
    """The check whether works may resume."""

    version = HiddenField()
    verdict = RadioField(
        _l("May the works resume?"),
        coerce=chosen(Verdict),
        choices=choices_of(Verdict),
        validate_choice=False,
        validators=[Needed(_l("Say whether the works may resume."))],
    )
    words = long_text(
        _l("What the check found"), LONGEST_TEXT, needed=_l("Say what the check found.")
    )
    photos = MultipleFileField(_l("Photos"))


class ResumptionForm(FlaskForm):
    """复工令."""

    version = HiddenField()
    resumed_on = DayField(_l("Works resume on"), validators=[Needed(_l("Enter the day."))])


class ReportForm(PlacedForm):
    """问题上报."""

    description = long_text(_l("What did you see?"), LONGEST_TEXT, needed=_l("Say what you saw."))
    photos = MultipleFileField(_l("Photos"))

    def entry(self) -> ReportEntry:
        """Return what was entered."""
        return ReportEntry(
            client_uuid=self.client_uuid.data or "",
            description=self.description.data or "",
            **self.placed(),
        )


class TakeUpForm(FlaskForm):
    """A report that is taken up as a finding."""

    topic = SelectField(
        _l("Topic"),
        coerce=chosen(Topic),
        choices=choices_of(Topic, empty=_l("Choose…")),
        validators=[Needed(_l("Choose the topic of the finding."))],
    )
    severity = SelectField(
        _l("Severity"), coerce=Severity, choices=choices_of(Severity), default=Severity.GENERAL
    )
    due_on = DayField(_l("To be put right by"), validators=[Needed(_l("Enter the day."))])

    def entry(self, report: ProblemReport) -> FindingEntry:
        """Return the finding that the report becomes."""
        return FindingEntry(
            topic=self.topic.data,
            severity=self.severity.data,
            description=report.description,
            due_on=self.due_on.data,
            work_id=report.work_id,
            start_m=report.start_m,
            end_m=report.end_m,
        )


class UntrueForm(FlaskForm):
    """A report that is not true."""

    reason = long_text(
        _l("Why it is not true"), LONGEST_TEXT, needed=_l("Say why the report is not true.")
    )


class MergeForm(FlaskForm):
    """A report that repeats another one."""

    into = SelectField(
        _l("Repeats"),
        coerce=number_or_none,
        validators=[Needed(_l("Choose the report that it repeats."))],
    )

    def offer(self, reports: Sequence[ProblemReport]) -> None:
        """Let the choices be these reports."""
        named = ((report.id, f"{report.id} · {report.description[:60]}") for report in reports)
        self.into.choices = choices(named, empty=_l("Choose…"))
