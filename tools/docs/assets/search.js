// Searching: suggestions below the field, and the page of results. The words of all pages are
// loaded when somebody begins to search, by a script element, which also works from a disk.
"use strict";

(() => {
  const SUGGESTED = 8;
  const LISTED = 60;
  const { language, root, home } = document.body.dataset;
  const field = document.querySelector(".search input");
  const results = document.getElementById("results");
  const base = new URL(home, document.baseURI);
  let index = null;

  const script = (name) =>
    new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = `${root}/${name}`;
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });

  const load = () => {
    index ??= Promise.all(["minisearch.js", "finder.js", `pages.${language}.js`].map(script)).then(
      () => wwwhyFinder(self.wwwhyPages),
    );
    return index;
  };

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const link = (page) => {
    const made = element("a");
    made.href = new URL(page.id, base).href;
    return made;
  };

  // Suggestions ------------------------------------------------------------------------------

  const list = element("ul", "", "found");
  list.id = "found";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const choose = (at) => {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    chosen = (at + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    options[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[chosen].id);
  };

  const option = (anchor, at) => {
    const made = element("li");
    made.id = `found-${at}`;
    made.setAttribute("role", "option");
    anchor.tabIndex = -1;
    made.append(anchor);
    return made;
  };

  const suggest = async () => {
    const text = field.value;
    if (!text.trim()) return close();
    let items;
    try {
      const found = (await load())(text);
      if (text !== field.value) return;
      items = found.slice(0, SUGGESTED).map((page, at) => {
        const anchor = link(page);
        anchor.append(element("b", page.t), element("small", page.k));
        return option(anchor, at);
      });
      if (!items.length) items = [element("p", field.dataset.none)];
      if (found.length > SUGGESTED) {
        const more = element("a", `${field.dataset.all} (${found.length})`);
        more.href = `${field.form.action}?q=${encodeURIComponent(text)}`;
        items.push(option(more, SUGGESTED));
      }
    } catch {
      items = [element("p", field.dataset.failed)];
    }
    list.replaceChildren(...items);
    list.hidden = false;
    chosen = -1;
    field.setAttribute("aria-expanded", "true");
  };

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-controls", "found");
  field.setAttribute("aria-expanded", "false");
  field.form.append(list);
  field.addEventListener("focus", () => load().catch(() => {}), { once: true });
  field.addEventListener("input", suggest);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen < 0 && event.key === "ArrowUp" ? -1 : chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      list.querySelector("[aria-selected=true] a").click();
    } else if (event.key === "Escape") {
      close();
    }
  });
  document.addEventListener("click", (event) => {
    if (!field.form.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    }
  });

  // The page of results ----------------------------------------------------------------------

  const show = async (text) => {
    try {
      const found = (await load())(text);
      const rows = element("ul", "", "results");
      for (const page of found.slice(0, LISTED)) {
        const row = element("li");
        const anchor = link(page);
        anchor.textContent = page.t;
        row.append(anchor, element("small", page.k), element("p", page.x));
        rows.append(row);
      }
      results.replaceChildren(found.length ? rows : element("p", field.dataset.none));
    } catch {
      results.prepend(element("p", field.dataset.failed));
    }
  };

  if (results) {
    const asked = new URLSearchParams(location.search).get("q") ?? "";
    field.value = asked.slice(0, 200);
    if (asked.trim()) show(field.value);
    else field.focus();
  }
})();
