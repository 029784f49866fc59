// Meetings: an agenda that is dragged into order, minutes that save themselves, arrow keys of the screen.
"use strict";

(() => {
  document.documentElement.classList.add("has-script");
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

  // What was refused is shown where it was written.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (![409, 422].includes(event.detail.xhr.status)) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  document.addEventListener("htmx:sendError", (event) => {
    const place = event.target.querySelector?.(".saved span");
    if (place) place.textContent = document.documentElement.lang.startsWith("zh") ? "尚未保存：网络不通" : "Not saved: no connection";
  });

  const items = (list) => [...list.children].filter((one) => one.dataset.item);
  const number = (list) => items(list).forEach((one, place, all) => {
    one.querySelector(".agenda-number").textContent = place + 1;
    const [up, down] = one.querySelectorAll(".agenda-moves button");
    up.disabled = place === 0;
    down.disabled = place === all.length - 1;
  });

  const sayTo = (list, text) => {
    let place = document.getElementById("agenda-said");
    if (!place) {
      place = Object.assign(document.createElement("p"), { id: "agenda-said", className: "visually-hidden" });
      place.setAttribute("role", "status");
      list.after(place);
    }
    place.textContent = text;
  };

  const send = async (list) => {
    const body = new URLSearchParams([["csrf_token", token], ...items(list).map((one) => ["item", one.dataset.item])]);
    const answer = await fetch(list.dataset.agenda, {
      method: "POST", body, headers: { "X-Requested-With": "agenda" }, credentials: "same-origin",
    }).catch(() => null);
    if (!answer?.ok) location.reload();
  };

  const settle = (list, moved) => {
    number(list);
    sayTo(list, list.dataset.moved.replace("{}", items(list).indexOf(moved) + 1));
    send(list);
  };

  const byKeyboard = (list) => list.addEventListener("submit", (event) => {
    if (!event.submitter?.closest(".agenda-moves")) return;
    event.preventDefault();
    const one = event.target.closest("[data-item]");
    const other = event.submitter.value === "up" ? one.previousElementSibling : one.nextElementSibling;
    if (!other) return;
    if (event.submitter.value === "up") other.before(one); else other.after(one);
    settle(list, one);
    const wanted = one.querySelector(`.agenda-moves button[value=${event.submitter.value}]`);
    (wanted.disabled ? one.querySelector(".agenda-moves button:not(:disabled)") : wanted)?.focus();
  });

  const byDragging = (list) => {
    let dragged = null, before = "";
    const order = () => items(list).map((one) => one.dataset.item).join();
    list.addEventListener("pointerdown", (event) => {
      const grip = event.target.closest("[data-grip]");
      if (!grip || event.button !== 0) return;
      event.preventDefault();
      dragged = grip.closest("[data-item]");
      before = order();
      dragged.classList.add("is-dragged");
      list.setPointerCapture(event.pointerId);
    });
    list.addEventListener("pointermove", (event) => {
      if (!dragged) return;
      const over = items(list).find((one) => {
        const box = one.getBoundingClientRect();
        return event.clientY >= box.top && event.clientY < box.bottom;
      });
      if (!over || over === dragged) return;
      const box = over.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) over.before(dragged); else over.after(dragged);
    });
    const drop = () => {
      if (!dragged) return;
      const moved = dragged;
      dragged = null;
      moved.classList.remove("is-dragged");
      if (order() !== before) settle(list, moved);
    };
    list.addEventListener("pointerup", drop);
    list.addEventListener("pointercancel", drop);
    list.querySelectorAll("[data-grip]").forEach((grip) => { grip.hidden = false; });
  };

  document.querySelectorAll("[data-agenda]").forEach((list) => { byKeyboard(list); byDragging(list); });

  // The projector: arrow keys and the keys of a presenter turn the pages.
  const TURNS = { ArrowRight: "on", PageDown: "on", " ": "on", ArrowLeft: "back", PageUp: "back" };
  if (document.body.classList.contains("screen")) {
    document.addEventListener("keydown", (event) => {
      const link = document.querySelector(`[data-screen=${TURNS[event.key]}]`);
      if (!link || event.target.closest("input, textarea, summary, a, button") && event.key === " ") return;
      event.preventDefault();
      link.click();
    });
  }
})();
