"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const families = byId("families");
  const components = families ? all("article.c", families) : [];
  const keys = byId("keys");
  const find = byId("find");

  /* What only works with this script is shown only with it. */
  for (const id of ["show-keys", "toolbar"]) byId(id)?.removeAttribute("hidden");

  /* Filtering: by text as one types, and by what is pressed. Within an axis any of the pressed, between axes all. */
  const texts = new Map();
  const textOf = (component) => {
    if (!texts.has(component)) texts.set(component, component.textContent.toLowerCase());
    return texts.get(component);
  };
  const axes = () => {
    const pressed = new Map();
    for (const chip of all(".chip[aria-pressed=true]")) {
      const { axis, value } = chip.dataset;
      pressed.set(axis, [...(pressed.get(axis) ?? []), value]);
    }
    return [...pressed];
  };
  const matches = (component, words, pressed) =>
    pressed.every(([axis, values]) => {
      const has = (component.dataset[axis] ?? "").split(" ");
      return values.some((value) => has.includes(value));
    }) && words.every((word) => textOf(component).includes(word));

  let telling = 0;
  const tell = (count) => {
    const status = byId("status");
    const total = Number(status.dataset.total);
    const number = (of) => of.toLocaleString("en");
    const noun = total === 1 ? "component" : "components";
    const text = count === total ? `${number(total)} ${noun}` : `${number(count)} of ${number(total)} ${noun}`;
    clearTimeout(telling);
    telling = setTimeout(() => { status.textContent = text; }, 150);
  };

  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const pressed = axes();
    let count = 0;
    for (const component of components) {
      const shown = matches(component, words, pressed);
      component.hidden = !shown;
      count += shown ? 1 : 0;
    }
    for (const family of all(".family", families)) {
      family.hidden = !family.querySelector("article.c:not([hidden])");
    }
    byId("no-match").hidden = count > 0;
    highlight(words);
    tell(count);
  };

  /* What was searched for is marked where the browser can mark without changing the page. */
  const MOST_MARKS = 2000;
  const highlight = (words) => {
    if (!("highlights" in CSS)) return;
    CSS.highlights.delete("found");
    if (!words.some((word) => word.length > 1)) return;
    const ranges = [];
    for (const component of components) {
      if (component.hidden) continue;
      const walker = document.createTreeWalker(component, NodeFilter.SHOW_TEXT);
      while (walker.nextNode() && ranges.length < MOST_MARKS) mark(walker.currentNode, words, ranges);
      if (ranges.length >= MOST_MARKS) break;
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };
  const mark = (node, words, ranges) => {
    const text = node.data.toLowerCase();
    if (text.length !== node.data.length) return;
    for (const word of words.filter((one) => one.length > 1)) {
      for (let at = text.indexOf(word); at >= 0 && ranges.length < MOST_MARKS; at = text.indexOf(word, at + word.length)) {
        const range = new Range();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        ranges.push(range);
      }
    }
  };

  let awaited = 0;
  const filterSoon = () => {
    cancelAnimationFrame(awaited);
    awaited = requestAnimationFrame(filter);
  };
  const showAll = () => {
    find.value = "";
    for (const chip of all(".chip")) chip.setAttribute("aria-pressed", "false");
    filter();
  };

  /* Folding. */
  const foldAll = (open) => {
    for (const details of all("details", families)) {
      if (open || details.closest("article")) details.open = open;
    }
  };
  const reveal = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (at.localName === "details") at.open = true;
      at.hidden = false;
    }
    const inner = element.matches("article, .family") ? element.querySelector("details") : null;
    if (inner) inner.open = true;
  };
  const followHash = () => {
    const target = location.hash.length > 1 ? byId(location.hash.slice(1)) : null;
    if (!target || !target.closest("main")) return;
    if (target.closest("[hidden]")) showAll();
    reveal(target);
    target.scrollIntoView();
    target.querySelector("summary")?.focus({ preventScroll: true });
  };

  /* Moving. */
  const summaryOf = (component) => component.querySelector("summary");
  const current = () => components.indexOf(document.activeElement?.closest("article.c"));
  const move = (step) => {
    const at = current();
    let next = at < 0 ? (step > 0 ? 0 : components.length - 1) : at + step;
    while (components[next]?.hidden) next += step;
    const component = components[next];
    if (!component) return;
    component.closest(".family").querySelector("details").open = true;
    component.scrollIntoView({ block: "nearest" });
    summaryOf(component).focus({ preventScroll: true });
    summaryOf(component).scrollIntoView({ block: "nearest" });
  };
  const toggle = () => {
    const details = components[current()]?.querySelector("details");
    if (!details) return;
    details.open = !details.open;
    summaryOf(details).focus();
  };

  const actions = {
    "/": () => { find.focus(); find.select(); },
    "?": () => { keys.showModal(); byId("close-keys").focus(); },
    j: () => move(1),
    n: () => move(1),
    k: () => move(-1),
    p: () => move(-1),
    o: toggle,
    e: () => foldAll(true),
    c: () => foldAll(false),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target === find) {
      if (event.key === "Escape" && find.value) { event.preventDefault(); find.value = ""; filter(); }
      else if (event.key === "Escape") find.blur();
      else if (event.key === "Enter") move(1);
      return;
    }
    if (keys.open || event.target.matches("input:not([type=radio]):not([type=checkbox])")) return;
    const action = byId("keys-on").checked ? actions[event.key] : event.key === "?" ? actions["?"] : null;
    if (!action || (!families && event.key !== "?")) return;
    event.preventDefault();
    action();
  });

  byId("show-keys").addEventListener("click", actions["?"]);
  byId("close-keys").addEventListener("click", () => keys.close());
  if (families) {
    find.addEventListener("input", filterSoon);
    byId("unfold").addEventListener("click", () => foldAll(true));
    byId("fold").addEventListener("click", () => foldAll(false));
    byId("clear").addEventListener("click", () => { showAll(); find.focus(); });
    for (const chip of all(".chip")) {
      chip.addEventListener("click", () => {
        chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
        filter();
      });
    }
    if (find.value) filter();

    /* What is scrolled to stands below the toolbar, however many lines that takes. */
    const toolbar = byId("toolbar");
    new ResizeObserver(() => {
      const covered = getComputedStyle(toolbar).position === "sticky" ? toolbar.offsetHeight : 0;
      document.documentElement.style.scrollPaddingTop = `${covered + 8}px`;
    }).observe(toolbar);
  }

  /* Paper shows everything; afterwards the page is as it was. */
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
    folded = [];
  });
  addEventListener("hashchange", followHash);
  followHash();
})();
