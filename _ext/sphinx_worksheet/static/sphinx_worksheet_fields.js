/* What a reader changes: number fields with their sliders, and menus. */

"use strict";

(() => {
  const { withUnit } = globalThis.sphinxWorksheet;

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

    /* The value some hundredths of the slider away. */
    stepped(hundredths) {
      const { value, max } = this.slider;
      const by = Math.max(1, Math.round(max / 100)) * hundredths;
      return this.at(Math.min(1, Math.max(0, (Number(value) + by) / max)));
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

    /* As a spreadsheet takes it: the number, and its unit. */
    cells(value) {
      return [String(value), this.input.suffixes[1].trim()];
    }

    valid(text) {
      const value = text.trim() === "" ? NaN : Number(text);
      const { low = -Infinity, high = Infinity } = this.input;
      return Number.isFinite(value) && value >= low && value <= high ? value : undefined;
    }

    /* The default where the menus stand as in `settings`. */
    initial(settings) {
      return this.filledBy ? this.input.fill.values[settings[this.filledBy]] : this.input.value;
    }
  }

  /* A menu of the rows of a data table. */
  class Menu {
    constructor(cell, choice, changed) {
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

    cells(key) {
      return [this.choice.rows[key].label, ""];
    }

    valid(text) {
      return Object.hasOwn(this.choice.rows, text) ? text : undefined;
    }

    initial() {
      return this.choice.row;
    }
  }

  Object.assign(globalThis.sphinxWorksheet, { create, NumberField, Menu });
})();
