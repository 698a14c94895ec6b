/* The values of worksheets: the same as `evaluation.py` and `numbers.py` compute and write.

   Tests run this file in Node against those, so keep both sides alike. Each file of the script adds
   what others need to one object, and none needs a server that sends modules. */

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

  /* Write a number, given in base units, with its unit. */
  function withUnit(number, shown) {
    const text = show(number / shown.factor, shown);
    return text === "–" ? text : text + shown.suffixes[text === "1" ? 0 : 1];
  }

  const NOTHING = { inputs: {}, choices: {}, results: {} };
  // A worksheet may be called `constructor`, and a result `toString`.
  const own = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

  /* The values of all worksheets of a page, by full name, at the given settings. */
  class Values {
    constructor(programs, settings, given) {
      Object.assign(this, { programs, settings, given, known: new Map() });
    }

    /* The values at other settings. */
    with(settings) {
      return new Values(this.programs, { ...this.settings, ...settings }, this.given);
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

    /* Write a value as a page shows it, or as it is asked to be `shown`. */
    text(key, asked) {
      const { input, choice, result, setting, column } = this.find(key);
      if (choice && !column) return choice.rows[setting].label;
      const shown = asked ?? input ?? (choice && own(choice.columns, column)) ?? result;
      return shown ? withUnit(this.number(key), shown) : (own(this.given, key)?.[1] ?? "–");
    }

    /* Put the numbers into a formula: every second part is a key. */
    formula(parts) {
      const bracketed = (text) => (text.includes("/") ? `(${text})` : text);
      return parts.map((part, i) => (i % 2 ? bracketed(this.text(part)) : part)).join("");
    }
  }

  Object.assign((globalThis.sphinxWorksheet ??= {}), { evaluate, show, withoutZeros, withUnit, Values });
})();
