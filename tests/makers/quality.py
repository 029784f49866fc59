"""Tests of works for tests: only what the test is about is said."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from app.accounts.models import User
from app.accounts.rules import Role
from app.quality.actions.lots import record_lot
from app.quality.models import SampleLot
from app.quality.rules.evaluation import Sample
from app.quality.rules.lots import LotDraft, LotEntry
from app.quality.rules.standard import Layer, Measure, RoadGroup
from app.works.models import Work
from tests.makers.accounts import a_user

GOOD, THIN = "181 183 180 182 181 184 180 182", "181 183 180 150 152 184 150 182"


def samples_of(values: str) -> list[Sample]:
    return [Sample(Decimal(value)) for value in values.split()]


def a_lot_entry(work: Work, values: str = GOOD, **details: Any) -> LotEntry:
    """Return eight good thicknesses of the whole base of a village road, sampled on 1 June 2020."""
    entry = {
        name: details.pop(name)
        for name in ("client_uuid", "process", "part", "tester", "report_no")
        if name in details
    }
    draft = {
        "layer": Layer.BASE, "measure": Measure.THICKNESS, "group": RoadGroup.OTHER,
        "sampled_on": date(2020, 6, 1), "design": Decimal(180), "samples": samples_of(values),
        "start_m": work.start_m, "end_m": work.end_m,
    }  # fmt: skip
    return LotEntry(
        **(
            {"client_uuid": str(uuid4()), "process": "base", "draft": LotDraft(**(draft | details))}
            | entry
        )
    )


def a_lot(work: Work, values: str = GOOD, *, by: User | None = None, **details: Any) -> SampleLot:
    return record_lot(
        work, a_lot_entry(work, values, **details), by=by or a_user(Role.AREA_ENGINEER)
    )
