"""A simulation in a page: computed with its defaults by the build, and anew by who reads it.

Part of the site and not of the package. What a simulation does stands twice, here and in
`_static/simulation.js`, and a test runs both. Times are whole microseconds: both count alike.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

_logger = logging.getLogger(__name__)

_SECOND: Final = 1_000_000
_SEATS: Final = 64
_BASE, _PER_SEQUENCE, _PER_TOKEN, _BUDGET = 14_800, 60, 70, 150_000
_PROMPT, _OUTPUT = 1500, 300
_PEAK: Final = 5.21
_LIMIT: Final = 2_500_000
_WARM_UP, _END = 300 * _SECOND, 2100 * _SECOND
_EVERY: Final = 300 * _SECOND
_MINUTE: Final = 60 * _SECOND
_WORD: Final = 0xFFFFFFFF


@dataclass(frozen=True, kw_only=True)
class Input:
    """What a reader sets by a slider."""

    name: str
    label: str
    low: int
    high: int
    step: int
    value: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run shows: a row of the table, and how many requests waited at each minute."""

    cells: tuple[str, ...]
    waiting: tuple[int, ...]


def draws(seed: int) -> Iterator[float]:
    """Yield random numbers from 0 to 1, the same as the script's: Tommy Ettinger's mulberry32."""
    state = seed
    while True:
        state = (state + 0x6D2B79F5) & _WORD
        mixed = ((state ^ (state >> 15)) * (state | 1)) & _WORD
        mixed ^= (mixed + (mixed ^ (mixed >> 7)) * (mixed | 61)) & _WORD
        yield (mixed ^ (mixed >> 14)) / 2**32


def replica(seed: int, *, clients: int = 0, rate: float = 0.0, stall: int = 0) -> Outcome:
    """Send half an hour of requests to a replica, in a closed loop or at a rate; see the page."""
    numbers = draws(seed)

    def draw(mean: float) -> int:
        return math.floor(0.5 - math.log(1 - next(numbers)) * mean)

    now = steps = running = done = 0
    arrivals = deque([0] * clients if clients else [draw(_SECOND / rate)])
    waiting: deque[tuple[int, int, int]] = deque()
    ends, first_tokens, queue = Counter[int](), list[int](), list[int]()
    next_stall, next_minute = _EVERY, _WARM_UP
    while now < _END:
        while arrivals and arrivals[0] <= now:
            at = arrivals.popleft()
            waiting.append((at, max(1, draw(_PROMPT)), max(1, draw(_OUTPUT))))
            if not clients:
                arrivals.append(at + draw(_SECOND / rate))
        step, started = _BASE + _PER_SEQUENCE * running, []
        while waiting and running < _SEATS and step < _BUDGET:
            at, prompt, output = waiting.popleft()
            step += _PER_TOKEN * prompt
            started.append(at)
            running += 1
            ends[steps + output] += 1
        if not running:
            now = arrivals[0]
            continue
        if stall and now >= next_stall:
            step, next_stall = step + stall * _SECOND, next_stall + _EVERY
        now, steps = now + step, steps + 1
        first_tokens += [now - at for at in started if at >= _WARM_UP]
        finished = ends.pop(steps, 0)
        running -= finished
        done += finished if now >= _WARM_UP else 0
        if clients:
            arrivals.extend([now] * finished)
        if now >= next_minute:
            queue.append(len(waiting))
            next_minute += _MINUTE
    return Outcome(cells=_cells(done, sorted(first_tokens)), waiting=tuple(queue))


def _cells(done: int, times: list[int]) -> tuple[str, ...]:
    seconds = (_END - _WARM_UP) // _SECOND
    within = sum(time <= _LIMIT for time in times)
    tenths = (2000 * within + len(times)) // (2 * len(times))
    return (
        _hundredths((200 * done + seconds) // (2 * seconds)),
        *(_hundredths((times[len(times) * share // 100] + 5000) // 10_000) for share in (50, 99)),
        f"{tenths // 10}.{tenths % 10}%",
    )


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


def open_closed(seed: int, load: int, stall: int) -> list[Outcome]:
    """Load a replica in a closed and in an open loop."""
    return [
        replica(seed, clients=_SEATS, stall=stall),
        replica(seed, rate=_PEAK * load / 100, stall=stall),
    ]


def plot(closed: Outcome, opened: Outcome) -> str:
    """Draw how many requests wait over the half hour."""
    most = max(*closed.waiting, *opened.waiting, 1)
    lines = [
        " ".join(
            f"{44 + 340 * minute // max(1, len(waiting) - 1)},{130 - 110 * count // most}"
            for minute, count in enumerate(waiting)
        )
        for waiting in (closed.waiting, opened.waiting)
    ]
    said = (
        f"Requests that wait, minute by minute: open loop up to {max(opened.waiting)}, "
        f"closed loop up to {max(closed.waiting)}"
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="simulation-plot" viewBox="0 0 400 160" '
        f'role="img" aria-label="{said}">'
        '<path d="M44 20V130H384"/>'
        f'<text x="38" y="25" text-anchor="end">{most}</text>'
        '<text x="38" y="134" text-anchor="end">0</text>'
        '<text x="44" y="152">requests that wait, over half an hour</text>'
        f'<polyline class="simulation-closed" points="{lines[0]}"/>'
        f'<polyline class="simulation-open" points="{lines[1]}"/></svg>'
    )


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """A simulation: what it asks, how its table is headed, and what it does."""

    title: str
    inputs: tuple[Input, ...]
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    run: Callable[..., list[Outcome]]
    plot: Callable[..., str]


SIMULATIONS: Final = {
    "open-closed": Simulation(
        title="The same replica in a closed and in an open loop",
        inputs=(
            Input(name="seed", label="Seed", low=1, high=40, step=1, value=14),
            Input(name="load", label="Offered, % of peak", low=50, high=105, step=5, value=100),
            Input(name="stall", label="Stall every 5 min, s", low=0, high=10, step=1, value=0),
        ),
        columns=("", "Requests/s", "TTFT p50, s", "TTFT p99, s", "Within 2.5 s"),
        rows=("closed, 64 clients", "open"),
        run=open_closed,
        plot=plot,
    )
}


class SimulationDirective(SphinxDirective):
    """Shows a simulation with its defaults; the script puts sliders above it."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {}

    def run(self) -> list[nodes.Node]:
        """Compute the simulation, and show it as a table and in HTML as a plot too."""
        name = self.arguments[0]
        simulation = SIMULATIONS.get(name)
        if simulation is None:
            message = "there is no simulation %r: the known ones are %s"
            known = ", ".join(SIMULATIONS)
            location = self.get_location()
            _logger.warning(message, name, known, location=location, type="simulation")
            return []
        outcomes = simulation.run(*(each.value for each in simulation.inputs))
        start = "; ".join(f"{each.label.lower()}: {each.value}" for each in simulation.inputs)
        rows = [
            (row, *outcome.cells) for row, outcome in zip(simulation.rows, outcomes, strict=True)
        ]
        anchor = f"simulation-{name}"
        standard = self.env.domains.standard_domain
        standard.note_hyperlink_target(anchor, self.env.docname, anchor, simulation.title)
        return [
            nodes.container(
                "",
                nodes.target(ids=[anchor]),  # in LaTeX a container is no place to refer to
                nodes.paragraph("", "", nodes.strong("", simulation.title)),
                nodes.paragraph("", f"With {start}.", classes=["simulation-start"]),
                _table([simulation.columns, *rows]),
                nodes.raw("", simulation.plot(*outcomes), format="html"),
                classes=["simulation", f"simulation-{name}"],
            )
        ]


def _table(rows: list[tuple[str, ...]]) -> nodes.table:
    head, *body = (
        nodes.row("", *(nodes.entry("", nodes.paragraph("", cell)) for cell in row)) for row in rows
    )
    group = nodes.tgroup("", cols=len(rows[0]))
    widths = (max(map(len, column)) for column in zip(*rows, strict=True))
    group += [nodes.colspec(colwidth=width) for width in widths]
    group += [nodes.thead("", head), nodes.tbody("", *body)]
    return nodes.table("", group)


def _load_script(
    app: Sphinx, _page: str, _template: str, _context: object, tree: nodes.document | None
) -> None:
    """Load script and style where there is a simulation."""
    if tree and any("simulation" in node["classes"] for node in tree.findall(nodes.container)):
        app.add_js_file("simulation.js", loading_method="defer")
        app.add_css_file("simulation.css")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("simulation", SimulationDirective)
    app.connect("html-page-context", _load_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
