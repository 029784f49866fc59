// Charts: ECharts reading the figures that stand in the page, in the colours of the theme.
"use strict";

(() => {
  const chinese = document.documentElement.lang.startsWith("zh");
  const say = (english, inChinese) => (chinese ? inChinese : english);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Map();
  const COLOURS = ["ink", "quiet", "line", "sheet", "sunken", "accent", "green", "blue", "yellow", "orange", "red", "grey"];

  // A custom property may be a light-dark() pair: let the browser resolve it.
  const palette = () => {
    const probe = document.createElement("i");
    probe.hidden = true;
    document.body.append(probe);
    const found = Object.fromEntries(COLOURS.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    }));
    probe.remove();
    return found;
  };
  const written = (value, unit) => {
    if (value === null || value === undefined || value === "-") return "—";
    return `${value}${unit === "%" ? "%" : unit ? ` ${unit}` : ""}`;
  };
  const chainage = (metres) => `K${Math.floor(metres / 1000)}+${String(Math.round(metres % 1000)).padStart(3, "0")}`;

  const common = (ink) => ({
    animation: !still.matches,
    animationDuration: 140,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink.ink },
    legend: { bottom: 0, textStyle: { color: ink.ink }, itemWidth: 24 },
    grid: { left: 8, right: 24, top: 28, bottom: 40, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
  });
  const tooltip = (ink, more) => ({
    renderMode: "richText", confine: true, backgroundColor: ink.sheet, borderColor: ink.line,
    textStyle: { color: ink.ink, fontSize: 12 }, ...more,
  });
  const axis = (ink) => ({
    axisLine: { lineStyle: { color: ink.line } }, axisTick: { show: false },
    axisLabel: { color: ink.quiet }, splitLine: { lineStyle: { color: ink.line } },
    nameTextStyle: { color: ink.quiet },
  });

  const ROLES = {
    plan: (ink) => ({ lineStyle: { color: ink.grey, width: 2 }, itemStyle: { color: ink.grey } }),
    actual: (ink) => ({ lineStyle: { color: ink.accent, width: 3 }, itemStyle: { color: ink.accent } }),
    elapsed: (ink) => ({ lineStyle: { color: ink.quiet, width: 1.5, type: "dashed" }, itemStyle: { color: ink.quiet } }),
    forecast: (ink) => ({ lineStyle: { color: ink.accent, width: 2, type: "dotted" }, itemStyle: { color: ink.accent } }),
  };
  const todayLine = (figures, ink) => ({
    symbol: "none", silent: true, label: { formatter: say("today", "今天"), color: ink.quiet },
    lineStyle: { color: ink.red, type: "solid", width: 1 }, data: [{ xAxis: figures.today }],
  });

  const curve = (figures, ink) => ({
    ...common(ink),
    tooltip: tooltip(ink, { trigger: "axis", valueFormatter: (value) => written(value, figures.unit) }),
    xAxis: { type: "category", data: figures.x, boundaryGap: false, ...axis(ink) },
    yAxis: {
      type: "value", min: 0, max: figures.unit === "%" ? 100 : undefined,
      axisLabel: { color: ink.quiet, formatter: (value) => written(value, figures.unit) },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: figures.series.map((line, place) => ({
      name: line.name, type: "line", data: line.values, symbolSize: 6, connectNulls: true,
      showSymbol: line.values.filter((value) => value !== null).length < 2,
      ...(ROLES[line.role] ?? ROLES.actual)(ink),
      ...(place === 0 && figures.today ? { markLine: todayLine(figures, ink) } : {}),
    })),
  });

  const bars = (figures, ink) => {
    const names = { type: "category", data: figures.x, inverse: Boolean(figures.sideways), ...axis(ink) };
    const values = { type: "value", name: figures.unit, ...axis(ink) };
    return {
      ...common(ink),
      tooltip: tooltip(ink, { trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: (value) => written(value, figures.unit) }),
      xAxis: figures.sideways ? values : names,
      yAxis: figures.sideways ? names : values,
      series: figures.series.map((row) => ({
        name: row.name, type: "bar", data: row.values, barMaxWidth: 28,
        stack: figures.stacked ? "all" : undefined, itemStyle: { color: ink[row.tone] ?? ink.accent },
      })),
    };
  };

  const STRETCHES = { done: say("Done", "已完成"), partial: say("Under way", "进行中"), blocked: say("Blocked", "受阻") };
  const strip = (figures, ink) => {
    const hatch = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 4], rotation: -Math.PI / 4, color: ink.sheet };
    const look = {
      done: { color: ink.green },
      partial: { color: ink.blue, opacity: 0.55 },
      blocked: { color: ink.red, decal: hatch },
    };
    const told = ({ data }) => {
      const lines = [figures.layers[data.value[0]], `${chainage(data.value[1])}～${chainage(data.value[2])}`, STRETCHES[data.state]];
      return [...lines, ...(data.text ? [data.text] : [])].join("\n");
    };
    const shape = (state) => (_params, api) => {
      const [x, y] = api.coord([api.value(1), api.value(0)]);
      const height = Math.min(api.size([0, 1])[1] * 0.6, 28);
      const width = Math.max(api.coord([api.value(2), api.value(0)])[0] - x, 1);
      return { type: "rect", shape: { x, y: y - height / 2, width, height }, style: { fill: look[state].color, opacity: look[state].opacity ?? 1, decal: look[state].decal } };
    };
    return {
      ...common(ink),
      tooltip: tooltip(ink, { formatter: told }),
      xAxis: { type: "value", min: figures.start_m, max: figures.end_m, ...axis(ink), axisLabel: { color: ink.quiet, formatter: chainage, hideOverlap: true } },
      yAxis: { type: "category", data: figures.layers, inverse: true, ...axis(ink) },
      series: Object.keys(STRETCHES).map((state) => ({
        name: STRETCHES[state], type: "custom", itemStyle: look[state], renderItem: shape(state), encode: { x: [1, 2], y: 0 },
        data: figures.stretches
          .filter((stretch) => stretch.state === state)
          .map((stretch) => ({ value: [stretch.layer, stretch.start_m, stretch.end_m], state, text: stretch.text })),
      })),
    };
  };

  const KINDS = { curve, bars, strip };

  const cell = (kind, text, numeric) => {
    const made = document.createElement(kind);
    if (kind === "th") made.scope = "col";
    if (numeric) made.className = "num";
    made.textContent = text;
    return made;
  };
  const row = (cells) => { const made = document.createElement("tr"); made.append(...cells); return made; };
  const rowsOf = (kind, figures) => {
    if (kind === "strip") {
      const head = [say("Layer", "结构层"), say("From", "起点"), say("To", "终点"), say("State", "状态"), say("Source", "依据")];
      const body = figures.stretches.map((part) => row([
        cell("td", figures.layers[part.layer]), cell("td", chainage(part.start_m)), cell("td", chainage(part.end_m)),
        cell("td", STRETCHES[part.state]), cell("td", part.text ?? "—"),
      ]));
      return [row(head.map((text) => cell("th", text))), body];
    }
    const head = row([cell("th", say("Period", "时间")), ...figures.series.map((line) => cell("th", line.name, true))]);
    const body = figures.x.map((name, place) => row([
      cell("td", name), ...figures.series.map((line) => cell("td", written(line.values[place], figures.unit), true)),
    ]));
    return [head, body];
  };
  const tableOf = (kind, figures) => {
    const [headRow, bodyRows] = rowsOf(kind, figures);
    const table = document.createElement("table");
    const head = document.createElement("thead");
    const body = document.createElement("tbody");
    table.className = "list is-compact";
    head.append(headRow);
    body.append(...bodyRows);
    table.append(head, body);
    return table;
  };

  const figuresOf = async (box) => {
    if (box.dataset.url) return (await fetch(box.dataset.url, { credentials: "same-origin" })).json();
    return JSON.parse(document.getElementById(box.dataset.figures).textContent);
  };
  const option = (box, figures) => KINDS[box.dataset.chart](figures, palette());
  const draw = (box, figures) => {
    const chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option(box, figures));
    drawn.set(box, { chart, figures });
    document.querySelector(`[data-table-of="${box.id}"]`)?.replaceChildren(tableOf(box.dataset.chart, figures));
  };
  const redraw = () => drawn.forEach(({ chart, figures }, box) => chart.setOption(option(box, figures), true));
  const resize = () => drawn.forEach(({ chart }) => chart.resize());

  document.querySelectorAll("[data-chart]").forEach(async (box) => draw(box, await figuresOf(box)));
  dark.addEventListener("change", redraw);
  window.addEventListener("resize", resize);
  window.addEventListener("beforeprint", resize);
})();
