"""Villages for tests: only what the test is about is said."""

from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from app.accounts.models import User
from app.accounts.rules import Role
from app.logistics.actions import AnswerDraft, confirm_service, open_outlet, register_village
from app.logistics.models import Outlet, Village, VillageService
from app.logistics.rules.coverage import ServiceMode
from app.works.models import Township
from tests.makers.accounts import a_user
from tests.makers.works import a_township

CONFIRMED_ON = date(2020, 6, 1)
_numbers = count(1)


def a_village(name: str = "", township: Township | None = None, **fields: Any) -> Village:
    number = next(_numbers)
    township = township or a_township()
    return register_village(
        by=a_user(Role.PROJECT_OFFICE),
        **{
            "name": name or f"村{number}", "township": township, "population": 1000,
            "division_code": f"{township.division_code}{number % 1000:03d}",
        } | fields,
    )  # fmt: skip


def an_outlet(village: Village, **fields: Any) -> Outlet:
    return open_outlet(
        village, by=a_user(Role.PROJECT_OFFICE),
        **{"name": f"网点{next(_numbers)}", "opened_on": date(2019, 1, 1)} | fields,
    )  # fmt: skip


def an_answer(
    village: Village,
    mode: ServiceMode = ServiceMode.DIRECT,
    center: Village | None = None,
    *,
    on: date = CONFIRMED_ON,
    by: User | None = None,
    client_uuid: str = "",
) -> VillageService:
    draft = AnswerDraft(
        client_uuid or str(uuid4()), mode, center.id if center else None, on, "村委会 王主任"
    )
    return confirm_service(village, draft, by=by or a_user(Role.PROJECT_OFFICE))


def a_center(name: str = "", township: Township | None = None) -> Village:
    """Return a village that is served directly and has an outlet."""
    village = a_village(name, township)
    an_outlet(village)
    an_answer(village)
    return village
