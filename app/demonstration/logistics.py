"""Rural logistics of a few townships: invented villages, most served directly, some through a central one."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final
from uuid import UUID

from app.accounts.models import User
from app.demonstration.people import PROGRAM
from app.logistics.actions import AnswerDraft, confirm_service, open_outlet, register_village
from app.logistics.models import Village
from app.logistics.rules.coverage import ServiceMode
from app.shared.calendar import today
from app.works.models import Township

#: Villages of a township; the first is its central village.
NAMES: Final = ("中心村", "东村", "西村", "南村", "北村", "新村")
BRANDS: Final = ("邮政、中通", "韵达", "圆通、申通")
SEED: Final = 57
#: The village of each township that nobody has asked for long, and the one parcels do not reach.
STALE, UNSERVED = 4, 5


def tell_villages(townships: Sequence[Township], user: User) -> Iterator[str]:
    """Register villages of these townships: covered ones, one to be asked again, and one that is not reached."""
    random, day = Random(SEED), today() - timedelta(days=40)
    for place, township in enumerate(townships):
        villages = [
            _village(township, number, name, random) for number, name in enumerate(NAMES, start=1)
        ]
        center = villages[0]
        open_outlet(
            center, by=PROGRAM, name=f"{township.name}中心村综合服务站", is_service_station=True,
            brands=random.choice(BRANDS), address="村委会旁", keeper="站长",
            parcels_up=random.randint(20, 90), parcels_down=random.randint(150, 400),
            opened_on=date(day.year - 2, 5, 1), is_demonstration=True,
        )  # fmt: skip
        for number, village in enumerate(villages):
            if number == UNSERVED and place:
                continue
            _confirm(village, number, center, day, random, user)
    yield f"{len(townships) * len(NAMES)} villages"


def _village(township: Township, number: int, name: str, random: Random) -> Village:
    return register_village(
        by=PROGRAM, name=f"{township.name[:2]}{name}", township=township,
        division_code=f"{township.division_code}9{number:02d}",
        population=random.randint(900, 4200), is_demonstration=True,
    )  # fmt: skip


def _confirm(
    village: Village, number: int, center: Village, day: date, random: Random, user: User
) -> None:
    is_direct = village is center or number % 2 == 0
    confirmed_on = day - timedelta(days=400) if number == STALE else day
    draft = AnswerDraft(
        str(UUID(int=random.getrandbits(128), version=4)),
        ServiceMode.DIRECT if is_direct else ServiceMode.VIA_CENTER,
        None if is_direct else center.id,
        confirmed_on,
        "村委会",
    )
    confirm_service(village, draft, by=user)
