"""The base maps that the bureau has chosen, as pages and the policy of pages need them."""

import json
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _

from app.shared.settings import value_of
from app.works_map.frame import SCRIPTS, STYLES, Words, district_outline
from app.works_map.rules.sources import TileSource, image_hosts, read_sources
from app.works_map.rules.view import Box


def chosen_sources() -> tuple[TileSource, ...]:
    """Return the base maps of the settings; none by default."""
    return tuple(read_sources(value_of("tianditu_key"), value_of("map_sources")))


def district_box() -> Box:
    """Return the area in which works of the district lie."""
    return Box.parse(value_of("district_box"))


def district_outline_box() -> Box:
    """Return the area that the outline of the district fills, with a little margin."""
    places = district_outline()["geometry"]["coordinates"][0]
    longitudes, latitudes = [x for x, _y in places], [y for _x, y in places]
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes)).grown(0.02)


def allow_images(sources: tuple[TileSource, ...]) -> None:
    """Let this one answer load pictures from the hosts of the base maps."""
    g.image_hosts = image_hosts(sources)


def words() -> Words:
    """Return what the frame says in the reader's language."""
    return Words(_("Outline only"), _("Full screen"), _("Leave full screen"))


def picker_assets() -> dict[str, Any]:
    """Return what a form needs on which a point is dropped; see templates/macros/maps.html."""
    sources = chosen_sources()
    allow_images(sources)
    shown = [
        {
            "name": source.name,
            "urls": source.urls,
            "shifted": source.is_shifted,
            "attribution": source.attribution,
            "subdomains": source.subdomains,
        }
        for source in sources
    ]
    settings = {
        "sources": shown,
        "outline": district_outline(),
        "features": url_for("works_map.works_in_area"),
        "words": {"outline": _("Outline only"), "place": _("Click the map, or type the position.")},
    }
    return {"scripts": SCRIPTS, "styles": STYLES, "settings": json.dumps(settings)}
