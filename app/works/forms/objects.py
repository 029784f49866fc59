"""The forms of programmes, projects, sections, contracts and works, in the units of the bureau."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

from app.accounts.rules import OrganisationKind, Role
from app.shared.fields import (
    ChainageField,
    DayField,
    LengthField,
    MoneyField,
    Needed,
    NumberField,
    PercentField,
    WholeNumberField,
    line,
    long_text,
)
from app.shared.forms import choices, choices_of
from app.works import queries
from app.works.forms.base import (
    NOT_SAID,
    PlaceMixin,
    WorksForm,
    firms,
    optional,
    people,
    pick,
    pick_word,
    read_route_code,
)
from app.works.rules import (
    Nature,
    TechnicalClass,
    WorkKind,
    WorksKind,
    WorkStatus,
)


class ProgrammeForm(WorksForm):
    year = WholeNumberField(_l("Year"), validators=[Needed(_l("Enter the year."))], most=2100)
    name = line(_l("Name"), 200, needed=_l("Enter the name of the programme."))
    kind = SelectField(_l("Kind"), choices=choices_of(WorksKind), coerce=WorksKind)
    accountable_id = pick(_l("Accountable person"))
    planned_length = optional(LengthField, _l("Planned length"), unit="km")
    planned_count = optional(
        WholeNumberField, _l("Planned number"), most=10**6,
        description=_l("Bridges or sites, where kilometres do not count the works."),
    )  # fmt: skip
    planned_townships = optional(WholeNumberField, _l("Planned townships"), most=1000)
    planned_amount = optional(MoneyField, _l("Planned amount"))
    is_approximate = BooleanField(_l("The figures are approximate (约)"))
    planned_finish_on = optional(DayField, _l("Planned finish"))
    finish_text = line(
        _l("Finish in words"), 100, description=_l("As the plan says it: end of June, 2020.")
    )
    finished_on = optional(DayField, _l("Finished on"))
    note = long_text(_l("Note"))

    COLUMNS = {"planned_length": "planned_length_m", "planned_amount": "planned_amount_fen"}
    GROUPS = (
        (_l("Programme"), ("year", "name", "kind", "accountable_id")),
        (
            _l("Plan"),
            ("planned_length", "planned_count", "planned_townships", "planned_amount",
             "is_approximate", "planned_finish_on", "finish_text", "finished_on", "note"),
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accountable_id.choices = people()


class ProjectForm(PlaceMixin, WorksForm):
    programme_id = SelectField(_l("Programme"), coerce=int)
    name = line(_l("Name"), 200, needed=_l("Enter the name of the project."))
    code = line(_l("Official code"), 40)
    kind = SelectField(_l("Kind"), choices=choices_of(WorksKind), coerce=WorksKind)
    nature = pick_word(_l("Nature of works"), Nature)
    accountable_id = pick(_l("Accountable person"))
    investment = optional(MoneyField, _l("Investment"))
    route_code = line(_l("Route code"), 20)
    start = optional(ChainageField, _l("Start chainage"))
    end = optional(ChainageField, _l("End chainage"))
    length = optional(LengthField, _l("Design length"), unit="km")
    shoreline = optional(LengthField, _l("Shoreline"), unit="m")
    berths = optional(WholeNumberField, _l("Berths"), most=1000)
    planned_start_on = optional(DayField, _l("Planned start"))
    planned_start_text = line(_l("Planned start in words"), 60)
    planned_finish_on = optional(DayField, _l("Planned finish"))
    finished_on = optional(DayField, _l("Finished on"))
    reported_share = optional(
        PercentField, _l("Reported completion"),
        description=_l("What the owner reports as a whole, kept beside the computed progress."),
    )  # fmt: skip
    reported_on = optional(DayField, _l("Reported on"))
    description = long_text(_l("Description"))

    COLUMNS = {
        "investment": "investment_fen", "start": "start_m", "end": "end_m", "length": "length_m",
    }  # fmt: skip
    OTHERS = ("longitude", "latitude", "shoreline", "berths")
    GROUPS = (
        (_l("Project"), ("programme_id", "name", "code", "kind", "nature", "accountable_id")),
        (
            _l("Scope"),
            ("investment", "route_code", "start", "end", "length", "shoreline", "berths"),
        ),
        (
            _l("Time"),
            ("planned_start_on", "planned_start_text", "planned_finish_on", "finished_on",
             "reported_share", "reported_on"),
        ),
        (_l("Position"), ("longitude", "latitude")),
        (None, ("description",)),
    )  # fmt: skip

    def __init__(self, *args: Any, programmes: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme_id.choices = choices(programmes)
        self.accountable_id.choices = people()

    def validate_route_code(self, field: StringField) -> None:
        """Write the route code in its one form."""
        read_route_code(field)

    @classmethod
    def data_of_attributes(cls, known: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields' data from the project's attributes."""
        shoreline = known.get("shoreline_m")
        return {
            "shoreline": None if shoreline is None else Decimal(str(shoreline)),
            "berths": known.get("berths"),
        }

    def attributes(self, known: Mapping[str, Any]) -> dict[str, Any]:
        """Return the attributes that only some kinds have; those that the form lacks stay."""
        given = {
            "shoreline_m": str(self.shoreline.data) if self.shoreline.data is not None else None,
            "berths": self.berths.data,
        }
        kept = {name: value for name, value in known.items() if name not in given}
        return kept | {name: value for name, value in given.items() if value is not None}


class SectionForm(WorksForm):
    name = line(_l("Name"), 100, needed=_l("Enter the name of the section."))
    code = line(_l("Official code"), 40)
    position = optional(
        WholeNumberField, _l("Position in lists"), most=10**6,
        description=_l("Left empty, the number in the name decides."),
    )  # fmt: skip
    contractor_id = pick(_l("Contractor"))
    supervision_firm_id = pick(_l("Supervision firm"))
    area_id = pick(_l("Area"))
    area_engineer_id = pick(_l("Area engineer"))
    supervision_team_id = pick(_l("Supervision team"))
    accountable_id = pick(_l("Accountable person"))

    GROUPS = (
        (_l("Section"), ("name", "code", "position")),
        (_l("Firms"), ("contractor_id", "supervision_firm_id")),
        (
            _l("Who answers for it in the bureau"),
            ("accountable_id", "area_id", "area_engineer_id", "supervision_team_id"),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = _l("None yet")
        self.contractor_id.choices = firms(OrganisationKind.CONTRACTOR)
        self.supervision_firm_id.choices = firms(OrganisationKind.SUPERVISION_FIRM)
        areas = [(area.id, area.name) for area in queries.list_areas()]
        self.area_id.choices = choices(areas, empty=none)
        self.area_engineer_id.choices = people(Role.AREA_ENGINEER)
        teams = [(team.id, team.name) for team in queries.list_supervision_teams()]
        self.supervision_team_id.choices = choices(teams, empty=none)
        self.accountable_id.choices = people()


class ContractForm(WorksForm):
    number = line(_l("Contract number"), 60)
    price = MoneyField(_l("Contract price"), validators=[Needed(_l("Enter the contract price."))])
    awarded_on = optional(DayField, _l("Awarded on"))
    signed_on = optional(DayField, _l("Signed on"))
    start_on = optional(DayField, _l("Start"))
    planned_finish_on = optional(DayField, _l("Planned finish"))
    finished_on = optional(DayField, _l("Finished on"))
    contractor_is_sme = SelectField(
        _l("Contractor is a small or medium firm"),
        coerce=lambda value: {"yes": True, "no": False, True: True, False: False}.get(value),
        choices=choices([("", NOT_SAID), ("yes", _l("Yes")), ("no", _l("No"))]),
        description=_l("As declared at signing; it decides the statutory payment term."),
        validators=[Optional()],
    )
    labour_cost_share = optional(
        PercentField, _l("Labour-cost ratio"),
        description=_l("The part of each payment that goes to the wage account."),
    )  # fmt: skip
    payment_share = optional(
        PercentField, _l("Payment ratio"),
        description=_l("Of completed value; at least 80 percent for contracts since 1 August 2022."),
    )  # fmt: skip
    payment_days = optional(WholeNumberField, _l("Payment days"), suffix=_l("days"), most=3650)
    late_rate_per_day = optional(
        PercentField, _l("Late interest per day"),
        description=_l("Left empty, the statutory rate counts."),
    )  # fmt: skip

    COLUMNS = {"price": "price_fen"}
    GROUPS = (
        (_l("The contract"), ("number", "price", "awarded_on", "signed_on")),
        (_l("Time"), ("start_on", "planned_finish_on", "finished_on")),
        (
            _l("Payment terms"),
            ("contractor_is_sme", "labour_cost_share", "payment_share", "payment_days",
             "late_rate_per_day"),
        ),
    )  # fmt: skip


class WorkForm(PlaceMixin, WorksForm):
    kind = SelectField(_l("Built as"), choices=choices_of(WorkKind), coerce=WorkKind)
    name = line(_l("Name"), 200, needed=_l("Enter the name of the road, bridge or yard."))
    nature = pick_word(_l("Nature of works"), Nature)
    township_id = pick(_l("Township"))
    second_township_id = pick(_l("Second township"))
    village = line(_l("Village"), 100)
    accountable_id = pick(_l("Accountable person"))
    route_code = line(_l("Route code"), 20, description=_l("For example C012341302."))
    start = optional(
        ChainageField, _l("Start chainage"),
        description=_l("Like K0+300; for a bridge its centre."),
    )  # fmt: skip
    end = optional(ChainageField, _l("End chainage"))
    length = optional(
        LengthField, _l("Design length"), unit="km",
        description=_l("Left empty, the distance between the chainages counts."),
    )  # fmt: skip
    technical_class = pick_word(_l("Technical class"), TechnicalClass)
    roadbed_width_m = optional(LengthField, _l("Roadbed width"), unit="m")
    pavement_width_m = optional(LengthField, _l("Pavement width"), unit="m")
    thickness_mm = optional(NumberField, _l("Thickness"), suffix="mm", most=10000)
    structure = line(_l("Structure"), 100)
    amount = optional(
        MoneyField, _l("Amount"),
        description=_l("Its part of the contract price; it weighs the works of a section."),
    )  # fmt: skip
    bridge_code = line(_l("Bridge code"), 40)
    span_text = line(_l("Spans"), 100)
    bridge_length_m = optional(LengthField, _l("Bridge length"), unit="m")
    bridge_width_m = optional(LengthField, _l("Bridge width"), unit="m")
    bridge_rating = line(_l("Rating"), 120)
    built_year = line(_l("Built in"), 120)
    defects = long_text(_l("Defects"))
    remedy = long_text(_l("Remedy"))
    status = SelectField(_l("State"), choices=choices_of(WorkStatus), coerce=WorkStatus)
    planned_start_on = optional(DayField, _l("Planned start"))
    planned_finish_on = optional(DayField, _l("Planned finish"))
    started_on = optional(DayField, _l("Started on"))
    finished_on = optional(DayField, _l("Finished on"))
    handed_over_on = optional(DayField, _l("Handed over on"))
    final_accepted_on = optional(DayField, _l("Finally accepted on"))
    total_investment = optional(MoneyField, _l("Total investment"))
    central_fund = optional(MoneyField, _l("Central fund"))
    provincial_fund = optional(MoneyField, _l("Provincial fund"))
    city_fund = optional(MoneyField, _l("City fund"))
    district_fund = optional(MoneyField, _l("District fund"))
    own_fund = optional(MoneyField, _l("Self-raised fund"))
    approval_no = line(_l("Approval no."), 120)
    procurement = line(_l("Procurement"), 120)
    employer = line(_l("Employer"), 120)
    designer = line(_l("Designer"), 120)
    position = optional(WholeNumberField, _l("Position in lists"), most=10**6)
    note = long_text(_l("Note"))

    FUNDS = ("central_fund", "provincial_fund", "city_fund", "district_fund", "own_fund")
    COLUMNS = {
        "start": "start_m", "end": "end_m", "length": "length_m", "amount": "amount_fen",
        "total_investment": "total_investment_fen",
        **{name: f"{name}_fen" for name in FUNDS},
    }  # fmt: skip
    OTHERS = ("longitude", "latitude")
    GROUPS = (
        (
            _l("Road, bridge or yard"),
            ("kind", "name", "nature", "township_id", "second_township_id", "village",
             "accountable_id"),
        ),
        (_l("Where on the route"), ("route_code", "start", "end", "length")),
        (
            _l("Design"),
            ("technical_class", "roadbed_width_m", "pavement_width_m", "thickness_mm",
             "structure", "amount"),
        ),
        (
            _l("Bridge"),
            ("bridge_code", "span_text", "bridge_length_m", "bridge_width_m", "bridge_rating",
             "built_year", "defects", "remedy"),
        ),
        (
            _l("Time"),
            ("status", "planned_start_on", "planned_finish_on", "started_on", "finished_on",
             "handed_over_on", "final_accepted_on"),
        ),
        (
            _l("Money and papers"),
            ("total_investment", *FUNDS, "approval_no", "procurement", "employer", "designer"),
        ),
        (_l("Position"), ("longitude", "latitude")),
        (None, ("position", "note")),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        townships = [(township.id, township.name) for township in queries.list_townships()]
        self.township_id.choices = choices(townships, empty=NOT_SAID)
        self.second_township_id.choices = choices(townships, empty=_l("None"))
        self.accountable_id.choices = people()

    def validate_route_code(self, field: StringField) -> None:
        """Write the route code in its one form."""
        read_route_code(field)

    def details(self) -> dict[str, Any]:
        """Return the work's columns, with the length from the chainages where none is given."""
        found = super().details() | {"position": self.position.data or 0}
        if (
            found["length_m"] is None
            and found["start_m"] is not None
            and found["end_m"] is not None
        ):
            found["length_m"] = abs(found["end_m"] - found["start_m"])
        return found
