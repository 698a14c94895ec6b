/* Worksheets in the browser: inputs become fields, and results follow. */

"use strict";

(() => {
  const { Values, plot: drawn, create, NumberField, Menu } = globalThis.sphinxWorksheet;
  const MARK = "#worksheet:";

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
  const mine = (id) => Object.keys(fields).filter((key) => key.startsWith(`${id}.`));
  const isChanged = (key) => settings[key] !== fields[key].initial;

  function update() {
    const values = new Values(programs, settings, given);
    for (const id of ids) {
      const root = roots[id];
      const news = [];
      for (const [name, result] of Object.entries(programs[id].results)) {
        const text = values.text(`${id}.${name}`);
        const cell = root.querySelector(`[data-result="${name}"]`);
        if (cell.textContent !== text) news.push(`${result.label}: ${text}`);
        cell.textContent = text;
        root.querySelector(`[data-numbers="${name}"]`).textContent = values.formula(result.parts);
      }
      for (const cell of root.querySelectorAll("[data-given]")) {
        cell.textContent = values.text(cell.dataset.given);
      }
      const figures = root.querySelectorAll(".worksheet-figure");
      programs[id].plots.forEach((plot, i) => {
        figures[i].innerHTML = drawn(values, id, plot);
      });
      root.querySelector(".worksheet-reset").disabled = !mine(id).some(isChanged);
      if (news.length) announce(root, news);
    }
  }

  /* Tell screen readers what changed, once the changing has stopped. */
  function announce(root, news) {
    clearTimeout(root.timer);
    root.timer = setTimeout(() => {
      root.querySelector("[role=status]").textContent = news.join(", ");
    }, 500);
  }

  /* Keep what differs from the defaults in the address. */
  function remember() {
    const changed = Object.keys(fields).filter(isChanged);
    const state = new URLSearchParams(changed.map((key) => [key, settings[key]]));
    if (changed.length) history.replaceState(null, "", MARK + state);
    else if (location.hash.startsWith(MARK)) {
      history.replaceState(null, "", location.pathname + location.search);
    }
  }

  function reset(keys) {
    for (const key of keys) {
      settings[key] = fields[key].initial;
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

  /* Take the state from the address; what is not valid there is left at its default. */
  function restore() {
    if (!location.hash.startsWith(MARK)) return;
    reset(Object.keys(fields));
    let first;
    const state = new URLSearchParams(location.hash.slice(MARK.length));
    for (const [key, field] of Object.entries(fields)) {
      const value = field.valid(state.get(key) ?? "");
      if (value !== undefined) {
        first ??= roots[key.split(".")[0]];
        choose(key, value);
        field.show(value);
      }
    }
    update();
    first?.scrollIntoView();
  }

  for (const id of ids) {
    const { inputs, choices, words } = programs[id];
    const cell = (name) => roots[id].querySelector(`[data-input="${name}"]`);
    const changed = (name) => (value) => set(`${id}.${name}`, value);
    // Menus first: they fill some of the inputs.
    for (const [name, choice] of Object.entries(choices)) {
      fields[`${id}.${name}`] = new Menu(cell(name), choice, changed(name));
    }
    for (const [name, input] of Object.entries(inputs)) {
      const range = words.range.replace("{low}", input.low).replace("{high}", input.high);
      const filledBy = input.fill && `${id}.${input.fill.choice}`;
      const told = changed(name);
      fields[`${id}.${name}`] = new NumberField(cell(name), input, { range }, told, settings, filledBy);
    }
    const button = create("button", { type: "button", class: "worksheet-reset" }, words.reset);
    button.addEventListener("click", () => {
      reset(mine(id));
      update();
      remember();
    });
    const status = create("span", { role: "status", class: "worksheet-status" });
    roots[id].append(create("p", { class: "worksheet-tools" }, button, status));
    reset(mine(id));
  }

  if (ids.length) {
    update();
    restore();
    window.addEventListener("hashchange", restore);
  }
})();
