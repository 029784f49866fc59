// The photos of a day on a map of the ground: numbered as in the strip above, with the lines of the section.
"use strict";

(() => {
  const start = (holder) => {
    const places = JSON.parse(holder.dataset.places);
    const settings = JSON.parse(holder.dataset.settings);
    const { map, hasBase } = L.plainMap(holder, settings);
    const shown = L.featureGroup().addTo(map);
    for (const line of places.lines) {
      const dots = line.map(([longitude, latitude]) => [latitude, longitude]);
      const drawn = dots.length > 1 ? L.polyline(dots, { color: "#1d5a96", weight: 5, opacity: 0.7 }) : L.circleMarker(dots[0], { radius: 6 });
      drawn.addTo(shown);
    }
    for (const photo of places.photos) {
      const word = document.createElement("span");
      word.textContent = photo.number;
      const icon = L.divIcon({ className: photo.is_far ? "photo-mark is-far" : "photo-mark", iconSize: [26, 26], html: word });
      const marker = L.marker([photo.latitude, photo.longitude], { icon, title: photo.name, alt: photo.name, keyboard: true }).addTo(map);
      if (!photo.is_far) marker.addTo(shown);
      marker.on("click keypress", () => { window.location.href = "/photos/" + photo.use; });
    }
    L.showWorksAround(map, settings.features);
    map.fitBounds(shown.getBounds().pad(0.2), { maxZoom: hasBase ? 17 : 15 });
    const plan = holder.parentElement.querySelector("[data-plan]");
    if (plan) plan.classList.add("print-only");
    holder.dataset.ready = "yes";
  };
  document.querySelectorAll("[data-day-map]").forEach(start);
})();
