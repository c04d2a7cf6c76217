
"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const count = (shown, all, noun) => `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} ${noun}`;
  for (const controls of document.querySelectorAll(".controls")) controls.hidden = false;

  // Words typed one after the other all have to be met; the text of each element is read once.
  const texts = new Map();
  const meets = (element, words) => {
    if (!words.length) return true;
    if (!texts.has(element)) texts.set(element, fold(element.textContent));
    return words.every((word) => texts.get(element).includes(word));
  };
  const read = (field) => fold(field.value).split(/\s+/).filter(Boolean);
  const onType = (field, act) => {
    let timer = 0;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(act, 120);
    });
  };

  const body = find("book-table").tBodies[0];
  const rows = [...body.rows];
  const status = find("book-status");
  const filterBooks = () => {
    const words = read(find("book-filter"));
    let shown = 0;
    for (const row of rows) {
      row.hidden = !((!status.value || row.dataset.s === status.value) && meets(row, words));
      if (!row.hidden) shown += 1;
    }
    find("book-count").textContent = count(shown, rows.length, "books shown");
  };
  onType(find("book-filter"), filterBooks);
  status.addEventListener("change", filterBooks);
  filterBooks();

  const collator = new Intl.Collator(undefined, { numeric: true });
  const heads = [...find("book-table").tHead.rows[0].cells];
  const sortBy = (head, column) => {
    // Numbers begin with the largest, but for the status, which begins with the gravest.
    const first = head.classList.contains("n") && column !== 2 ? "descending" : "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    const order = head.getAttribute("aria-sort") === first ? other : first;
    for (const one of heads) one.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const numeric = head.classList.contains("n");
    const keys = new Map(rows.map((row) => {
      const cell = row.cells[column];
      return [row, numeric ? Number(cell.dataset.v ?? NaN) : cell.textContent];
    }));
    rows.sort((one, two) => {
      const a = keys.get(one);
      const b = keys.get(two);
      if (!numeric) return sign * collator.compare(a, b);
      // What is not known comes last, either way.
      if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
      return sign * (a - b);
    });
    body.append(...rows);
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sortBy(head, column));
    head.replaceChildren(button);
  });

  const search = find("finding-filter");
  const groups = [...document.querySelectorAll("details")];
  const opened = groups.map((group) => group.open);
  if (search) {
    const items = groups.map((group) => [...group.querySelectorAll("li")]);
    const all = items.reduce((sum, some) => sum + some.length, 0);
    const filterFindings = () => {
      const words = read(search);
      let shown = 0;
      groups.forEach((group, number) => {
        // A code or a title that is met shows the whole kind.
        const whole = meets(group.querySelector("summary"), words);
        let here = 0;
        for (const item of items[number]) {
          item.hidden = !(whole || meets(item, words));
          if (!item.hidden) here += 1;
        }
        group.hidden = here === 0 && !whole;
        group.open = words.length ? here > 0 : opened[number];
        shown += here;
      });
      find("finding-count").textContent = count(shown, all, "findings shown");
    };
    onType(search, filterFindings);
    filterFindings();
    find("book-table").addEventListener("click", (event) => {
      const link = event.target.closest("a[data-f]");
      if (!link) return;
      // The link itself would move the focus to the heading.
      event.preventDefault();
      search.value = link.dataset.f;
      filterFindings();
      search.focus();
    });
  }

  // Paper cannot be opened.
  addEventListener("beforeprint", () => {
    for (const group of groups) {
      group.dataset.was = group.open ? "open" : "";
      group.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const group of groups) group.open = group.dataset.was === "open";
  });
})();
