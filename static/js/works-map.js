// The works on the map: fetched by area, coloured, listed beside it, opened as a card.
"use strict";

(() => {
  const map = window.map_works;
  const page = document.getElementById("works-map");
  if (!map || !page) return;
  const form = document.getElementById("map-choice");
  const list = document.getElementById("map-list");
  const count = document.getElementById("map-count");
  const card = document.getElementById("map-card");
  const words = JSON.parse(page.dataset.words);
  const listed = 100;
  const weights = { green: 3, blue: 4, yellow: 5, orange: 6, red: 7, grey: 3 };
  const shown = L.featureGroup().addTo(map);
  const layers = new Map();
  let hot = null;
  let answer = { works: [], projects: [], groups: [], obstacles: [], total: 0 };
  let asking = null;

  const colour = (tone) => {
    const swatch = page.querySelector(`[data-tone="${tone}"]`);
    return getComputedStyle(swatch ?? page).color;
  };
  const chosen = (name) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value);
  const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // The address always says what is on the screen, so it can be sent to somebody.
  const query = () => {
    const asked = new URLSearchParams();
    asked.set("colour", form.elements.colour.value);
    for (const name of ["kind", "programme"]) {
      const ticked = chosen(name);
      const all = form.querySelectorAll(`[name="${name}"]`).length;
      // All is not said, so that new kinds and programmes appear in an address kept for long.
      if (ticked.length < all) (ticked.length ? ticked : ["none"]).forEach((value) => asked.append(name, value));
    }
    if (form.elements.q.value.trim()) asked.set("q", form.elements.q.value.trim());
    if (!form.elements.obstacles.checked) asked.set("obstacles", "no");
    return asked;
  };
  const remember = () => {
    const asked = query();
    const centre = map.getCenter();
    asked.set("at", `${centre.lat.toFixed(5)},${centre.lng.toFixed(5)},${map.getZoom()}`);
    if (base) asked.set("base", base);
    history.replaceState(null, "", `?${asked}`);
  };

  const given = new URLSearchParams(location.search);
  let base = given.get("base") ?? "";

  const style = (work) => {
    if (work.isProject) {
      const ink = colour("ink");
      return { color: ink, weight: 1.5, dashArray: "4 4", fillColor: ink, fillOpacity: 0.12, tone: "grey", radius: 13 };
    }
    const ink = colour(work.tone);
    const approximate = work.approximate;
    return work.line
      ? { color: ink, weight: weights[work.tone], opacity: 0.95, dashArray: approximate ? "7 6" : null, lineCap: approximate ? "butt" : "round" }
      : {
        color: work.tone === "blue" || work.tone === "grey" || approximate ? ink : colour("edge"),
        weight: work.tone === "blue" && !approximate ? 4 : 1.5,
        dashArray: approximate ? "3 3" : null, fillColor: work.tone === "blue" ? colour("edge") : ink,
        fillOpacity: approximate ? 0.25 : 0.95, tone: work.tone, radius: work.kind === "yard" ? 9 : 7,
        hole: work.kind === "yard" ? colour("edge") : null,
      };
  };
  const highlight = (id) => {
    if (hot === id) return;
    for (const [number, on] of [[hot, false], [id, true]]) {
      const layer = layers.get(number);
      if (layer) {
        layer.setStyle(on ? { weight: 9, color: colour("accent") } : style(layer.work));
        if (on) layer.bringToFront();
      }
      list.querySelector(`[data-work="${number}"]`)?.classList.toggle("is-hot", on);
    }
    hot = id;
    list.querySelector(".is-hot")?.scrollIntoView({ block: "nearest" });
  };

  const drawWork = (work) => {
    const layer = work.line ? L.polyline(work.line, style(work)) : new L.Sign([work.lat, work.lng], style(work));
    layer.work = work;
    layer.on({
      mouseover: () => highlight(work.id),
      mouseout: () => highlight(null),
      click: () => open(work.id),
    });
    layer.bindTooltip(document.createTextNode(`${work.name} · ${work.section}`), { sticky: true });
    layers.set(work.id, layer);
    shown.addLayer(layer);
  };
  const drawGroup = ([longitude, latitude, number, tone, said]) => {
    const size = Math.min(28 + Math.log2(number) * 3, 56);
    const face = document.createElement("span");
    face.textContent = number;
    const icon = L.divIcon({ className: `map-group tone-${tone}`, html: face, iconSize: [size, size] });
    const marker = L.marker([latitude, longitude], { icon, keyboard: true, alt: said });
    marker.bindTooltip(document.createTextNode(said));
    marker.on("click", () => map.setView([latitude, longitude], Math.min(map.getZoom() + 2, 18)));
    shown.addLayer(marker);
  };
  const drawObstacle = (obstacle) => {
    const ink = colour("ink");
    const options = { color: ink, weight: 11, opacity: 0.75, dashArray: "2 5", lineCap: "butt" };
    const layer = obstacle.line
      ? L.polyline(obstacle.line, options)
      : new L.Sign(obstacle.at, { radius: 11, color: ink, weight: 2, dashArray: "2 3", fill: false, tone: "grey" });
    layer.bindTooltip(document.createTextNode(obstacle.said), { sticky: true });
    layer.on("click", () => { location.href = obstacle.url; });
    shown.addLayer(layer);
  };
  const drawList = () => {
    list.replaceChildren(...[...answer.projects, ...answer.works].slice(0, listed).map((work) => {
      const item = document.createElement("li");
      item.dataset.work = work.id;
      const link = document.createElement("a");
      link.href = work.isProject ? `${page.dataset.project}/${work.number}` : `${page.dataset.work}/${work.id}`;
      const dot = document.createElement("span");
      dot.className = "dot";
      dot.setAttribute("aria-hidden", "true");
      const name = document.createElement("span");
      name.className = "map-name";
      name.textContent = work.name;
      const section = document.createElement("span");
      section.className = "quiet";
      section.textContent = work.section;
      const tone = document.createElement("span");
      tone.className = "visually-hidden";
      tone.textContent = page.querySelector(`[data-tone="${work.tone}"]`)?.parentElement.textContent.trim() ?? "";
      link.append(dot, name, section, tone);
      item.className = `tone-${work.tone}`;
      item.append(link);
      return item;
    }));
    const several = answer.works.length > listed || answer.groups.length > 0;
    const projects = answer.projects.length;
    const sentence = projects ? words.projects : (several ? words.many : words.all);
    count.textContent = answer.total + projects === 0 ? words.none
      : fill(sentence, { total: answer.total.toLocaleString(), projects });
  };
  const draw = () => {
    shown.clearLayers();
    layers.clear();
    // Below the works: wider than they are, it shows on both sides and leaves them to the pointer.
    answer.obstacles.forEach(drawObstacle);
    answer.projects.forEach(drawWork);
    answer.works.forEach(drawWork);
    answer.groups.forEach(drawGroup);
    drawList();
    page.dataset.drawn = String(answer.total);
  };

  const read = (data) => ({
    total: data.total,
    groups: data.groups,
    projects: data.projects.map(([number, name, programme, lng, lat]) => ({
      id: `project-${number}`, number, name, section: programme, lng, lat, tone: "grey", isProject: true,
    })),
    obstacles: data.obstacles.map((o) => ({ ...o, line: o.line?.map(([x, y]) => [y, x]), at: [o.at[1], o.at[0]] })),
    works: data.works.map(([id, kind, tone, lng, lat, approximate, name, section, line]) => ({
      id: String(id), kind, tone, lng, lat, approximate: approximate === 1, name, section,
      line: line?.map(([x, y]) => [y, x]),
    })),
  });
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const bounds = map.getBounds();
    const asked = query();
    asked.set("box", [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((n) => n.toFixed(5)).join(","));
    asked.set("zoom", map.getZoom());
    try {
      const response = await fetch(`${page.dataset.features}?${asked}`, { signal: asking.signal });
      if (!response.ok) throw new Error(String(response.status));
      answer = read(await response.json());
      draw();
    } catch (error) {
      if (error.name !== "AbortError") count.textContent = words.failed;
    }
  };

  let opener = null;
  const close = () => {
    card.hidden = true;
    opener?.focus();
  };
  const open = async (id) => {
    opener = document.activeElement;
    const project = layers.get(id)?.work.isProject;
    const address = project ? `${page.dataset.projectCard}/${layers.get(id).work.number}` : `${page.dataset.card}/${id}`;
    const response = await fetch(address);
    const holder = card.querySelector("[data-card]");
    // The server's own template, which escapes what people wrote.
    if (response.ok) holder.innerHTML = await response.text();
    else holder.textContent = words.failed;
    card.hidden = false;
    card.querySelector("[data-close]").focus();
  };
  card.querySelector("[data-close]").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !card.hidden) close(); });

  const workOf = (event) => event.target.closest?.("[data-work]")?.dataset.work ?? null;
  list.addEventListener("mouseover", (event) => highlight(workOf(event)));
  list.addEventListener("mouseleave", () => highlight(null));
  list.addEventListener("focusin", (event) => highlight(workOf(event)));
  list.addEventListener("click", (event) => {
    const id = workOf(event);
    if (!id || event.ctrlKey || event.metaKey || event.button) return;
    event.preventDefault();
    const layer = layers.get(id);
    if (layer) map.panTo(layer.getLatLng?.() ?? layer.getCenter());
    open(id);
  });

  // A search looks in the whole district, not only where the map stands.
  const search = async () => {
    const asked = query();
    if (asked.get("q")) {
      const response = await fetch(`${page.dataset.extent}?${asked}`);
      const extent = response.ok ? (await response.json()).extent : null;
      if (extent) map.fitBounds([[extent[1], extent[0]], [extent[3], extent[2]]], { maxZoom: 15, padding: [40, 40] });
    }
    remember();
    ask();
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  form.addEventListener("change", (event) => {
    if (event.target.name === "colour") {
      page.querySelectorAll("[data-legend]").forEach((legend) => { legend.hidden = legend.dataset.legend !== event.target.value; });
    }
    if (event.target.name !== "q") { remember(); ask(); }
  });

  // On a phone the map comes first; what folds is folded.
  if (matchMedia("(max-width: 767px)").matches) page.querySelectorAll("[data-folds]").forEach((part) => { part.open = false; });
  L.control.scale({ imperial: false }).addTo(map);
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution(document.createTextNode(page.dataset.note).textContent.replace(/[<>&]/g, ""));
  map.on("moveend", () => { remember(); ask(); });
  map.on("baselayerchange", (event) => { base = event.name; remember(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  if (base) {
    const wanted = [...document.querySelectorAll(".leaflet-control-layers-base label")].find((label) => label.textContent.trim() === base);
    wanted?.querySelector("input").click();
  }
  const at = (given.get("at") ?? "").split(",").map(Number);
  const extent = JSON.parse(page.dataset.box);
  if (at.length === 3 && at.every(Number.isFinite)) map.setView([at[0], at[1]], at[2]);
  else map.fitBounds([[extent[1], extent[0]], [extent[3], extent[2]]], { padding: [16, 16] });
})();
