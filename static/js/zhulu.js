// Small helps for every page. Nothing here is needed to read a page or to send a form.
"use strict";

(() => {
  const chinese = document.documentElement.lang.startsWith("zh");
  const say = (english, inChinese) => (chinese ? inChinese : english);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // A refused form begins with what is wrong.
  const focusOnErrors = () => document.querySelector("[data-focus]")?.focus();

  // "/" goes to the search, Escape leaves an open menu.
  const listenToKeys = () => {
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        const search = document.getElementById("search");
        if (search) { event.preventDefault(); search.focus(); search.select(); }
      }
      if (event.key === "Escape") all("details.menu[open]").forEach((menu) => { menu.open = false; });
    });
    document.addEventListener("click", (event) => {
      all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    });
  };

  // A text for a group without a bot goes to the clipboard.
  const copyTexts = () => {
    all("[data-copies]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const source = document.getElementById(button.dataset.copies);
        try {
          await navigator.clipboard.writeText(source.textContent);
        } catch {
          window.getSelection().selectAllChildren(source);
          document.execCommand("copy");
        }
        button.textContent = say("Copied", "已复制");
      });
    });
  };

  // Which columns a list shows stands in its address; the total under hidden columns moves with them.
  const chooseColumns = () => {
    const menu = document.querySelector("[data-columns-menu]");
    const table = document.querySelector("table[data-columns]");
    if (!menu || !table) return;
    const here = new URL(window.location.href);
    const hidden = new Set((here.searchParams.get("hide") ?? "").split(",").filter(Boolean).map(Number));
    const sheet = menu.querySelector(".menu-sheet");
    all("thead th", table).forEach((head, place) => {
      if (place === 0) return;
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = !hidden.has(place + 1);
      box.addEventListener("change", () => {
        if (box.checked) hidden.delete(place + 1);
        else hidden.add(place + 1);
        if (hidden.size) here.searchParams.set("hide", [...hidden].sort((a, b) => a - b).join(","));
        else here.searchParams.delete("hide");
        window.location.assign(here);
      });
      const words = (head.querySelector(".sort")?.firstChild ?? head).textContent.trim();
      label.append(box, document.createTextNode(words));
      sheet.append(label);
    });
    menu.hidden = false;
    for (const row of all("tfoot tr", table)) {
      let place = 1;
      for (const cell of row.cells) {
        const covered = Array.from({ length: cell.colSpan }, (_, step) => place + step);
        place += covered.length;
        const left = covered.filter((column) => column === 1 || !hidden.has(column)).length;
        if (left) cell.colSpan = left;
        else cell.hidden = true;
      }
    }
  };

  // A row opens what its link opens; links, buttons and marked text keep their own meaning.
  const openRows = () => {
    document.addEventListener("click", (event) => {
      const row = event.target.closest("[data-opens]");
      if (!row || event.target.closest("a, button, input, select, label, summary, textarea")) return;
      if (String(window.getSelection())) return;
      if (event.ctrlKey || event.metaKey) window.open(row.dataset.opens);
      else window.location.assign(row.dataset.opens);
    });
  };

  // Twice pressed is sent once.
  const guardSubmits = () => {
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (!form.matches("[data-guard]") || event.defaultPrevented) return;
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "yes";
      form.setAttribute("aria-busy", "true");
      delete form.dataset.changed;
      setTimeout(() => { delete form.dataset.sent; form.removeAttribute("aria-busy"); }, 8000);
    });
    window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));
  };

  // Leaving with something unsaved is asked about.
  const warnOfUnsaved = () => {
    document.addEventListener("input", (event) => {
      const form = event.target.form;
      if (form?.matches("[data-warn]")) form.dataset.changed = "yes";
    });
    window.addEventListener("beforeunload", (event) => {
      if (document.querySelector("form[data-warn][data-changed]")) event.preventDefault();
    });
  };

  const countCharacters = () => {
    for (const field of all("[data-count]")) {
      const line = document.createElement("p");
      line.className = "characters";
      const write = () => {
        const left = Number(field.dataset.count) - field.value.length;
        line.textContent = say(`${left} characters left`, `还可输入 ${left} 字`);
      };
      field.after(line);
      field.addEventListener("input", write);
      write();
    }
  };

  // A long choice narrows as one types.
  const searchChoices = () => {
    for (const select of all("select[data-searchable]")) {
      if (select.options.length < 12) continue;
      const choices = [...select.options].map((option) => option.cloneNode(true));
      const search = document.createElement("input");
      search.type = "search";
      search.className = "form-control find-in-list";
      search.placeholder = say("Type to narrow the list", "输入文字缩小范围");
      search.setAttribute("aria-label", search.placeholder);
      search.addEventListener("input", (event) => {
        event.stopPropagation();
        const words = search.value.trim().toLowerCase();
        const chosen = select.value;
        const fits = (option) => option.value === chosen || option.value === "" || option.text.toLowerCase().includes(words);
        select.replaceChildren(...choices.filter(fits).map((option) => option.cloneNode(true)));
        select.value = chosen;
      });
      select.before(search);
    }
  };

  const previewPhotos = () => {
    const picture = (file) => {
      const image = new Image();
      image.alt = file.name;
      const reader = new FileReader();
      reader.onload = () => { image.src = reader.result; };
      reader.readAsDataURL(file);
      return image;
    };
    for (const field of all("input[type=file][data-previews]")) {
      const row = document.createElement("div");
      row.className = "previews";
      (field.closest(".form-row") ?? field).append(row);
      field.addEventListener("change", () => {
        const photos = [...field.files].filter((file) => file.type.startsWith("image/"));
        row.replaceChildren(...photos.slice(0, 20).map(picture));
      });
    }
  };

  // The head of a table that fits its frame sticks to the window, that of a wider one to its frame.
  const fitTables = () => {
    const fit = (frame) => {
      const table = frame.querySelector("table");
      if (!table) return;
      frame.classList.remove("fits");
      const fits = table.offsetWidth <= frame.clientWidth + 1;
      frame.classList.toggle("fits", fits);
      if (fits && frame.scrollWidth <= frame.clientWidth) frame.removeAttribute("tabindex");
      else frame.tabIndex = 0;
    };
    const refit = () => all(".table-frame").forEach(fit);
    refit();
    let waiting = 0;
    window.addEventListener("resize", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(refit); });
    document.addEventListener("htmx:afterSettle", refit);
  };

  // On a phone the list comes first: filters that are not in use wait behind a button.
  const foldFilters = () => {
    if (!window.matchMedia("(max-width: 767px)").matches) return;
    const asked = new URLSearchParams(window.location.search);
    for (const form of all("form.filters")) {
      const others = all(".filter:not(.is-search)", form);
      const inUse = others.some((filter) => all("[name]", filter).some((field) => asked.get(field.name)));
      if (others.length < 2 || inUse) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-outline filter-unfold";
      button.textContent = say("More filters", "更多筛选条件");
      button.setAttribute("aria-expanded", "false");
      form.classList.add("is-folded");
      button.addEventListener("click", () => {
        const folded = form.classList.toggle("is-folded");
        button.setAttribute("aria-expanded", String(!folded));
      });
      form.querySelector(".filter-buttons")?.append(button);
    }
  };

  // Buttons that send something that cannot be taken back ask first.
  const askBefore = () => {
    document.addEventListener("submit", (event) => {
      const question = event.submitter?.dataset.ask ?? event.target.dataset.ask;
      if (question && !window.confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); }
    }, true);
  };

  // Choices that are sent as soon as they are made.
  const sendOnChange = () => {
    document.addEventListener("change", (event) => {
      if (event.target.matches("[data-send]")) event.target.form?.requestSubmit();
    });
  };

  // The print button of a page.
  const printPages = () => {
    document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
    window.addEventListener("beforeprint", () => all("details.unfold").forEach((part) => { part.open = true; }));
  };

  // htmx sends the token with every change.
  const sendToken = () => {
    const token = document.querySelector("meta[name=csrf-token]")?.content;
    if (token) document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = token; });
  };

  const helps = [
    askBefore, focusOnErrors, listenToKeys, openRows, guardSubmits, warnOfUnsaved, countCharacters,
    searchChoices, previewPhotos, foldFilters, chooseColumns, fitTables, sendOnChange, printPages, sendToken,
    copyTexts,
  ];
  for (const help of helps) help();
})();
