// A point dropped on a form's map fills its two fields, in WGS 84; what is typed moves the point.
"use strict";

(() => {
  const places = 6;
  const start = (holder) => {
    const settings = JSON.parse(holder.dataset.settings);
    const longitude = document.getElementById(holder.dataset.longitude);
    const latitude = document.getElementById(holder.dataset.latitude);
    const { map, outline, hasBase } = L.plainMap(holder, settings);
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
    L.showWorksAround(map, settings.features);
    const known = typed();
    if (known) { put(known); map.setView(known, hasBase ? 15 : 12); } else map.fitBounds(outline.getBounds());
    holder.dataset.ready = "yes";
  };
  document.querySelectorAll("[data-point-picker]").forEach(start);
})();
