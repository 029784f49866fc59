// The month sheet: a section's line opens in place to its figures. Without script the link opens its page.
"use strict";

(() => {
  const close = (row, link) => { row.remove(); link.setAttribute("aria-expanded", "false"); };

  const open = async (link) => {
    const line = link.closest("tr");
    const row = document.createElement("tr");
    row.className = "opened";
    const cell = row.insertCell();
    cell.colSpan = line.closest("table").tHead.rows[0].cells.length;
    const answer = await fetch(`${link.href}?part=1`, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) { window.location.assign(link.href); return; }
    cell.innerHTML = await answer.text();
    line.after(row);
    link.setAttribute("aria-expanded", "true");
  };

  for (const link of document.querySelectorAll("a[data-unfold]")) link.setAttribute("aria-expanded", "false");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-unfold]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const next = link.closest("tr").nextElementSibling;
    if (next?.classList.contains("opened")) close(next, link);
    else open(link);
  });
})();
