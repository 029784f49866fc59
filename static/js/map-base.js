// What every map of ours shares: tiles of GCJ-02 in the right place, and dashed circles on a canvas.
"use strict";

(() => {
  // Leaflet's own buttons in the reader's language.
  const { zoomIn, zoomOut, layers } = document.currentScript.dataset;
  L.Control.Zoom.mergeOptions({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut });
  L.Control.Layers.include({
    onAdd: (function (add) {
      return function (map) {
        const holder = add.call(this, map);
        this._layersLink.title = layers;
        return holder;
      };
    })(L.Control.Layers.prototype.onAdd),
  });

  const axis = 6378245.0;
  const eccentricity = 0.00669342162296594323;
  const { PI, sin, cos, sqrt, abs } = Math;

  // The same formula as app/shared/coordinates.py; a test holds both together.
  const toGcj02 = (latitude, longitude) => {
    if (!(longitude > 72.004 && longitude < 137.8347 && latitude > 0.8293 && latitude < 55.8271)) {
      return L.latLng(latitude, longitude);
    }
    const x = longitude - 105;
    const y = latitude - 35;
    const waves = 20 * sin(6 * x * PI) + 20 * sin(2 * x * PI);
    const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
      + (waves + 20 * sin(y * PI) + 40 * sin(y / 3 * PI) + 160 * sin(y / 12 * PI) + 320 * sin(y * PI / 30)) * 2 / 3;
    const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
      + (waves + 20 * sin(x * PI) + 40 * sin(x / 3 * PI) + 150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI)) * 2 / 3;
    const radians = latitude / 180 * PI;
    const bend = 1 - eccentricity * sin(radians) ** 2;
    return L.latLng(
      latitude + north * 180 / (axis * (1 - eccentricity) / (bend * sqrt(bend)) * PI),
      longitude + east * 180 / (axis / sqrt(bend) * cos(radians) * PI),
    );
  };
  L.toGcj02 = toGcj02;

  // The tiles are moved, never the works: the centre that the tiles are asked for is the shifted one.
  const Plain = L.TileLayer.prototype;
  L.TileLayer.GCJ02 = L.TileLayer.extend({
    _setZoomTransform(level, center, zoom) {
      Plain._setZoomTransform.call(this, level, toGcj02(center.lat, center.lng), zoom);
    },
    _getTiledPixelBounds(center) {
      return Plain._getTiledPixelBounds.call(this, toGcj02(center.lat, center.lng));
    },
  });
  L.tileLayer.gcj02 = (url, options) => new L.TileLayer.GCJ02(url, options);

  // A sign on the canvas: its shape tells the tone also in grey print.
  const corners = {
    yellow: [[0, -1.1], [1.05, 0.8], [-1.05, 0.8]],
    orange: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
    red: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  };
  L.Canvas.include({
    _updateSign(layer) {
      if (!this._drawing || layer._empty()) return;
      const { x, y } = layer._point;
      const radius = layer._radius;
      const context = this._ctx;
      context.beginPath();
      const shape = corners[layer.options.tone];
      if (shape) {
        shape.forEach(([dx, dy], index) => {
          context[index ? "lineTo" : "moveTo"](x + dx * radius, y + dy * radius);
        });
        context.closePath();
      } else {
        context.arc(x, y, radius, 0, PI * 2, false);
      }
      this._fillStroke(context, layer);
      if (layer.options.hole) {
        context.beginPath();
        context.arc(x, y, radius * 0.45, 0, PI * 2, false);
        context.fillStyle = layer.options.hole;
        context.globalAlpha = 1;
        context.fill();
      }
    },
  });
  L.Sign = L.CircleMarker.extend({
    _updatePath() { this._renderer._updateSign(this); },
  });

  // A small map on a page: the chosen base maps, a scale, and the outline of the district.
  L.plainMap = (holder, settings) => {
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
    return { map, outline, hasBase: names.length > 1 };
  };

  // The works around, in grey: without a base map they tell where one is.
  L.showWorksAround = (map, address) => {
    const around = L.layerGroup().addTo(map);
    map.on("moveend", async () => {
      const seen = map.getBounds();
      const box = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()].map((n) => n.toFixed(5));
      const response = await fetch(`${address}?box=${box}&zoom=${map.getZoom()}&obstacles=no`);
      if (!response.ok) return;
      const { works } = await response.json();
      around.clearLayers();
      const style = { color: "#7f8a96", weight: 3, interactive: false };
      for (const [, , , x, y, , , , line] of works) {
        if (line) L.polyline(line.map(([lng, lat]) => [lat, lng]), style).addTo(around);
        else L.circleMarker([y, x], { ...style, radius: 4 }).addTo(around);
      }
    });
  };
})();
