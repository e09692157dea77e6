"use strict";
// Without this script the page reads the same; with it, tables are sorted and pictures saved.
(() => {
  const shown = cell => cell.textContent.trim();

  // Numbers by their value, words by the alphabet, what is not defined last, and equal rows as they stood.
  const compare = (column, sign) => (a, b) => {
    const x = a.cells[column], y = b.cells[column];
    const p = x.dataset.key, q = y.dataset.key;
    if (p !== undefined && q !== undefined) return sign * (Number(p) - Number(q));
    if (p !== undefined || q !== undefined) return p !== undefined ? -1 : 1;
    const order = { sensitivity: "base", numeric: true };
    return sign * shown(x).localeCompare(shown(y), "en", order);
  };

  const sortBy = (table, header) => {
    const ascending = header.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const body = table.tBodies[0];
    const rows = Array.from(body.rows).sort(compare(header.cellIndex, ascending ? 1 : -1));
    body.append(...rows);
  };

  for (const table of document.querySelectorAll("table")) {
    if (table.tBodies[0].rows.length < 2) continue;
    for (const header of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      button.addEventListener("click", () => sortBy(table, header));
      header.append(button);
    }
  }

  // Paper has no summary to click on.
  addEventListener("beforeprint", () => {
    for (const charts of document.querySelectorAll("details.charts")) charts.open = true;
  });

  for (const link of document.querySelectorAll("a.download")) {
    link.href = link.closest("figure").querySelector("img").src;
    link.hidden = false;
  }
})();
