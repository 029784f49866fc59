"""Where the pictures of a base map come from. Without a source the map stands on the district's outline."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.shared.coordinates import CoordinateSystem
from app.shared.sentences import Sentence, say

_TIANDITU: Final = (
    "https://t{{s}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    "&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
_KEY: Final = re.compile(r"[0-9a-zA-Z]{8,64}")
_HOST: Final = re.compile(r"[a-z0-9.\-{}]+(:\d{1,5})?", re.IGNORECASE)
_SUBDOMAINS: Final = re.compile(r"[0-9a-z]{1,10}")
#: Tiles of a WGS 84 or CGCS2000 web map and of a GCJ-02 map can be laid right; Baidu's own grid cannot.
DRAWABLE: Final = (
    CoordinateSystem.WGS84,
    CoordinateSystem.CGCS2000,
    CoordinateSystem.GCJ02,
)


@dataclass(frozen=True)
class TileSource:
    """A base map: one or more layers of tiles over each other, all in one coordinate system."""

    name: str
    urls: tuple[str, ...]
    system: CoordinateSystem
    attribution: str
    subdomains: str = "01234567"
    farthest_native_zoom: int = 18

    @property
    def is_shifted(self) -> bool:
        """Whether the tiles must be moved so that WGS 84 works lie on them in the right place."""
        return self.system == CoordinateSystem.GCJ02


def tianditu_sources(key: str) -> list[TileSource]:
    """Return the two base maps of Tianditu for a key; none without one."""
    if not key:
        return []
    return [
        TileSource(
            name,
            tuple(_TIANDITU.format(layer=layer, key=key) for layer in layers),
            CoordinateSystem.CGCS2000,
            "天地图",
        )
        for name, layers in (("天地图", ("vec", "cva")), ("天地图影像", ("img", "cia")))
    ]


def key_problems(value: object) -> list[Sentence]:
    """Return what is wrong with a Tianditu key; empty text switches Tianditu off."""
    if isinstance(value, str) and (not value or _KEY.fullmatch(value)):
        return []
    return [say("A Tianditu key has only letters and digits; leave it empty to do without.")]


def parse_source(line: str) -> tuple[TileSource | None, Sentence | None]:
    """Read `name | system | address | attribution | subdomains`; return the source or what is wrong."""
    parts = [part.strip() for part in line.split("|")]
    if not 4 <= len(parts) <= 5 or not all(parts[:4]):
        return None, say(
            "“%(line)s”: write name | coordinate system | address | source, with | between them.",
            line=line[:60],
        )
    name, system, url, attribution, subdomains = (*parts, "abc")[:5]
    systems = {each.value: each for each in DRAWABLE}
    if system not in systems:
        return None, say(
            "%(name)s: the coordinate system is one of %(systems)s.",
            name=name,
            systems=", ".join(systems),
        )
    if problem := _address_problem(url):
        return None, say("%(name)s: %(problem)s", name=name, problem=problem)
    if not _SUBDOMAINS.fullmatch(subdomains):
        return None, say("%(name)s: subdomains are letters and digits, like 1234.", name=name)
    return TileSource(name, (url,), systems[system], attribution, subdomains), None


def sources_problems(value: object) -> list[Sentence]:
    """Return what is wrong with the lines of the setting, all at once."""
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        return [say("Write one base map a line.")]
    return [problem for _, problem in map(parse_source, value) if problem]


def read_sources(tianditu_key: str, lines: Iterable[str]) -> list[TileSource]:
    """Return every usable base map, Tianditu first."""
    others = [source for source, _ in map(parse_source, lines) if source]
    return [*tianditu_sources(tianditu_key), *others]


def image_hosts(sources: Iterable[TileSource]) -> list[str]:
    """Return the hosts that pages with these maps must be allowed to load pictures from."""
    hosts = set()
    for source in sources:
        for url in source.urls:
            parts = urlsplit(url)
            # `webrd0{s}.is.autonavi.com` stands for many hosts: a policy can only say `*.is.autonavi.com`.
            host = re.sub(r"^[^.]*\{s\}[^.]*\.", "*.", parts.netloc)
            hosts.add(f"{parts.scheme}://{host}")
    return sorted(hosts)


def _address_problem(url: str) -> Sentence | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return say("this is no address.")
    if parts.scheme not in ("https", "http") or not parts.netloc:
        return say("the address begins with https:// and a host.")
    if not _HOST.fullmatch(parts.netloc) or any(sign in url for sign in "\"'<>\\; "):
        return say("the address has a sign that no map address has.")
    if "{s}" in parts.netloc.partition(".")[2] or "{" in parts.netloc.replace("{s}", ""):
        return say("{s} may stand only in the first part of the host.")
    if not all(word in url for word in ("{x}", "{y}", "{z}")):
        return say("the address must contain {x}, {y} and {z}.")
    return None
