// The lines of an uploaded file on a small map; a row and its line light up together.
"use strict";

(() => {
  const holder = document.querySelector("[data-drawn]");
  if (!holder) return;
  const { map, outline } = L.plainMap(holder, JSON.parse(holder.dataset.settings));
  L.showWorksAround(map, JSON.parse(holder.dataset.settings).features);
  const looks = {
    matched: { color: "#1c5a96", weight: 4 },
    open: { color: "#d9620d", weight: 4, dashArray: "8 5" },
    outside: { color: "#b3261e", weight: 4, dashArray: "2 6" },
  };
  const shown = L.featureGroup().addTo(map);
  const inside = L.featureGroup();
  for (const { number, name, at, state } of JSON.parse(holder.dataset.drawn)) {
    const look = looks[state];
    const layer = at.length > 1 ? L.polyline(at, look) : L.circleMarker(at[0], { ...look, radius: 7 });
    layer.bindTooltip(name, { sticky: true }).addTo(shown);
    if (state !== "outside") inside.addLayer(layer);
    const row = document.querySelector(`[data-drawing="${number}"]`);
    const light = (isOn) => {
      layer.setStyle({ weight: isOn ? 8 : look.weight });
      row.classList.toggle("is-hot", isOn);
      if (isOn) layer.bringToFront();
    };
    for (const [event, isOn] of [["mouseover", true], ["mouseout", false]]) layer.on(event, () => light(isOn));
    for (const [event, isOn] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      row.addEventListener(event, () => light(isOn));
    }
    layer.on("click", () => row.querySelector("select")?.focus());
  }
  const seen = inside.getBounds();
  map.fitBounds(seen.isValid() ? seen.pad(0.15) : outline.getBounds(), { maxZoom: 15 });
  holder.dataset.ready = "yes";
})();
