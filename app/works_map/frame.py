"""The frame of the map, drawn by folium with our own copies of its assets and no inline script or style.

folium is imported only when a map is drawn: a worker that never draws one stays without it.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from app.shared.assets import ROOT
from app.shared.coordinates import CoordinateSystem
from app.works_map.rules.sources import TileSource
from app.works_map.rules.view import FARTHEST_ZOOM, Box

#: The name of the map in the page: element `map_works`, JavaScript variable `map_works`.
MAP_ID: Final = "works"
FARTHEST_MAP_ZOOM: Final = 18
#: Where each of folium's links is served from by us; None where the page does without.
LOCAL: Final[dict[str, str | None]] = {
    "leaflet": "leaflet/dist/leaflet.js",
    "leaflet_css": "leaflet/dist/leaflet.css",
    "Control.Fullscreen.js": "leaflet.fullscreen/Control.FullScreen.js",
    "Control.FullScreen.css": "leaflet.fullscreen/Control.FullScreen.css",
    "jquery": None,
    "bootstrap": None,
    "bootstrap_css": None,
    "awesome_markers": None,
    "awesome_markers_css": None,
    "awesome_markers_font_css": None,
    "glyphicons_css": None,
    "awesome_rotate_css": None,
}
_SIZE_IN_STYLE: Final = re.compile(r' style="width: [\d.]+%; height: [\d.]+%;"')


@dataclass(frozen=True)
class Words:
    """What the frame says, in the reader's language."""

    outline: str
    full_screen: str
    leave_full_screen: str


#: What pages with a map load, in this order; the frame's own script comes after them.
SCRIPTS: Final = tuple(path for name, path in LOCAL.items() if path and path.endswith(".js"))
STYLES: Final = tuple(path for name, path in LOCAL.items() if path and path.endswith(".css"))


@cache
def district_outline() -> dict[str, Any]:
    """Return the outline of the district as GeoJSON, with its source in the properties."""
    text = (ROOT / "static" / "geo" / "341302.geojson").read_text(encoding="utf-8")
    outline: dict[str, Any] = json.loads(text)
    return outline


def draw_frame(sources: tuple[TileSource, ...], box: Box, words: Words) -> str:
    """Return the script of the district's map, without any work: the browser fetches those by area.

    Raises LookupError when folium wants an asset that we do not serve ourselves.
    """
    import folium
    from folium.plugins import Fullscreen

    figure = folium.Map(
        tiles=None,
        location=((box.south + box.north) / 2, (box.west + box.east) / 2),
        zoom_start=10,
        min_zoom=FARTHEST_ZOOM,
        max_zoom=FARTHEST_MAP_ZOOM,
        maxZoom=FARTHEST_MAP_ZOOM,
        prefer_canvas=True,
        attributionControl=True,
    )
    figure._id = MAP_ID
    folium.FeatureGroup(words.outline, overlay=False, show=not sources).add_to(figure)
    for number, source in enumerate(sources):
        _add_source(figure, source, is_shown=number == 0)
    folium.GeoJson(
        district_outline(), name="district", control=False, interactive=False,
        style_function=lambda _: {"color": "#5f6b77", "weight": 1.5, "fillOpacity": 0.04},
    ).add_to(figure)  # fmt: skip
    full_screen = Fullscreen(  # type: ignore[no-untyped-call]
        title=words.full_screen, title_cancel=words.leave_full_screen
    )
    full_screen.add_to(figure)
    if sources:
        folium.LayerControl(collapsed=True).add_to(figure)
    return _script_of(figure)


def kept_frame(folder: Path, sources: tuple[TileSource, ...], box: Box, words: Words) -> str:
    """Return the script of the map from the data folder, drawn when nobody has asked for it yet.

    It is drawn in a process of its own: folium loads for seconds and keeps a hundred megabytes,
    which no web worker needs to carry about.
    """
    asked = json.dumps([[asdict(source) for source in sources], asdict(box), asdict(words)])
    name = hashlib.sha256(f"{asked}{Path(__file__).stat().st_mtime_ns}".encode()).hexdigest()
    kept = folder / f"map-{name[:32]}.js"
    if kept.exists():
        return kept.read_text(encoding="utf-8")
    script = _drawn_elsewhere(asked)
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(script)
    Path(temporary).replace(kept)
    return script


def _drawn_elsewhere(asked: str) -> str:
    drawn = subprocess.run(  # noqa: S603 - our own module; the settings come on its standard input
        [sys.executable, "-m", __name__], input=asked, capture_output=True, text=True, check=True,
        encoding="utf-8", cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    return drawn.stdout


def main() -> None:
    """Draw the map that standard input asks for, as kept_frame() wants it."""
    sources, box, words = json.load(sys.stdin)
    systems = {each.value: each for each in CoordinateSystem}
    read = tuple(
        TileSource(**{**source, "urls": tuple(source["urls"]), "system": systems[source["system"]]})
        for source in sources
    )
    sys.stdout.write(draw_frame(read, Box(**box), Words(**words)))


def _add_source(figure: Any, source: TileSource, *, is_shown: bool) -> None:
    import folium

    layers = folium.FeatureGroup(source.name, overlay=False, show=is_shown)
    for url in source.urls:
        tiles = folium.TileLayer(
            url, attr=source.attribution, subdomains=source.subdomains, overlay=True, control=False,
            max_zoom=FARTHEST_MAP_ZOOM, max_native_zoom=source.farthest_native_zoom,
            # Tianditu knows the site by its name and refuses keys that come without one.
            referrerPolicy="strict-origin",
        )  # fmt: skip
        if source.is_shifted:
            tiles._template = _shifted_template()
        tiles.add_to(layers)
    layers.add_to(figure)


def _shifted_template() -> Any:
    from folium.template import Template

    return Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = L.tileLayer.gcj02("
        "{{ this.tiles|tojson }}, {{ this.options|tojavascript }});"
        "{% endmacro %}"
    )


def _script_of(figure: Any) -> str:
    from branca.element import CssLink, JavascriptLink

    root = figure.get_root()
    root.render()
    for name, link in root.header._children.items():
        if isinstance(link, JavascriptLink | CssLink) and name not in LOCAL:
            raise LookupError(f"folium wants an asset that is not ours: {name} {link.url}")
    # Styles in attributes, which popups bring, are refused by the policy of our pages.
    script: str = _SIZE_IN_STYLE.sub("", root.script.render())
    return script


if __name__ == "__main__":
    main()
