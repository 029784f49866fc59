"""Townships of Yongqiao District (341302), national list of 2022-10-31, with their aliases (domain.md 2.7.4)."""

from collections.abc import Mapping
from typing import Final

from app.extensions import db
from app.shared.audit import Actor, record
from app.works.models import Township, TownshipAlias
from app.works.queries import list_townships

DISTRICT: Final = "341302"
#: The last three digits of the code and the name.
UNITS: Final[Mapping[str, str]] = {
    "001": "埇桥街道", "002": "沱河街道", "003": "道东街道", "004": "东关街道", "005": "三里湾街道",
    "006": "南关街道", "007": "西关街道", "008": "北关街道", "009": "汴河街道", "010": "三八街道",
    "011": "城东街道", "100": "符离镇", "101": "芦岭镇", "102": "朱仙庄镇", "103": "褚兰镇", "104": "曹村镇",
    "105": "夹沟镇", "106": "栏杆镇", "107": "时村镇", "108": "永安镇", "109": "灰古镇", "110": "大店镇",
    "111": "大泽乡镇", "112": "桃园镇", "113": "蕲县镇", "114": "大营镇", "115": "顺河镇", "116": "蒿沟镇",
    "117": "杨庄镇", "118": "解集镇", "119": "苗安镇", "120": "支河镇", "121": "桃沟镇", "122": "永镇镇",
    "123": "西二铺镇", "209": "北杨寨乡", "402": "宿州高新技术产业开发区", "403": "宿州埇桥经济开发区",
}  # fmt: skip
#: Other spellings that ledgers use.
ALIASES: Final[Mapping[str, str]] = {
    "永镇": "122", "永镇乡": "122", "苗庵": "119", "苗庵镇": "119", "苗庵乡": "119", "苗安": "119",
    "西二铺": "123", "西二铺乡": "123", "顺河": "115", "顺河乡": "115", "桃沟": "121", "桃沟乡": "121",
    "大泽乡": "111", "北杨寨": "209", "甬桥街道": "001", "高新区": "402", "经开区": "403",
}  # fmt: skip


def load_divisions(by: Actor) -> int:
    """Enter the townships that are not known yet, with their aliases; return how many were new."""
    known = {township.division_code: township for township in list_townships()}
    new = [
        Township(division_code=DISTRICT + code, name=name)
        for code, name in UNITS.items()
        if DISTRICT + code not in known
    ]
    db.session.add_all(new)
    db.session.flush()
    by_code = {township.division_code: township for township in list_townships()}
    for alias, code in _all_aliases().items():
        if db.session.get(TownshipAlias, alias) is None:
            db.session.add(TownshipAlias(name=alias, township_id=by_code[DISTRICT + code].id))
    if new:
        record(by, "townships.loaded", new[0], {"count": len(new)})
    return len(new)


def _all_aliases() -> dict[str, str]:
    """Return the aliases, and every name without its 镇, 乡 or 街道, unless that is itself a unit's name."""
    names = set(UNITS.values())
    short = {
        name.removesuffix("街道").removesuffix("镇").removesuffix("乡"): code
        for code, name in UNITS.items()
    }
    return {alias: code for alias, code in (short | dict(ALIASES)).items() if alias not in names}
