"""Names of townships and sections, brought to one form."""

import re
from functools import lru_cache

from app.reports.rules.labels import plain

#: National code list of 2022-10-31 for 341302; source: domain.md 2.7.4.
TOWNSHIPS = [
    "埇桥街道",
    "沱河街道",
    "道东街道",
    "东关街道",
    "三里湾街道",
    "南关街道",
    "西关街道",
    "北关街道",
    "汴河街道",
    "三八街道",
    "城东街道",
    "符离镇",
    "芦岭镇",
    "朱仙庄镇",
    "褚兰镇",
    "曹村镇",
    "夹沟镇",
    "栏杆镇",
    "时村镇",
    "永安镇",
    "灰古镇",
    "大店镇",
    "大泽乡镇",
    "桃园镇",
    "蕲县镇",
    "大营镇",
    "顺河镇",
    "蒿沟镇",
    "杨庄镇",
    "解集镇",
    "苗安镇",
    "支河镇",
    "桃沟镇",
    "永镇镇",
    "西二铺镇",
    "北杨寨乡",
    "宿州高新技术产业开发区",
    "宿州埇桥经济开发区",
]
COUNTY_CODE = "341302"
#: Nine digits each: streets from 001, towns from 100, the township 209, zones from 402.
TOWNSHIP_CODES = {
    name: f"{COUNTY_CODE}{number:03d}"
    for name, number in zip(
        TOWNSHIPS, [*range(1, 12), *range(100, 124), 209, 402, 403], strict=True
    )
}
#: Names of yesterday and slips of the pen; source: domain.md 2.7.4.
ALIASES = {
    "永镇": "永镇镇", "永镇乡": "永镇镇", "苗庵": "苗安镇", "苗庵镇": "苗安镇", "苗庵乡": "苗安镇",
    "大泽乡": "大泽乡镇", "大泽": "大泽乡镇", "西二铺乡": "西二铺镇", "西二铺": "西二铺镇",
    "顺河乡": "顺河镇", "桃沟乡": "桃沟镇", "蕲县": "蕲县镇", "靳县镇": "蕲县镇", "朱仙庄": "朱仙庄镇",
    "甬桥街道": "埇桥街道", "高新区": "宿州高新技术产业开发区", "经开区": "宿州埇桥经济开发区",
    "埇桥经开区": "宿州埇桥经济开发区", "埇桥经济开发区": "宿州埇桥经济开发区", "北杨寨": "北杨寨乡",
    "解集乡": "解集镇", "支河乡": "支河镇", "杨庄乡": "杨庄镇", "蒿沟乡": "蒿沟镇", "大营乡": "大营镇",
    "苗安乡": "苗安镇", "永安乡": "永安镇", "灰古乡": "灰古镇",
}  # fmt: skip
_ENDINGS = ("镇", "乡", "街道", "办事处", "街道办事处")
_PLACE = re.compile(r"(?P<township>.+?(?:街道办事处|办事处|街道|镇|乡))(?P<village>.*)")
_NUMERALS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "两": 2,
}  # fmt: skip
_ROMAN = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10,
    "XI": 11, "XII": 12,
}  # fmt: skip
_SECTION_WORD = re.compile(
    r"(标段|合同段|标|SECTION|LOT|BIDSECTION|CONTRACT|PACKAGE|NO|第|号|[\s.:：#()_\-—–])",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_000)
def township_named(text: str) -> str:
    """Return the official name of a township, the text itself when it is not in the list."""
    name = re.sub(r"^(安徽省)?(宿州市)?(埇桥区)?", "", re.sub(r"\s", "", plain(text)))
    if name in TOWNSHIPS or not name:
        return name
    if name in ALIASES:
        return ALIASES[name]
    for ending in _ENDINGS:
        if f"{name}{ending}" in TOWNSHIPS:
            return f"{name}{ending}"
    stem = re.sub(r"(街道办事处|办事处|街道办)$", "街道", name)
    return stem if stem in TOWNSHIPS else name


def is_township(text: str) -> bool:
    """Return whether the text names one of the district's townships."""
    return township_named(text) in TOWNSHIPS


@lru_cache(maxsize=4_000)
def split_place(text: str) -> tuple[str, str]:
    """Return township and village of a text like 符离镇东大村 or 符离镇/东大村; either may be empty."""
    bare = re.sub(r"^(宿州市)?(埇桥区)", "", plain(text))
    pieces = [piece for piece in re.split(r"[\s/、,，;；\-—]+", bare) if piece]
    if not pieces:
        return "", ""
    if len(pieces) > 1 and (is_township(pieces[0]) or pieces[0].endswith(_ENDINGS)):
        return township_named(pieces[0]), "、".join(pieces[1:])
    joined = pieces[0] if len(pieces) == 1 else bare
    for name in sorted((*TOWNSHIPS, *ALIASES), key=len, reverse=True):
        if joined.startswith(name):
            return township_named(name), joined[len(name) :].strip("、/, ")
    found = _PLACE.fullmatch(joined)
    if found:
        return township_named(found["township"]), found["village"]
    return (
        ("", joined) if joined.endswith(("村", "社区", "居委会")) else (township_named(joined), "")
    )


@lru_cache(maxsize=4_000)
def section_key(text: str) -> str:
    """Return what two spellings of a section have in common: 第一标段, 01标 and 1标段 are all 1."""
    bare = _SECTION_WORD.sub("", plain(text).upper())
    number = _number_in_words(bare)
    if number is not None:
        return str(number)
    return re.sub(r"(?<!\d)0+(?=\d)", "", bare)


def _number_in_words(text: str) -> int | None:
    if text.isdecimal() and text.isascii():
        return int(text)
    if text in _ROMAN:
        return _ROMAN[text]
    if not text or any(letter not in _NUMERALS and letter != "十" for letter in text):
        return None
    tens, ten, units = text.rpartition("十")
    if not ten:
        return int("".join(str(_NUMERALS[letter]) for letter in text))
    if len(tens) > 1 or len(units) > 1:
        return None
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[units] if units else 0)


_NAMED_SECTION = re.compile(
    r"^[（(]?[一二三四五六七八九十\d]*[）)]?[、.．]?\s*"
    r"(第?[A-Za-z]{0,4}-?[\d一二三四五六七八九十]{1,4}\s*(?:标段|合同段|标)|(?:标段|合同段|SECTION|LOT)\s*[A-Z]{0,3}-?\d{1,3})"
    r"\s*(?:[(（:：]?\s*(?P<rest>.*?)[)）]?)?$",
    re.IGNORECASE,
)


def section_in(text: str) -> tuple[str, str] | None:
    """Return the section that a line names and what stands after it, as in “1标段（某公司）”."""
    found = _NAMED_SECTION.match(plain(text))
    if not found:
        return None
    return found[1].strip(), (found["rest"] or "").strip()


@lru_cache(maxsize=20_000)
def name_key(text: str) -> str:
    """Return a road's or firm's name without spaces and punctuation, for comparing."""
    return re.sub(r"[\s()（）\-—·、,，.。]", "", plain(text)).casefold()
