"""The townships of district 341302 (宿州市埇桥区), as of 2022-10-31, with the spellings ledgers use.

Source: domain.md 2.7.4. Which township lies in which area is nowhere published: the bureau says so.
"""

DISTRICT_CODE = "341302"

#: The last three digits of the division code, and the name.
UNITS: dict[str, str] = {
    "001": "埇桥街道",
    "002": "沱河街道",
    "003": "道东街道",
    "004": "东关街道",
    "005": "三里湾街道",
    "006": "南关街道",
    "007": "西关街道",
    "008": "北关街道",
    "009": "汴河街道",
    "010": "三八街道",
    "011": "城东街道",
    "100": "符离镇",
    "101": "芦岭镇",
    "102": "朱仙庄镇",
    "103": "褚兰镇",
    "104": "曹村镇",
    "105": "夹沟镇",
    "106": "栏杆镇",
    "107": "时村镇",
    "108": "永安镇",
    "109": "灰古镇",
    "110": "大店镇",
    "111": "大泽乡镇",
    "112": "桃园镇",
    "113": "蕲县镇",
    "114": "大营镇",
    "115": "顺河镇",
    "116": "蒿沟镇",
    "117": "杨庄镇",
    "118": "解集镇",
    "119": "苗安镇",
    "120": "支河镇",
    "121": "桃沟镇",
    "122": "永镇镇",
    "123": "西二铺镇",
    "209": "北杨寨乡",
    "402": "宿州高新技术产业开发区",
    "403": "宿州埇桥经济开发区",
}
AREAS = ("南片区", "中片区", "北片区")
ENDINGS = ("街道", "镇", "乡")

#: Spellings that do not follow from the name: former ranks, writing variants, common short forms.
OTHER_SPELLINGS: dict[str, tuple[str, ...]] = {
    "001": ("甬桥街道", "甬桥", "涌桥街道"),
    "100": ("符离集", "符离集镇"),
    "102": ("朱仙庄", "朱庄"),
    "115": ("顺河乡",),
    "116": ("蒿沟乡",),
    "117": ("杨庄乡",),
    "118": ("解集乡",),
    "119": ("苗庵", "苗庵乡", "苗庵镇", "苗安乡"),
    "120": ("支河乡",),
    "121": ("桃沟乡",),
    "122": ("永镇", "永镇乡"),
    "123": ("西二铺乡", "西二铺", "西二铺街道"),
    "209": ("北杨寨", "北杨寨镇"),
    "402": ("高新区", "宿州高新区", "高新技术产业开发区"),
    "403": ("经开区", "埇桥经开区", "埇桥经济开发区", "甬桥经济开发区"),
}


def aliases_of(code: str) -> tuple[str, ...]:
    """Return every other spelling of a unit: without its ending, and the known variants."""
    name = UNITS[code]
    short = next(
        (
            name.removesuffix(ending)
            for ending in ENDINGS
            if name.endswith(ending) and len(name.removesuffix(ending)) > 1
        ),
        None,
    )
    found = dict.fromkeys((*((short,) if short else ()), *OTHER_SPELLINGS.get(code, ())))
    return tuple(alias for alias in found if alias not in UNITS.values())
