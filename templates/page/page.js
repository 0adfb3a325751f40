"use strict";
// Without this script the page shows everything; with it tables are sorted and filtered.

function fold(text) {
  return text.toLocaleLowerCase("ru").replaceAll("ё", "е");
}

function startFilters(box) {
  const fields = [...box.querySelectorAll("[data-filter]")];
  const rows = [...document.getElementById(box.dataset.filtered).querySelectorAll("tbody tr")];
  const texts = new Map(rows.map((row) => [row, fold(row.textContent)]));
  const fits = {
    orgs: (row, value) => row.dataset.orgs.split(" ").includes(value),
    process: (row, value) => row.dataset.process === value,
    text: (row, value) => fold(value).split(/\s+/).every((word) => texts.get(row).includes(word)),
  };
  const count = box.querySelector("[data-count]");
  function apply() {
    const set = fields.filter((field) => field.value.trim());
    for (const row of rows) {
      row.hidden = !set.every((field) => fits[field.dataset.filter](row, field.value.trim()));
    }
    for (const month of box.querySelectorAll(".month")) {
      month.hidden = !month.querySelector("tbody tr:not([hidden])");
      if (set.length) month.open = true;
    }
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = `Показано: ${shown} из ${rows.length}`;
  }
  fields.forEach((field) => field.addEventListener("input", apply));
  box.querySelector("fieldset").hidden = false;
  apply();
}

function startSorting(table) {
  const body = table.tBodies[0];
  const order = new Intl.Collator("ru", { numeric: true });
  const value = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value ?? cell.textContent.trim();
  };
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => {
      const numeric = body.rows[0].cells[column].dataset.value !== undefined;
      const now = header.getAttribute("aria-sort");
      const up = now ? now === "descending" : !numeric;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      header.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows];
      rows.sort((a, b) => order.compare(value(a, column), value(b, column)) * (up ? 1 : -1));
      body.append(...rows);
    });
  });
}

document.querySelectorAll("[data-filtered]").forEach(startFilters);
document.querySelectorAll("[data-sortable]").forEach(startSorting);
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("td details, .month").forEach((one) => { one.open = true; });
});
