// Grids of figures: from cell to cell by keyboard, paste from Excel, drafts that save themselves.
"use strict";

(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const fields = (row) => all("input:not([type=hidden])", row);

  // Cell to cell: Enter and the arrows up and down keep the column, left and right at the ends of the text.
  const step = (field, down, across) => {
    const row = field.closest("tr");
    const rows = all("tbody tr", row.closest("table"));
    const target = rows[rows.indexOf(row) + down];
    if (!target) return null;
    const cells = [...row.cells];
    const place = cells.indexOf(field.closest("td, th"));
    if (down) return target.cells[place]?.querySelector("input:not([type=hidden])") ?? null;
    const line = fields(row);
    return line[line.indexOf(field) + across] ?? null;
  };
  const atStart = (field) => field.selectionStart === 0 && field.selectionEnd === field.selectionStart;
  const atEnd = (field) => field.selectionEnd === field.value.length && field.selectionEnd === field.selectionStart;
  const isWhole = (field) => field.selectionStart === 0 && field.selectionEnd === field.value.length;
  const move = (event) => {
    const field = event.target;
    if (!field.matches("input") || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const ways = {
      Enter: () => step(field, event.shiftKey ? -1 : 1, 0),
      ArrowDown: () => step(field, 1, 0),
      ArrowUp: () => step(field, -1, 0),
      ArrowRight: () => (atEnd(field) || isWhole(field) ? step(field, 0, 1) : null),
      ArrowLeft: () => (atStart(field) || isWhole(field) ? step(field, 0, -1) : null),
    };
    const target = ways[event.key]?.();
    if (event.key === "Enter") event.preventDefault();
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.select();
  };

  // Lines that begin with a week go to the row of that week.
  const weekOf = (text) => {
    const found = /^(\d{4})\s*(?:-?\s*[Ww]|年\s*第?)\s*(\d{1,2})\s*周?$/.exec(text.trim().normalize("NFKC"));
    return found ? `${found[1]}-W${found[2].padStart(2, "0")}` : "";
  };
  const tellUntaken = (table, number) => {
    const line = document.querySelector("[data-untaken]");
    line.hidden = number === 0;
    line.textContent = table.dataset.untakenText.replace("{number}", number);
  };

  // A block copied from Excel fills the cells from the one in which it is pasted.
  const paste = (event) => {
    const field = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!field.matches("input") || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const row = field.closest("tr");
    const table = row.closest("table");
    const rows = all("tbody tr", table);
    const lines = text.trimEnd().split(/\r?\n/).map((line) => line.split("\t"));
    const fill = (target, values, place) => values.forEach((value, across) => {
      const cell = target?.cells[place + across]?.querySelector("input:not([type=hidden]):not([readonly])");
      if (!cell) return;
      cell.value = value.trim();
      cell.dispatchEvent(new Event("input", { bubbles: true }));
    });
    if (table.matches("[data-weeks]") && lines.every((values) => weekOf(values[0]))) {
      const known = new Map(rows.map((one) => [one.dataset.week, one]));
      lines.forEach(([week, ...values]) => fill(known.get(weekOf(week)), values, 1));
      tellUntaken(table, lines.filter(([week]) => !known.has(weekOf(week))).length);
      return;
    }
    const place = [...row.cells].indexOf(field.closest("td, th"));
    lines.forEach((values, down) => fill(rows[rows.indexOf(row) + down], values, place));
  };

  all("[data-grid]").forEach((grid) => {
    grid.addEventListener("keydown", move);
    grid.addEventListener("paste", paste);
    grid.addEventListener("focusin", (event) => event.target.matches("input") && event.target.select());
  });

  // The weights show their total.
  all("[data-weights]").forEach((form) => {
    const total = form.querySelector("[data-total]");
    const write = () => {
      const sum = all("input[name=weight]", form).reduce((found, field) => found + (Number(field.value) || 0), 0);
      total.textContent = String(Math.round(sum * 100) / 100);
      total.classList.toggle("text-red", Math.abs(sum - 100) > 0.001);
    };
    form.addEventListener("input", write);
    write();
  });

  // A plan by work items shows the plan of the section: an empty cell keeps what stands above it.
  all("[data-weeks]").forEach((table) => {
    const weights = all("thead th[data-weight]", table).map((head) => Number(head.dataset.weight));
    const write = () => {
      const known = weights.map(() => 0);
      all("tbody tr", table).forEach((row) => {
        const cells = all("td[data-plan] input", row);
        const typed = cells.map((cell) => cell.value.trim().normalize("NFKC").replace(/%$/, ""));
        typed.forEach((text, place) => { if (text && !Number.isNaN(Number(text))) known[place] = Number(text); });
        const total = known.reduce((sum, share, place) => sum + share * weights[place], 0);
        const shown = row.querySelector("[data-total]");
        if (shown) shown.textContent = typed.some(Boolean) ? `${(Math.round(total * 10) / 10).toFixed(1)}%` : "";
      });
    };
    table.addEventListener("input", write);
  });

  const form = document.querySelector("[data-weekly]");
  if (!form) return;
  const status = document.querySelector("[data-saved]");
  const stale = document.querySelector("[data-stale]");
  const list = form.querySelector("[data-sentences]");
  const WAIT = 1200;
  const RETRY = 10000;
  let waiting = 0;
  let saving = false;
  let again = false;
  let stopped = false;
  const opened = () => { try { return JSON.parse(form.elements.opened.value); } catch { return {}; } };
  const unsent = new Set();

  // Only what was changed is sent: what nobody touched here may stay as it is stored.
  const mayBeSent = (field) => field.name && field.type !== "hidden" && field.type !== "radio";
  const texts = () => all("input, textarea", form).filter(mayBeSent);
  const changes = () => {
    const body = new FormData();
    ["csrf_token", "version", "as"].forEach((name) => body.append(name, form.elements[name].value));
    texts().filter((field) => unsent.has(field.name)).forEach((field) => body.append(field.name, field.value));
    return body;
  };
  const atFirst = opened();
  texts().filter((field) => field.value !== (atFirst[field.name] ?? "")).forEach((field) => unsent.add(field.name));

  // The other of quantity and percent, at once.
  const plain = (number, places) => String(Number(number.toFixed(places)));
  const other = (cell) => {
    const text = cell.querySelector("input").value.trim().normalize("NFKC");
    const number = Number(text.replace(/%$/, "").replace(/,(?=\d{3})/g, ""));
    if (!text || Number.isNaN(number)) return "";
    const design = Number(cell.dataset.design);
    if ("percentOnly" in cell.dataset) return "";
    const isPercent = text.endsWith("%") || form.elements.as.value === "percent";
    return isPercent ? `${plain((number * design) / 100, 3)} ${cell.dataset.unit}` : `${((number * 100) / design).toFixed(1)}%`;
  };
  const writeOther = (cell) => { cell.querySelector("[data-other]").textContent = other(cell); };

  const show = (answer) => {
    all("[data-cell]", form).forEach((cell) => {
      cell.classList.remove("is-refused", "is-unusual");
      const field = cell.querySelector("input");
      field.removeAttribute("aria-invalid");
      field.removeAttribute("title");
    });
    const lines = answer.problems.map((problem) => {
      const cell = form.querySelector(`[data-cell="${CSS.escape(problem.cell)}"]`);
      const field = cell?.querySelector("input");
      cell?.classList.add(problem.refused ? "is-refused" : "is-unusual");
      if (field) {
        field.title = problem.sentence;
        if (problem.refused) field.setAttribute("aria-invalid", "true");
      }
      const line = document.createElement("li");
      line.className = problem.refused ? "text-red" : "text-yellow";
      line.textContent = problem.sentence;
      return line;
    });
    list.replaceChildren(...lines);
    Object.entries({ ...answer.shares, total: answer.total }).forEach(([work, share]) => {
      const cell = form.querySelector(`[data-share="${work}"]`);
      if (cell) cell.textContent = share;
    });
    form.elements.version.value = answer.version;
    form.elements.opened.value = JSON.stringify({ ...opened(), ...answer.opened });
    status.textContent = form.dataset.savedAt.replace("{clock}", answer.saved_at);
  };
  const refuse = (sentences) => {
    stopped = true;
    stale.replaceChildren(...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }));
    stale.hidden = false;
    status.textContent = "";
  };

  const save = async () => {
    if (stopped) return;
    if (saving) { again = true; return; }
    saving = true;
    status.textContent = form.dataset.saving;
    delete form.dataset.changed;
    const body = changes();
    const sent = [...unsent];
    unsent.clear();
    try {
      const response = await fetch(form.dataset.draft, { method: "POST", body, credentials: "same-origin" });
      const answer = await response.json();
      if (response.ok) show(answer);
      else refuse(answer.sentences);
    } catch {
      status.textContent = form.dataset.failed;
      form.dataset.changed = "yes";
      sent.forEach((name) => unsent.add(name));
      waiting = setTimeout(save, RETRY);
    }
    saving = false;
    if (again) { again = false; save(); }
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(save, WAIT); };

  form.addEventListener("input", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell) writeOther(cell);
    form.dataset.changed = "yes";
    if (mayBeSent(event.target)) unsent.add(event.target.name);
    soon();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name !== "as") return;
    all("[data-cell]", form).forEach((cell) => { writeOther(cell); unsent.add(cell.querySelector("input").name); });
    soon();
  });
  form.addEventListener("submit", () => { clearTimeout(waiting); stopped = true; delete form.dataset.changed; });
  window.addEventListener("beforeunload", (event) => { if (form.dataset.changed && !stopped) event.preventDefault(); });
})();
