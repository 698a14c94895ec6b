/* Worksheets in the browser: inputs become fields, and results follow.

   What a reader changed stands in the query of the address, where neither an anchor nor a reload
   loses it. Links of before, with the state behind `#worksheet:`, still bring their numbers. */

"use strict";

(() => {
  const { Values, create, NumberField, Menu, ...plots } = globalThis.sphinxWorksheet;

  const MARK = "#worksheet:";
  const PAUSE = 150; // milliseconds between two writings of the address: browsers allow few

  const roots = {};
  const programs = {};
  const given = {};
  const fields = {};
  const settings = {};

  for (const root of document.querySelectorAll("[data-worksheet]")) {
    const id = root.dataset.worksheet;
    roots[id] = root;
    programs[id] = JSON.parse(root.querySelector("script").textContent);
    Object.assign(given, programs[id].given);
  }

  const ids = Object.keys(roots);
  const idOf = (key) => key.split(".")[0];
  const mine = (id) => Object.keys(fields).filter((key) => idOf(key) === id);
  const isChanged = (key) => settings[key] !== fields[key].initial(settings);
  const named = (root, mark, name) => root.querySelector(`[data-${mark}="${name}"]`);

  const defaults = new Values(programs, {}, given);

  /* What is shown */

  function update() {
    const values = new Values(programs, settings, given);
    for (const id of ids) {
      const root = roots[id];
      const news = [];
      for (const [name, result] of Object.entries(programs[id].results)) {
        const text = values.text(`${id}.${name}`);
        const cell = named(root, "result", name);
        if (cell.textContent !== text) news.push(`${result.label}: ${text}`);
        cell.textContent = text;
        const repeated = named(root, "repeated", name);
        if (repeated) repeated.textContent = text;
        named(root, "numbers", name).textContent = values.formula(result.parts);
      }
      for (const cell of root.querySelectorAll("[data-given]")) {
        cell.textContent = values.text(cell.dataset.given);
      }
      root.plots.forEach((plot) => plot.show(values));
      const count = mine(id).filter(isChanged).length;
      root.querySelector(".worksheet-reset").disabled = !count;
      root.querySelector(".worksheet-count").textContent = count
        ? programs[id].words.changed.replace("{count}", count)
        : "";
      if (news.length) announce(root, news);
    }
    for (const value of prose) value.show(values);
  }

  /* Tell screen readers what changed, once the changing has stopped. */
  function announce(root, news) {
    clearTimeout(root.timer);
    root.timer = setTimeout(() => say(root, news.join(", ")), 500);
  }

  function say(root, text) {
    root.querySelector("[role=status]").textContent = text;
  }

  /* A value in prose, whose sentence speaks of the defaults: beside it stands the reader's own. */
  class ProseValue {
    constructor(node) {
      const { key, with: asked = {}, shown } = JSON.parse(node.dataset.value);
      Object.assign(this, { node: node.closest("a") ?? node, key, asked, shown });
    }

    show(values) {
      const [before, now] = [defaults, values].map((at) =>
        at.with(this.asked).text(this.key, this.shown),
      );
      this.yours?.remove();
      if (before === now) return;
      const text = programs[idOf(this.key)].words.yours.replace("{value}", now);
      this.yours = create("span", { class: "worksheet-yours" }, ` (${text})`);
      this.node.after(this.yours);
    }
  }

  const prose = [...document.querySelectorAll("[data-value]")]
    .map((node) => new ProseValue(node))
    .filter(({ key }) => Object.hasOwn(roots, idOf(key)));

  /* A plot that answers: it tells what is under the pointer, and its point can be moved. */
  class Plot {
    constructor(id, figure, asked) {
      Object.assign(this, { id, figure, asked, key: `${id}.${asked.against}` });
      const { words, inputs } = programs[id];
      const { low, high, label } = inputs[asked.against];
      this.handle = create("span", {
        class: "worksheet-handle", role: "slider", tabindex: 0, "aria-valuemin": low,
        "aria-valuemax": high, "aria-label": words.point.replace("{input}", label),
      });
      this.reading = create("span", { class: "worksheet-reading", "aria-hidden": "true" });
      figure.append(this.handle, this.reading);
      this.handle.addEventListener("keydown", (event) => this.press(event));
      figure.addEventListener("pointerdown", () => (this.isHeld = true));
      figure.addEventListener("click", (event) => this.take(event));
      figure.addEventListener("pointermove", (event) => this.move(event));
      for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
        figure.addEventListener(end, () => this.leave());
      }
      this.place();
    }

    get field() {
      return fields[this.key];
    }

    place() {
      const mark = this.figure.querySelector(".worksheet-mark");
      const { cx, cy } = mark ? mark.attributes : {};
      this.handle.hidden = !mark;
      if (!mark) return;
      const [left, top] = plots.placeOf({ cx: cx.value, cy: cy.value });
      this.handle.style.left = `${left}%`;
      this.handle.style.top = `${top}%`;
      const { point } = plots.curve(new Values(programs, settings, given), this.id, this.asked);
      this.handle.setAttribute("aria-valuenow", settings[this.key]);
      this.handle.setAttribute("aria-valuetext", point(settings[this.key]));
    }

    show(values) {
      const isMoved = ids.some((id) => mine(id).some(isChanged));
      const svg = plots.plot(values, this.id, this.asked, isMoved ? defaults : undefined);
      const made = new DOMParser().parseFromString(svg, "text/html").body.firstChild;
      this.figure.querySelector("svg").replaceWith(made);
      this.place();
    }

    /* The value of the input under the pointer. */
    at(event) {
      const { left, width } = this.figure.querySelector("svg").getBoundingClientRect();
      return this.field.at(plots.shareOfAxis((event.clientX - left) / width));
    }

    take(event) {
      const value = this.at(event);
      this.field.show(value);
      set(this.key, value);
    }

    move(event) {
      if (this.isHeld && (event.buttons || event.pointerType === "touch")) {
        this.figure.setPointerCapture(event.pointerId);
        this.take(event);
      }
      const { point } = plots.curve(new Values(programs, settings, given), this.id, this.asked);
      this.reading.textContent = point(this.at(event));
    }

    leave() {
      this.isHeld = false;
      this.reading.textContent = "";
    }

    press(event) {
      const steps = {
        ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1,
        PageDown: -10, PageUp: 10, Home: -100, End: 100,
      };
      if (!Object.hasOwn(steps, event.key)) return;
      event.preventDefault();
      const value = this.field.stepped(steps[event.key]);
      this.field.show(value);
      set(this.key, value);
    }
  }

  /* What the address keeps */

  /* The address of the page with the reader's inputs, at a worksheet or where it is. */
  function address(hash) {
    const url = new URL(location);
    for (const key of Object.keys(fields)) {
      url.searchParams.delete(key);
      if (isChanged(key)) url.searchParams.set(key, settings[key]);
    }
    if (url.hash.startsWith(MARK)) url.hash = "";
    if (hash) url.hash = hash;
    return url;
  }

  let writing;
  let written = -Infinity;

  function write() {
    clearTimeout(writing);
    written = performance.now();
    const url = address();
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  function remember() {
    clearTimeout(writing);
    const rest = written + PAUSE - performance.now();
    if (rest > 0) writing = setTimeout(write, rest);
    else write();
  }

  function reset(keys) {
    for (const key of keys) {
      settings[key] = fields[key].initial(settings);
      fields[key].show(settings[key]);
    }
  }

  /* Set a field, and the inputs that it fills if it is a menu. */
  function choose(key, value) {
    settings[key] = value;
    reset(Object.keys(fields).filter((other) => fields[other].filledBy === key));
  }

  function set(key, value) {
    choose(key, value);
    update();
    remember();
  }

  /* Take what an address says; what is not valid there is left at its default. */
  function restore(state) {
    reset(Object.keys(fields));
    const found = Object.entries(fields).filter(([key, field]) => {
      const value = field.valid(state.get(key) ?? "");
      if (value === undefined) return false;
      choose(key, value);
      field.show(value);
      return true;
    });
    update();
    return found.map(([key]) => idOf(key));
  }

  /* A link of before: it leads to the first worksheet that it changes. */
  function follow() {
    if (!location.hash.startsWith(MARK)) return;
    const [first] = restore(new URLSearchParams(location.hash.slice(MARK.length)));
    history.replaceState(history.state, "", address());
    // The browser keeps its aim while the page is laid out; a script that scrolls does not.
    if (first) location.replace(`#worksheet-${first}`);
  }

  /* What is folded away opens for a link that leads there. */
  function unfold() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fold = target?.closest(".worksheet details");
    if (!fold || fold.open) return;
    fold.open = true;
    target.scrollIntoView({ behavior: "instant" });
  }

  /* What can be copied */

  /* Inputs and results as rows: name, meaning, value, unit. */
  function table(id) {
    const values = new Values(programs, settings, given);
    const { inputs, choices, results, words } = programs[id];
    const set = Object.entries({ ...choices, ...inputs }).map(([name, { label }]) => [
      name, label, ...fields[`${id}.${name}`].cells(settings[`${id}.${name}`]),
    ]);
    const found = Object.entries(results).map(([name, { label, factor, suffixes }]) => {
      const number = values.number(`${id}.${name}`) / factor;
      return [name, label, Number.isNaN(number) ? "" : String(number), suffixes[1].trim()];
    });
    return [words.heads, ...set, ...found];
  }

  const asCsv = (rows) => {
    const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    return rows.map((row) => row.map(cell).join(",")).join("\r\n");
  };

  const asMarkdown = ([heads, ...rows]) => {
    const line = (cells) => `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
    return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
  };

  function button(id, word, name, act) {
    const made = create("button", { type: "button", class: `worksheet-${name}` }, word);
    made.addEventListener("click", act);
    return made;
  }

  function copier(id, name, text) {
    const { words } = programs[id];
    const made = button(id, words[name], name, async () => {
      let said = words.copied;
      try {
        await navigator.clipboard.writeText(text());
      } catch {
        said = words.uncopied; // as browsers do where a page comes without TLS
      }
      made.textContent = said;
      say(roots[id], said);
      setTimeout(() => (made.textContent = words[name]), 2000);
    });
    return made;
  }

  /* The page */

  for (const id of ids) {
    const root = roots[id];
    const { inputs, choices, words } = programs[id];
    const changed = (name) => (value) => set(`${id}.${name}`, value);
    // Menus first: they fill some of the inputs.
    for (const [name, choice] of Object.entries(choices)) {
      fields[`${id}.${name}`] = new Menu(named(root, "input", name), choice, changed(name));
    }
    for (const [name, input] of Object.entries(inputs)) {
      const range = words.range.replace("{low}", input.low).replace("{high}", input.high);
      const filledBy = input.fill && `${id}.${input.fill.choice}`;
      const cell = named(root, "input", name);
      fields[`${id}.${name}`] = new NumberField(cell, input, { range }, changed(name), filledBy);
    }
    const all = button(id, words.reset, "reset", () => {
      reset(mine(id));
      update();
      remember();
    });
    all.disabled = true;
    const tools = create(
      "p", { class: "worksheet-tools" },
      all, copier(id, "link", () => address(`worksheet-${id}`).href),
      create("span", { class: "worksheet-count" }),
      create("span", { role: "status", class: "worksheet-status" }),
    );
    (root.querySelector(".worksheet-panel") ?? root).append(tools);
    root.append(
      create(
        "p", { class: "worksheet-tools" },
        copier(id, "csv", () => asCsv(table(id))),
        copier(id, "markdown", () => asMarkdown(table(id))),
      ),
    );
    root.classList.add("worksheet-live");
    reset(mine(id));
  }
  Object.assign(defaults.settings, settings);

  for (const id of ids) {
    const figures = [...roots[id].querySelectorAll(".worksheet-figure")];
    roots[id].plots = programs[id].plots.map((plot, i) => new Plot(id, figures[i], plot));
  }

  if (ids.length) {
    const state = new URLSearchParams(location.search);
    if (Object.keys(fields).some((key) => state.has(key))) restore(state);
    follow();
    unfold();
    window.addEventListener("hashchange", () => {
      follow();
      unfold();
    });
    // An entry of the history may be of before a change; a new fragment comes here too.
    window.addEventListener("popstate", () => location.hash.startsWith(MARK) || write());
    window.addEventListener("pagehide", write);
  }
})();
