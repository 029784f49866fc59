"""The shape of ranking forms."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import MultipleFileField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.widgets import CheckboxInput

from app.ranking.rules.lifecycle import LONGEST_TEXT
from app.ranking.rules.policy import (
    Band,
    Dimension,
    MissingRule,
    Policy,
    Rates,
    ScoreBand,
    VetoKind,
    WorkGroup,
)
from app.shared.calendar import Month
from app.shared.errors import Unreadable
from app.shared.fields import (
    DayField,
    Needed,
    NumberField,
    PercentField,
    WholeNumberField,
    long_text,
)
from app.shared.forms import choices, choices_of
from app.works.rules import WorksKind

#: Kinds of programme whose group can be chosen; the rest are "other works".
GROUPED = tuple(kind.value for kind in WorksKind if kind != WorksKind.OTHER)
ENTER_A_NUMBER = Needed(_l("Enter a number."))


class MonthField(StringField):
    """A month written 2020-06; the value is a Month."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; called by WTForms."""
        self.data: Month | None = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        try:
            self.data = Month.parse(text)
        except Unreadable as trouble:
            raise ValueError(str(trouble.sentence)) from None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else str(self.data or "")


def _points(label: Any) -> NumberField:
    return NumberField(label, validators=[ENTER_A_NUMBER], suffix=_l("points"), places=2, most=100)


def _share(label: Any) -> PercentField:
    return PercentField(label, validators=[ENTER_A_NUMBER])


class PolicyForm(FlaskForm):
    """The whole policy; what makes it wrong as a whole the rules say."""

    valid_from = MonthField(_l("Counts from"), validators=[Needed(_l("Enter a month."))])
    reason = long_text(_l("Reason for the change"), LONGEST_TEXT, needed=_l("Give the reason."))
    weight_progress = _points(Dimension.PROGRESS.label)
    weight_quality = _points(Dimension.QUALITY.label)
    weight_safety = _points(Dimension.SAFETY.label)
    weight_environment = _points(Dimension.ENVIRONMENT.label)
    weight_staff = _points(Dimension.STAFF.label)
    weight_wages = _points(Dimension.WAGES.label)
    weight_paperwork = _points(Dimension.PAPERWORK.label)
    missing = RadioField(_l("A dimension without records"), choices=choices_of(MissingRule))
    month_share = _share(_l("Of progress: the month against its plan"))
    presence_share = _share(_l("Of staff and equipment: presence of key posts"))
    first_pass_floor_share = _share(_l("First-pass rate that costs nothing"))
    first_pass_per_point = _points(_l("For each percent below it"))
    failed_key_item = _points(_l("For a failed key item or serious quality finding"))
    overdue_rectification = _points(_l("For an overdue quality rectification"))
    hazard_overdue = _points(_l("For an overdue general hazard"))
    hazard_serious = _points(_l("For a serious hazard"))
    environment_finding = _points(_l("For an environmental finding"))
    vetoes = SelectMultipleField(
        _l("Vetoes"), choices=choices_of(VetoKind), option_widget=CheckboxInput()
    )
    own_vetoes = long_text(_l("Vetoes of our own, one on each line"), 1000)
    veto_cap = _points(_l("Most points with a veto"))
    front_share = _share(_l("Front: the best"))
    rear_share = _share(_l("Rear: the last"))
    rear_below = _points(_l("Rear only below"))
    small_group = WholeNumberField(
        _l("Smallest group banded by place"), validators=[ENTER_A_NUMBER], suffix=_l("sections"),
        most=50,
    )  # fmt: skip
    front_start = _points(_l("Front from"))
    front_end = _points(_l("Front to"))
    middle_start = _points(_l("Middle from"))
    middle_end = _points(_l("Middle to"))
    rear_start = _points(_l("Rear from"))
    rear_end = _points(_l("Rear to"))
    tie_first = SelectField(_l("Equal scores: first by"), choices=choices_of(Dimension))
    tie_second = SelectField(_l("then by"), choices=choices_of(Dimension, empty=_l("—")))
    tie_third = SelectField(_l("and then by"), choices=choices_of(Dimension, empty=_l("—")))
    new_days = WholeNumberField(
        _l("Not ranked when started fewer days before the cut-off"), validators=[ENTER_A_NUMBER],
        suffix=_l("days"), most=366,
    )  # fmt: skip
    least_recorded_weight = _points(_l("Not ranked with records for fewer"))

    group_reconstruction = SelectField(
        WorksKind.RECONSTRUCTION.label, choices=choices_of(WorkGroup)
    )
    group_maintenance = SelectField(WorksKind.MAINTENANCE.label, choices=choices_of(WorkGroup))
    group_trunk_road = SelectField(WorksKind.TRUNK_ROAD.label, choices=choices_of(WorkGroup))
    group_bridge = SelectField(WorksKind.BRIDGE.label, choices=choices_of(WorkGroup))
    group_safety = SelectField(WorksKind.SAFETY.label, choices=choices_of(WorkGroup))
    group_logistics = SelectField(WorksKind.LOGISTICS.label, choices=choices_of(WorkGroup))

    def policy(self, before: Policy) -> Policy:
        """Return the policy that was entered; what the form does not ask stays as before."""
        own = [line.strip() for line in (self.own_vetoes.data or "").splitlines()]
        ties = (self.tie_first.data, self.tie_second.data, self.tie_third.data)
        return replace(
            before,
            weights={d: self._number(f"weight_{d.value}") for d in Dimension},
            rates=Rates(**{name: self._number(name) for name in Rates.__dataclass_fields__}),
            vetoes=(*self.vetoes.data, *(line for line in own if line)),
            veto_cap=self._number("veto_cap"),
            front_share=self._number("front_share"),
            rear_share=self._number("rear_share"),
            rear_below=self._number("rear_below"),
            small_group=int(self._number("small_group")),
            score_bands=tuple(
                ScoreBand(b, self._number(f"{b.value}_start"), self._number(f"{b.value}_end"))
                for b in Band
            ),
            tie_order=tuple(d for tie in ties if (d := Dimension.with_value(tie))),
            new_days=int(self._number("new_days")),
            least_recorded_weight=self._number("least_recorded_weight"),
            missing=MissingRule.with_value(self.missing.data) or before.missing,
            groups={
                kind: WorkGroup.with_value(self[f"group_{kind}"].data) or WorkGroup.OTHER
                for kind in GROUPED
            },
        )

    def _number(self, name: str) -> Decimal:
        return Decimal(self[name].data)


def policy_values(policy: Policy) -> dict[str, Any]:
    """Return what the form shows of a policy before anybody types."""
    known = {kind.value for kind in VetoKind}
    ties = [dimension.value for dimension in policy.tie_order] + ["", "", ""]
    values: dict[str, Any] = {f"weight_{d.value}": policy.weight(d) for d in Dimension}
    values |= {name: getattr(policy.rates, name) for name in Rates.__dataclass_fields__}
    for band in policy.score_bands:
        values |= {f"{band.band.value}_start": band.start, f"{band.band.value}_end": band.end}
    values |= {
        "vetoes": [code for code in policy.vetoes if code in known],
        "own_vetoes": "\n".join(code for code in policy.vetoes if code not in known),
        "tie_first": ties[0],
        "tie_second": ties[1],
        "tie_third": ties[2],
        "missing": policy.missing.value,
    }
    plain = ("veto_cap", "front_share", "rear_share", "rear_below", "small_group", "new_days")
    values |= {name: getattr(policy, name) for name in (*plain, "least_recorded_weight")}
    values |= {f"group_{kind}": policy.group_of(kind).value for kind in GROUPED}
    return values


class ObjectionForm(FlaskForm):
    """A contractor's objection."""

    text = long_text(_l("What do you object to?"), LONGEST_TEXT, needed=_l("Say what is wrong."))
    evidence = long_text(
        _l("Evidence"), LONGEST_TEXT,
        description=_l("Numbers of inspections, findings or photos, addresses, papers handed in."),
    )  # fmt: skip
    photos = MultipleFileField(_l("Photos as evidence"))


class AnswerForm(FlaskForm):
    """The bureau's answer to an objection."""

    decision = RadioField(
        _l("Decision"),
        choices=choices([("accepted", _l("Accepted")), ("refused", _l("Refused"))]),
        validators=[Needed(_l("Decide."))],
    )
    reason = long_text(_l("Reason"), LONGEST_TEXT, needed=_l("Give the reason for the answer."))


class VetoForm(FlaskForm):
    """A confirmed veto."""

    section_id = SelectField(_l("Section"), coerce=int)
    kind = SelectField(_l("Veto"))
    day = DayField(_l("Day"), validators=[Needed(_l("Enter the day."))])
    evidence = long_text(
        _l("Evidence"), LONGEST_TEXT, needed=_l("Name the evidence."),
        description=_l("Who confirmed it, when, in which paper or record."),
    )  # fmt: skip
