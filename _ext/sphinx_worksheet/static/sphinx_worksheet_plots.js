/* Plots as SVG: the same as `plots.py` draws, and Node tests this file against it too. */

"use strict";

(() => {
  const { show, withoutZeros, withUnit } = globalThis.sphinxWorksheet;

  /* Write a coordinate. */
  function plain(number) {
    const text = withoutZeros(Math.abs(number).toFixed(1));
    return number >= 0 || text === "0" ? text : `-${text}`;
  }

  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
  const escaped = (text) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);

  const SAMPLES = 96;
  const MOST_STEPS = 200;
  const [LARGEST, SMALLEST] = [1e300, 1e-300];

  /* Tell whether a number has a place on an axis. */
  const isDrawn = (value) => Number.isFinite(value) && Math.abs(value) <= LARGEST;

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

  const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [400, 250, 56, 388, 28, 204];

  /* A line, which is one without a style sheet too. */
  const line = (kind, path) =>
    `<path class="worksheet-${kind}" fill="none" stroke="currentColor" d="${path}"/>`;

  function draw({ xs, ys, log, mark, limit, labels, text, ghost }) {
    const left = xs[0];
    const right = xs[xs.length - 1];
    const shown = [0, ...[...ys, mark[1], limit, ...(ghost?.ys ?? [])].filter(isDrawn)];
    const low = Math.min(...shown);
    const high = Math.max(...shown);
    const rows = ticks(low, high - low >= SMALLEST ? high : low + 1);
    const bottom = rows[0];
    const top = rows[rows.length - 1];
    const scale = log ? Math.log10 : Number;
    const x = (value) =>
      plain(LEFT + (RIGHT - LEFT) * ((scale(value) - scale(left)) / (scale(right) - scale(left))));
    const y = (value) => plain(BOTTOM - (BOTTOM - TOP) * ((value - bottom) / (top - bottom)));
    const columns = log ? decades(left, right) : ticks(left, right);
    const path = (values) => {
      let pen = "M";
      let drawn = "";
      xs.forEach((place, i) => {
        const isNumber = isDrawn(values[i]);
        if (isNumber) drawn += `${pen}${x(place)} ${y(values[i])}`;
        pen = isNumber ? "L" : "M";
      });
      return drawn;
    };
    const dot = (kind, [place, value]) =>
      isDrawn(value) && left <= place && place <= right
        ? `<circle class="worksheet-${kind}" cx="${x(place)}" cy="${y(value)}" r="5"/>`
        : "";
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
      ...(ghost ? [line("ghost", path(ghost.ys)), dot("ghost", ghost.mark)] : []),
      line("curve", path(ys)),
    ];
    if (isDrawn(limit)) {
      parts.push(
        line("limit", `M${LEFT} ${y(limit)}H${RIGHT}`) +
          `<text x="${RIGHT}" y="${y(limit)}" dy="-5" text-anchor="end">${escaped(labels[2])}</text>`,
      );
    }
    parts.push(dot("mark", mark));
    return `${parts.join("")}</svg>`;
  }

  /* What a plot of worksheet `id` is about, and how its curve runs at the settings of `values`. */
  function curve(values, id, { result: name, against }) {
    const { inputs, results, words } = values.programs[id];
    const [input, result, key] = [inputs[against], results[name], `${id}.${against}`];
    const at = (x) => values.with({ [key]: x }).number(`${id}.${name}`) / result.factor;
    const point = (x) =>
      `${withUnit(at(x) * result.factor, result)} ${words.at} ${withUnit(x * input.factor, input)}`;
    return { input, result, at, point, x: values.settings[key] };
  }

  /* Draw a plot; the curve at the `defaults` stands behind it as a ghost. */
  function plot(values, id, asked, defaults) {
    const { input, result, at, point, x } = curve(values, id, asked);
    const limit = typeof asked.limit === "string" ? values.number(asked.limit) : (asked.limit ?? NaN);
    const xs = samples(input);
    const points = [xs[0], x, xs[xs.length - 1]].map(point).join(", ");
    const before = defaults && curve(defaults, id, asked);
    return draw({
      xs,
      ys: xs.map(at),
      log: input.log,
      mark: [x, at(x)],
      limit: limit / result.factor,
      labels: asked.labels,
      text: asked.text.replace("{points}", () => points),
      ghost: before && { ys: xs.map(before.at), mark: [before.x, before.at(before.x)] },
    });
  }

  /* The share of a plot's width, from 0 to 1, at a share of its picture. */
  const shareOfAxis = (share) =>
    Math.min(1, Math.max(0, (share * WIDTH - LEFT) / (RIGHT - LEFT)));

  /* Where a mark stands, as percentages of the picture. */
  const placeOf = (mark) => [(mark.cx / WIDTH) * 100, (mark.cy / HEIGHT) * 100];

  Object.assign(globalThis.sphinxWorksheet, { samples, draw, curve, plot, shareOfAxis, placeOf });
})();
