// A point dropped on a form's map fills its two fields, in WGS 84; what is typed moves the point.
"use strict";

(() => {
  const places = 6;
  const start = (holder) => {
    const settings = JSON.parse(holder.dataset.settings);
    const longitude = document.getElementById(holder.dataset.longitude);
    const latitude = document.getElementById(holder.dataset.latitude);
    const map = L.map(holder, { maxZoom: 18, minZoom: 3 });
    map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false }).addTo(map);
    const plain = L.layerGroup();
    const bases = { [settings.words.outline]: plain };
    for (const source of settings.sources) {
      const options = {
        attribution: source.attribution, subdomains: source.subdomains, maxZoom: 18,
        maxNativeZoom: 18, referrerPolicy: "strict-origin",
      };
      const make = source.shifted ? L.tileLayer.gcj02 : L.tileLayer;
      bases[source.name] = L.layerGroup(source.urls.map((url) => make(url, options)));
    }
    const names = Object.keys(bases);
    bases[names[1] ?? names[0]].addTo(map);
    if (names.length > 1) L.control.layers(bases).addTo(map);
    const outline = L.geoJSON(settings.outline, {
      interactive: false, style: { color: "#5f6b77", weight: 1.5, fillOpacity: 0.04 },
    }).addTo(map);
    const icon = L.divIcon({ className: "point-mark", iconSize: [24, 24], html: document.createElement("i") });
    let point = null;

    const put = (at) => {
      if (point) point.setLatLng(at);
      else {
        point = L.marker(at, { draggable: true, icon, title: settings.words.place }).addTo(map);
        point.on("dragend", () => write(point.getLatLng()));
      }
    };
    const write = (at) => {
      longitude.value = at.lng.toFixed(places);
      latitude.value = at.lat.toFixed(places);
      for (const field of [longitude, latitude]) field.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const typed = () => {
      const at = [Number(latitude.value), Number(longitude.value)];
      const known = latitude.value.trim() && longitude.value.trim() && at.every(Number.isFinite)
        && Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180;
      return known ? L.latLng(at) : null;
    };
    map.on("click", (event) => { const at = event.latlng.wrap(); put(at); write(at); });
    for (const field of [longitude, latitude]) {
      field.addEventListener("change", (event) => {
        const at = typed();
        if (at) { put(at); if (event.isTrusted) map.panTo(at); }
      });
    }
    // The works around, in grey: without a base map they tell where one is.
    const around = L.layerGroup().addTo(map);
    map.on("moveend", async () => {
      const seen = map.getBounds();
      const box = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()].map((n) => n.toFixed(5));
      const response = await fetch(`${settings.features}?box=${box}&zoom=${map.getZoom()}&obstacles=no`);
      if (!response.ok) return;
      const { works } = await response.json();
      around.clearLayers();
      const style = { color: "#7f8a96", weight: 3, interactive: false };
      for (const [, , , x, y, , , , line] of works) {
        if (line) L.polyline(line.map(([lng, lat]) => [lat, lng]), style).addTo(around);
        else L.circleMarker([y, x], { ...style, radius: 4 }).addTo(around);
      }
    });
    const known = typed();
    if (known) { put(known); map.setView(known, names.length > 1 ? 15 : 12); } else map.fitBounds(outline.getBounds());
    holder.dataset.ready = "yes";
  };
  document.querySelectorAll("[data-point-picker]").forEach(start);
})();
