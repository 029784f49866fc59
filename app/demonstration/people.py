"""The people of the demonstration: one sign-in for each role. All names of persons are invented."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.accounts import actions, queries
from app.accounts.models import Organisation, User
from app.accounts.rules import OrganisationKind, Role
from app.shared.audit import Program
from config import DEMONSTRATION_MARK

PROGRAM = Program("Zhulu demonstration")
BUREAU = "埇桥区交通运输局"
RURAL_ROADS = "埇桥区县乡公路管理局"
STATION = "埇桥区交通工程质监站"
OFFICE = "G206项目办"
CONTRACTORS = (
    "安徽通途路桥工程有限公司", "宿州宏远市政工程有限公司", "淮北鼎盛公路建设有限公司", "蚌埠恒基路桥有限公司",
    "安徽皖东北建设工程有限公司", "宿州正大公路工程有限公司", "徐州苏皖交通工程有限公司", "安徽华腾路桥有限公司",
    "灵璧县新路建设有限公司", "萧县力达市政有限公司", "安徽金桥工程有限公司", "宿州天成建筑安装有限公司",
)  # fmt: skip
SUPERVISION_FIRMS = (
    "安徽科兴交通建设监理有限公司",
    "宿州市公路工程监理所",
    "安徽省中兴工程监理有限公司",
)


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in to the demonstration."""

    username: str
    name: str
    role: Role
    organisation: str


PEOPLE = (
    Person("leader", "陈志远", Role.LEADER, BUREAU),
    Person("office", "李明", Role.PROJECT_OFFICE, OFFICE),
    Person("office2", "周文静", Role.PROJECT_OFFICE, OFFICE),
    Person("north", "张建军", Role.AREA_ENGINEER, RURAL_ROADS),
    Person("middle", "王海涛", Role.AREA_ENGINEER, RURAL_ROADS),
    Person("south", "刘伟", Role.AREA_ENGINEER, RURAL_ROADS),
    Person("team", "赵国庆", Role.SUPERVISION_TEAM, BUREAU),
    Person("supervisor", "孙立", Role.SUPERVISOR, SUPERVISION_FIRMS[0]),
    Person("supervisor2", "钱斌", Role.SUPERVISOR, SUPERVISION_FIRMS[1]),
    Person("supervisor3", "何勇", Role.SUPERVISOR, SUPERVISION_FIRMS[2]),
    Person("contractor", "吴强", Role.CONTRACTOR, CONTRACTORS[0]),
    Person("contractor2", "郑磊", Role.CONTRACTOR, CONTRACTORS[4]),
    Person("quality", "冯涛", Role.QUALITY_STATION, STATION),
    Person("finance", "许慧", Role.FINANCE, BUREAU),
    Person("discipline", "马正", Role.DISCIPLINE, BUREAU),
    Person("sysadmin", "宋洁", Role.SYSTEM_ADMIN, BUREAU),
    Person("secadmin", "唐宁", Role.SECURITY_ADMIN, BUREAU),
    Person("auditor", "邓毅", Role.AUDIT_ADMIN, BUREAU),
)
KINDS = {
    BUREAU: OrganisationKind.BUREAU,
    RURAL_ROADS: OrganisationKind.RURAL_ROAD_OFFICE,
    STATION: OrganisationKind.QUALITY_STATION,
    OFFICE: OrganisationKind.PROJECT_OFFICE,
    **dict.fromkeys(CONTRACTORS, OrganisationKind.CONTRACTOR),
    **dict.fromkeys(SUPERVISION_FIRMS, OrganisationKind.SUPERVISION_FIRM),
}


def register_organisations() -> dict[str, Organisation]:
    """Register the bureau's offices and the firms; those already known are left as they are."""
    return {
        name: queries.find_organisation(name) or actions.create_organisation(name, kind, by=PROGRAM)
        for name, kind in KINDS.items()
    }


def open_accounts(organisations: dict[str, Organisation], password: str) -> dict[str, User]:
    """Open one account per person with the same password, good for a demonstration only."""
    users = {}
    for person in PEOPLE:
        user = actions.create_user(
            person.username, person.name, organisations[person.organisation], [person.role],
            by=PROGRAM, is_demonstration=True,
        )  # fmt: skip
        users[person.username] = user
    first, *others = users.values()
    actions.set_password(first, password, by=PROGRAM)
    for user in others:  # the same password: hashing it once is enough
        user.password_hash = first.password_hash
        user.must_change_password = False
    return users


def new_password() -> str:
    """Return a password of this installation's own."""
    return "demo-" + "-".join(secrets.token_hex(2) for _ in range(3))


def keep_password(folder: Path, password: str) -> None:
    """Mark the data folder as a demonstration and keep its password there for the owner to read."""
    path = folder / DEMONSTRATION_MARK
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"password": password}, file)


def sign_ins(folder: Path) -> Iterator[tuple[Role, str, str]]:
    """Yield role, user name and password of one person per role."""
    password = json.loads((folder / DEMONSTRATION_MARK).read_text(encoding="utf-8"))["password"]
    seen: set[Role] = set()
    for person in PEOPLE:
        if person.role not in seen:
            seen.add(person.role)
            yield person.role, person.username, password
