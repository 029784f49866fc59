"""Settings of the map that the bureau may change."""

from typing import Any

from app.shared.sentences import Sentence, say
from app.shared.settings import define
from app.works_map.rules.sources import key_problems, sources_problems
from app.works_map.rules.view import Box

GROUP = say("Map")
#: Yongqiao with a margin: farther away a position is probably a slip.
DISTRICT_BOX = "116.6,33.2,117.6,34.2"


def _box_problems(value: Any) -> list[Sentence]:
    try:
        Box.parse(value if isinstance(value, str) else "")
    except ValueError:
        return [say("An area is four numbers: west, south, east, north.")]
    return []


define("tianditu_key", "", say("Key of Tianditu (empty: no Tianditu)"), GROUP, key_problems)
define(
    "map_sources",
    [],
    say("Other base maps: name | WGS84, CGCS2000 or GCJ02 | address with {x} {y} {z} | source"),
    GROUP,
    sources_problems,
)
define(
    "district_box",
    DISTRICT_BOX,
    say("Area of the district: west, south, east, north"),
    GROUP,
    _box_problems,
)
define("map_note", "区划界线：天地图", say("Source and approval number shown on the map"), GROUP)
