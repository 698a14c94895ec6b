/* Worksheets in the browser: inputs become fields, and results follow.

   The first part is pure, and the same as the Python of the build: `evaluation.py`, `numbers.py`
   and `plots.py`. Tests run it in Node against those, so keep both sides alike. */

"use strict";

(() => {
  const OPERATIONS = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "**": Math.pow,
    neg: (a) => -a,
    "<": (a, b) => Number(a < b),
    "<=": (a, b) => Number(a <= b),
    ">": (a, b) => Number(a > b),
    ">=": (a, b) => Number(a >= b),
    "==": (a, b) => Number(a === b),
    "!=": (a, b) => Number(a !== b),
    min: Math.min,
    max: Math.max,
    sum: (...values) => values.reduce((total, value) => total + value, 0),
    ceil: Math.ceil,
    floor: Math.floor,
    round: (a) => (a - Math.floor(a) < 0.5 ? Math.floor(a) : Math.floor(a) + 1),
    sqrt: Math.sqrt,
    log2: Math.log2,
    log10: Math.log10,
    exp: Math.exp,
  };

  /* Evaluate a tree; `value` gives the number of a name. Undefined is NaN. */
  function evaluate(tree, value) {
    if (typeof tree === "number") return tree;
    if (typeof tree === "string") return value(tree);
    const [operation, ...operands] = tree;
    if (operation === "if") {
      const condition = evaluate(operands[0], value);
      return Number.isNaN(condition) ? NaN : evaluate(operands[condition ? 1 : 2], value);
    }
    const values = operands.map((operand) => evaluate(operand, value));
    const result = values.some(Number.isNaN) ? NaN : OPERATIONS[operation](...values);
    return Number.isFinite(result) ? result : NaN;
  }

  const withoutZeros = (text) =>
    text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;

  const grouped = (text) => {
    const [whole, ...rest] = text.split(".");
    return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
  };

  /* Write a number for readers. */
  function show(number, { digits = 4, decimals = null } = {}) {
    if (!Number.isFinite(number)) return "–";
    const size = Math.abs(number);
    let text;
    if (size >= 1e15 || (decimals === null && size > 0 && size < 1e-4)) {
      const [mantissa, exponent] = size.toExponential(digits - 1).split("e");
      text = `${withoutZeros(mantissa)}e${Number(exponent)}`;
    } else if (decimals !== null) {
      text = grouped(size.toFixed(decimals));
    } else if (size >= Number(`1e${digits - 1}`)) {
      text = grouped(size.toFixed(0));
    } else {
      text = grouped(withoutZeros(size.toPrecision(digits)));
    }
    return number < 0 && /[1-9]/.test(text) ? `-${text}` : text;
  }

  /* Write a coordinate. */
  function plain(number) {
    const text = withoutZeros(Math.abs(number).toFixed(1));
    return number >= 0 || text === "0" ? text : `-${text}`;
  }

  /* Write a number, given in base units, with its unit. */
  function withUnit(number, shown) {
    const text = show(number / shown.factor, shown);
    return text === "–" ? text : text + shown.suffixes[text === "1" ? 0 : 1];
  }

  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
  const escaped = (text) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);

  const SAMPLES = 96;
  const MOST_STEPS = 200;

  function samples({ low, high, step, log }) {
    if (step !== null && (high - low) / step <= MOST_STEPS && !log) {
      const count = Math.floor((high - low) / step);
      return Array.from({ length: count + 1 }, (_, i) => low + step * i);
    }
    const at = log
      ? (i) => low * Math.pow(high / low, i / SAMPLES)
      : (i) => low + ((high - low) * i) / SAMPLES;
    const places = Array.from({ length: SAMPLES + 1 }, (_, i) => at(i));
    places[0] = low;
    places[SAMPLES] = high;
    return places;
  }

  function ticks(low, high) {
    const rough = (high - low) / 5;
    const power = Number(`1e${Math.floor(Math.log10(rough))}`);
    const step = [power, power * 2, power * 5].find((size) => size >= rough) ?? power * 10;
    const first = Math.floor(low / step);
    const last = Math.ceil(high / step);
    return Array.from({ length: last - first + 1 }, (_, i) => step * (first + i));
  }

  function decades(low, high) {
    const first = Math.floor(Math.log10(low));
    const last = Math.ceil(Math.log10(high));
    const places = [];
    for (let k = first; k <= last; k += 1) {
      for (const n of last - first > 3 ? [1] : [1, 2, 5]) places.push(Number(`${n}e${k}`));
    }
    return places.filter((place) => low <= place && place <= high);
  }

  const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [480, 290, 62, 466, 30, 240];

  /* A line, which is one without a style sheet too. */
  const line = (kind, path) =>
    `<path class="worksheet-${kind}" fill="none" stroke="currentColor" d="${path}"/>`;

  function draw({ xs, ys, log, mark, limit, labels, text }) {
    const left = xs[0];
    const right = xs[xs.length - 1];
    const shown = [0, ...[...ys, mark[1], limit].filter(Number.isFinite)];
    const low = Math.min(...shown);
    const high = Math.max(...shown);
    const rows = ticks(low, high > low ? high : low + 1);
    const bottom = rows[0];
    const top = rows[rows.length - 1];
    const scale = log ? Math.log10 : Number;
    const x = (value) =>
      plain(LEFT + (RIGHT - LEFT) * ((scale(value) - scale(left)) / (scale(right) - scale(left))));
    const y = (value) => plain(BOTTOM - (BOTTOM - TOP) * ((value - bottom) / (top - bottom)));
    const columns = log ? decades(left, right) : ticks(left, right);
    let pen = "M";
    let curve = "";
    xs.forEach((place, i) => {
      const isNumber = Number.isFinite(ys[i]);
      if (isNumber) curve += `${pen}${x(place)} ${y(ys[i])}`;
      pen = isNumber ? "L" : "M";
    });
    const parts = [
      `<svg class="worksheet-plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" ` +
        `aria-label="${escaped(text)}">`,
      `<text class="worksheet-axis" x="${LEFT - 50}" y="16">${escaped(labels[1])}</text>`,
      `<text class="worksheet-axis" x="${RIGHT}" y="${HEIGHT - 8}" text-anchor="end">` +
        `${escaped(labels[0])}</text>`,
      ...rows.map(
        (tick) =>
          line("grid", `M${LEFT} ${y(tick)}H${RIGHT}`) +
          `<text x="${LEFT - 6}" y="${y(tick)}" dy="4" text-anchor="end">${show(tick)}</text>`,
      ),
      ...columns
        .filter((tick) => left <= tick && tick <= right)
        .map(
          (tick) =>
            line("grid", `M${x(tick)} ${BOTTOM}v5`) +
            `<text x="${x(tick)}" y="${BOTTOM + 20}" text-anchor="middle">${show(tick)}</text>`,
        ),
      line("curve", curve),
    ];
    if (Number.isFinite(limit)) {
      parts.push(
        line("limit", `M${LEFT} ${y(limit)}H${RIGHT}`) +
          `<text x="${RIGHT}" y="${y(limit)}" dy="-5" text-anchor="end">${escaped(labels[2])}</text>`,
      );
    }
    if (Number.isFinite(mark[1]) && left <= mark[0] && mark[0] <= right) {
      parts.push(`<circle class="worksheet-mark" cx="${x(mark[0])}" cy="${y(mark[1])}" r="5"/>`);
    }
    return `${parts.join("")}</svg>`;
  }

  const NOTHING = { inputs: {}, choices: {}, results: {} };
  // A worksheet may be called `constructor`, and a result `toString`.
  const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

  /* The values of all worksheets of a page, by full name, at the given settings. */
  class Values {
    constructor(programs, settings, given) {
      Object.assign(this, { programs, settings, given, known: new Map() });
    }

    /* Find what a key names, and its setting if it has one. */
    find(key) {
      const [id, name, column] = key.split(".");
      const { inputs, choices, results } = own(this.programs, id) ?? NOTHING;
      return {
        input: own(inputs, name),
        choice: own(choices, name),
        result: own(results, name),
        setting: this.settings[`${id}.${name}`],
        column,
      };
    }

    number(key) {
      if (!this.known.has(key)) this.known.set(key, this.compute(key));
      return this.known.get(key);
    }

    compute(key) {
      const { input, choice, result, setting, column } = this.find(key);
      if (input) return setting * input.factor;
      if (choice) return own(choice.rows[setting].numbers, column) ?? NaN;
      if (result) return evaluate(result.tree, (other) => this.number(other));
      return own(this.given, key)?.[0] ?? NaN;
    }

    text(key) {
      const { input, choice, result, column } = this.find(key);
      const shown = input ?? (choice && own(choice.columns, column)) ?? result;
      return shown ? withUnit(this.number(key), shown) : (own(this.given, key)?.[1] ?? "–");
    }

    /* Put the numbers into a formula: every second part is a key. */
    formula(parts) {
      const bracketed = (text) => (text.includes("/") ? `(${text})` : text);
      return parts.map((part, i) => (i % 2 ? bracketed(this.text(part)) : part)).join("");
    }

    plot(id, plot) {
      const program = this.programs[id];
      const input = program.inputs[plot.against];
      const result = program.results[plot.result];
      const key = `${id}.${plot.against}`;
      const at = (x) => {
        const values = new Values(this.programs, { ...this.settings, [key]: x }, this.given);
        return values.number(`${id}.${plot.result}`) / result.factor;
      };
      const limit = typeof plot.limit === "string" ? this.number(plot.limit) : (plot.limit ?? NaN);
      const xs = samples(input);
      const ys = xs.map(at);
      const mark = [this.settings[key], at(this.settings[key])];
      const point = (x, y) =>
        `${withUnit(y * result.factor, result)} ${program.words.at} ` +
        withUnit(x * input.factor, input);
      const last = xs.length - 1;
      const points = [point(xs[0], ys[0]), point(...mark), point(xs[last], ys[last])];
      const text = plot.text.replace("{points}", () => points.join(", "));
      return draw({
        xs, ys, log: input.log, mark, limit: limit / result.factor, labels: plot.labels, text,
      });
    }
  }

  if (typeof module === "object") {
    module.exports = { evaluate, show, draw, samples, Values };
    return;
  }

  /* From here on: the page. */

  const MARK = "#worksheet:";
  const SLIDER = 1000;

  const create = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  };

  /* A number field, and a slider where there is a range. */
  class NumberField {
    constructor(cell, input, words, changed, filledBy) {
      Object.assign(this, { input, words, filledBy });
      const row = cell.closest("tr");
      const label = row.querySelector(".worksheet-label").textContent;
      this.field = create("input", {
        type: "number", step: input.step ?? "any", "aria-label": label, inputmode: "decimal",
      });
      cell.replaceChildren(this.field, input.suffixes[1]);
      this.field.addEventListener("input", () => {
        const value = this.valid(this.field.value);
        this.mark(value !== undefined);
        if (value === undefined) return;
        this.place(value);
        changed(value);
      });
      // Not while typing: the first digits of a number may be too small.
      this.field.addEventListener("change", () => this.field.reportValidity());
      if (input.low === undefined) return;
      this.field.min = input.low;
      this.field.max = input.high;
      this.slider = create("input", { type: "range", min: 0, max: SLIDER, "aria-label": label });
      if (input.step && !input.log) {
        this.slider.max = Math.round((input.high - input.low) / input.step);
      }
      row.lastElementChild.prepend(this.slider);
      this.slider.addEventListener("input", () => {
        const value = this.at(this.slider.value / this.slider.max);
        this.show(value);
        changed(value);
      });
    }

    mark(isValid) {
      this.field.setAttribute("aria-invalid", String(!isValid));
      this.field.setCustomValidity(isValid ? "" : this.words.range);
    }

    /* The value at a share of the slider: an end, on a step, or with three digits. */
    at(share) {
      const { low, high, step, log } = this.input;
      if (share === 0 || share === 1) return share ? high : low;
      const value = log ? low * (high / low) ** share : low + (high - low) * share;
      const near = step ? low + Math.round((value - low) / step) * step : value;
      const rounded = Number(near.toPrecision(step ? 12 : 3));
      return Math.min(high, Math.max(low, rounded));
    }

    place(value) {
      if (!this.slider) return;
      const { low, high, log } = this.input;
      const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      this.slider.value = share * this.slider.max;
      this.slider.setAttribute("aria-valuetext", withUnit(value * this.input.factor, this.input));
    }

    show(value) {
      this.field.value = String(value);
      this.mark(true);
      this.place(value);
    }

    valid(text) {
      const value = text.trim() === "" ? NaN : Number(text);
      const { low = -Infinity, high = Infinity } = this.input;
      return Number.isFinite(value) && value >= low && value <= high ? value : undefined;
    }

    get initial() {
      return this.filledBy ? this.input.fill.values[settings[this.filledBy]] : this.input.value;
    }
  }

  /* A menu of the rows of a data table. */
  class Menu {
    constructor(cell, choice, words, changed) {
      this.choice = choice;
      this.row = cell.closest("tr");
      const label = this.row.querySelector(".worksheet-label").textContent;
      const options = Object.entries(choice.rows).map(([key, row]) =>
        create("option", { value: key }, row.label),
      );
      this.select = create("select", { "aria-label": label }, ...options);
      cell.replaceChildren(this.select);
      this.select.addEventListener("change", () => {
        this.show(this.select.value);
        changed(this.select.value);
      });
    }

    show(key) {
      const { facts, sources } = this.choice.rows[key];
      this.select.value = key;
      const shownFacts = this.row.querySelector(".worksheet-facts");
      if (shownFacts) shownFacts.textContent = facts;
      const cited = sources.flatMap(([text, url], i) => {
        const link = url ? create("a", { href: url, class: "reference external" }, text) : text;
        return i ? ["; ", link] : [link];
      });
      this.row.querySelector(".worksheet-source")?.replaceChildren(...cited);
    }

    valid(text) {
      return Object.hasOwn(this.choice.rows, text) ? text : undefined;
    }

    get initial() {
      return this.choice.row;
    }
  }

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
        figures[i].innerHTML = values.plot(id, plot);
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
      fields[`${id}.${name}`] = new Menu(cell(name), choice, words, changed(name));
    }
    for (const [name, input] of Object.entries(inputs)) {
      const range = words.range.replace("{low}", input.low).replace("{high}", input.high);
      const filledBy = input.fill && `${id}.${input.fill.choice}`;
      fields[`${id}.${name}`] = new NumberField(cell(name), input, { range }, changed(name), filledBy);
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
