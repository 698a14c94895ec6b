// Simulations that readers run: the same as `simulation.py` of the build, number by number.
"use strict";

const SECOND = 1e6;
const SEATS = 64;
const [BASE, PER_SEQUENCE, PER_TOKEN, BUDGET] = [14800, 60, 70, 150000];
const [PROMPT, OUTPUT, PEAK, LIMIT] = [1500, 300, 5.21, 2500000];
const [WARM_UP, END, EVERY, MINUTE] = [300 * SECOND, 2100 * SECOND, 300 * SECOND, 60 * SECOND];

/** Give random numbers from 0 to 1: Tommy Ettinger's mulberry32. */
function draws(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Send half an hour of requests to a replica, in a closed loop or at a rate. */
function replica(seed, { clients = 0, rate = 0, stall = 0 }) {
  const number = draws(seed);
  const draw = (mean) => Math.floor(0.5 - Math.log(1 - number()) * mean);
  let [now, steps, running, done, taken] = [0, 0, 0, 0, 0];
  const arrivals = clients ? Array(clients).fill(0) : [draw(SECOND / rate)];
  const waiting = [];
  const [ends, firstTokens, queue] = [new Map(), [], []];
  let [arrived, nextStall, nextMinute] = [0, EVERY, WARM_UP];
  while (now < END) {
    while (arrived < arrivals.length && arrivals[arrived] <= now) {
      const at = arrivals[arrived++];
      waiting.push([at, Math.max(1, draw(PROMPT)), Math.max(1, draw(OUTPUT))]);
      if (!clients) arrivals.push(at + draw(SECOND / rate));
    }
    let step = BASE + PER_SEQUENCE * running;
    const started = [];
    while (taken < waiting.length && running < SEATS && step < BUDGET) {
      const [at, prompt, output] = waiting[taken++];
      step += PER_TOKEN * prompt;
      started.push(at);
      running += 1;
      ends.set(steps + output, (ends.get(steps + output) ?? 0) + 1);
    }
    if (!running) {
      now = arrivals[arrived];
      continue;
    }
    if (stall && now >= nextStall) {
      step += stall * SECOND;
      nextStall += EVERY;
    }
    now += step;
    steps += 1;
    for (const at of started) if (at >= WARM_UP) firstTokens.push(now - at);
    const finished = ends.get(steps) ?? 0;
    ends.delete(steps);
    running -= finished;
    if (now >= WARM_UP) done += finished;
    if (clients) for (let n = 0; n < finished; n++) arrivals.push(now);
    if (now >= nextMinute) {
      queue.push(waiting.length - taken);
      nextMinute += MINUTE;
    }
  }
  return { cells: cells(done, firstTokens.sort((a, b) => a - b)), waiting: queue };
}

function cells(done, times) {
  const seconds = (END - WARM_UP) / SECOND;
  const within = times.filter((time) => time <= LIMIT).length;
  const tenths = Math.floor((2000 * within + times.length) / (2 * times.length));
  const at = (share) => times[Math.floor((times.length * share) / 100)];
  return [
    hundredths(Math.floor((200 * done + seconds) / (2 * seconds))),
    ...[50, 99].map((share) => hundredths(Math.floor((at(share) + 5000) / 10000))),
    `${Math.floor(tenths / 10)}.${tenths % 10}%`,
  ];
}

function hundredths(value) {
  return `${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")}`;
}

function openClosed(seed, load, stall) {
  const rate = (PEAK * load) / 100;
  return [replica(seed, { clients: SEATS, stall }), replica(seed, { rate, stall })];
}

/** Draw how many requests wait over the half hour. */
function plot(closed, opened) {
  const most = Math.max(...closed.waiting, ...opened.waiting, 1);
  const line = ({ waiting }) => {
    const last = Math.max(1, waiting.length - 1);
    const point = (count, minute) =>
      `${44 + Math.floor((340 * minute) / last)},${130 - Math.floor((110 * count) / most)}`;
    return waiting.map(point).join(" ");
  };
  const said =
    `Requests that wait, minute by minute: open loop up to ${Math.max(...opened.waiting)}, ` +
    `closed loop up to ${Math.max(...closed.waiting)}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="simulation-plot" viewBox="0 0 400 160" role="img" aria-label="${said}">` +
    '<path d="M44 20V130H384"/>' +
    `<text x="38" y="25" text-anchor="end">${most}</text>` +
    '<text x="38" y="134" text-anchor="end">0</text>' +
    '<text x="44" y="152">requests that wait, over half an hour</text>' +
    `<polyline class="simulation-closed" points="${line(closed)}"/>` +
    `<polyline class="simulation-open" points="${line(opened)}"/></svg>`
  );
}

const SIMULATIONS = {
  "open-closed": {
    inputs: [
      { name: "seed", label: "Seed", low: 1, high: 40, step: 1, value: 14 },
      { name: "load", label: "Offered, % of peak", low: 50, high: 105, step: 5, value: 100 },
      { name: "stall", label: "Stall every 5 min, s", low: 0, high: 10, step: 1, value: 0 },
    ],
    run: openClosed,
    plot,
  },
};

/** Put sliders above a simulation's table, and write the table and the plot anew when one moves. */
function attach(place, { inputs, run, plot: draw }) {
  const form = document.createElement("form");
  const sliders = inputs.map(({ label, low, high, step, value }) => {
    const field = form.appendChild(document.createElement("label"));
    const name = field.appendChild(document.createElement("span"));
    const slider = field.appendChild(document.createElement("input"));
    Object.assign(slider, { type: "range", min: low, max: high, step });
    slider.defaultValue = value;
    return { label, name, slider };
  });
  const reset = form.appendChild(document.createElement("button"));
  Object.assign(reset, { type: "reset", textContent: "Reset" });
  const body = place.querySelector("tbody");
  const show = () => {
    for (const { label, name, slider } of sliders) name.textContent = `${label}: ${slider.value}`;
    const outcomes = run(...sliders.map(({ slider }) => Number(slider.value)));
    outcomes.forEach((outcome, row) => {
      outcome.cells.forEach((text, cell) => {
        body.rows[row].cells[cell + 1].textContent = text;
      });
    });
    place.querySelector("svg").outerHTML = draw(...outcomes);
  };
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  place.querySelector(".simulation-start").replaceWith(form);
  body.setAttribute("aria-live", "polite");
  show();
}

if (typeof module === "object") module.exports = { SIMULATIONS };
else {
  for (const [name, simulation] of Object.entries(SIMULATIONS)) {
    for (const place of document.querySelectorAll(`.simulation-${name}`)) attach(place, simulation);
  }
}
