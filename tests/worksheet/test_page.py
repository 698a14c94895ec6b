"""The page in a real browser: fields, menus, sliders, plots, the address, and the reset."""

from __future__ import annotations

import json
import re
import subprocess
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from builds import build, copy_root
from need import program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.needs("chromium")

# What a reader does, as a script in the page; it leaves what was seen in the document.
_READER = """
<script type="module">
const $ = (selector) => document.querySelector(selector);
const seen = {};
const wait = (time) => new Promise((done) => setTimeout(done, time));
const enter = (node, value, event) => {
  node.value = value;
  node.dispatchEvent(new Event(event, { bubbles: true }));
};
const result = (name) => $(`[data-result="${name}"]`).textContent;
try {
  ACTIONS
} catch (error) {
  seen.error = String(error);
}
document.body.append(Object.assign(document.createElement("pre"), {
  id: "seen", textContent: JSON.stringify(seen),
}));
</script>
</body>
"""


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """Open a page, act in it, and give what was seen."""
    built = build(copy_root("worksheets-myst", tmp_path_factory.mktemp("browser")))
    profile = tmp_path_factory.mktemp("profile")

    def open_(actions: str, page: str = "index.html", fragment: str = "") -> dict[str, Any]:
        html = built.read(page).replace("</body>", _READER.replace("ACTIONS", actions))
        (built.out / f"visited-{page}").write_text(html)
        address = f"{(built.out / f'visited-{page}').as_uri()}{fragment}"
        done = subprocess.run(
            [
                program("chromium"), "--headless", "--no-sandbox", "--disable-gpu",
                "--no-first-run", "--disable-background-networking", f"--user-data-dir={profile}",
                "--virtual-time-budget=8000", "--dump-dom", address,
            ],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout, re.DOTALL)
        assert found, done.stdout[-2000:]
        seen: dict[str, Any] = json.loads(unescape(found[1]).replace("\xa0", " "))
        assert "error" not in seen, seen
        return seen

    return open_


def test_results_follow_an_input(visit: Callable[..., dict[str, Any]]) -> None:
    seen = visit("""
      seen.before = [result("sequences"), $(".worksheet-reset").disabled];
      const plot = $(".worksheet-figure").innerHTML;
      enter($('[data-input="context"] input'), "8192", "input");
      seen.after = [result("sequences"), $(".worksheet-reset").disabled];
      seen.redrawn = plot !== $(".worksheet-figure").innerHTML;
      seen.numbers = $('[data-numbers="sequences"]').textContent;
      seen.kept = location.search;
      const row = $('[data-input="context"]').closest("tr");
      seen.slider = row.querySelector("[type=range]").getAttribute("aria-valuetext");
      await wait(700);
      seen.status = $("[role=status]").textContent;
      $(".worksheet-reset").click();
      await wait(200);
      seen.reset = [result("sequences"), location.search, $('[data-input="context"] input').value];
    """)
    assert seen == {
        "before": ["107 sequences", True],
        "after": ["53 sequences", False],
        "redrawn": True,
        "numbers": "floor(144.0 GB / ((320 KiB/token) × 8,192 tokens))",
        "kept": "?kv-cache.context=8192",
        "slider": "8,192 tokens",
        "status": "Sequences that fit: 53 sequences",
        "reset": ["107 sequences", "", "4096"],
    }


def test_sliders_and_menus(visit: Callable[..., dict[str, Any]]) -> None:
    seen = visit("""
      const slider = $('[data-input="gpus"]').closest("tr").querySelector("[type=range]");
      seen.steps = slider.max;
      enter(slider, "7", "input");
      seen.gpus = [$('[data-input="gpus"] input').value, result("pool")];
      enter($('[data-input="card"] select'), "small", "change");
      const shown = [".worksheet-facts", ".worksheet-source"].map((name) => $(name).textContent);
      seen.card = [result("pool"), ...shown];
      seen.options = [...document.querySelectorAll("option")].map((option) => option.textContent);
      const log = $('[data-input="context"]').closest("tr").querySelector("[type=range]");
      enter(log, "0", "input");
      seen.low = $('[data-input="context"] input').value;
      enter(log, "1000", "input");
      seen.high = $('[data-input="context"] input').value;
    """)
    assert seen == {
        "steps": "7",
        "gpus": ["8", "576.0 GB"],
        "card": ["288.0 GB", "memory 40 GB/GPU, price –", "Maker, Data <sheet> & more, 2025"],
        "options": ['Small "card" </script>', "Large card"],
        "low": "256",
        "high": "131072",
    }


def test_a_menu_fills_inputs_that_the_reader_may_change(
    visit: Callable[..., dict[str, Any]],
) -> None:
    seen = visit(
        """
        const price = () => $('[data-input="price"] input').value;
        const card = $('[data-input="card"] select');
        seen.restored = [card.value, price(), result("cost")];
        enter(card, "large", "change");
        const kept = async () => (await wait(200), location.search);
        seen.filled = [price(), result("cost"), await kept()];
        enter($('[data-input="price"] input'), "4", "input");
        seen.typed = [price(), result("cost"), await kept()];
        enter(card, "small", "change");
        seen.without = [price(), result("cost"), await kept()];
        $(".worksheet-reset").click();
        seen.reset = [price(), result("cost"), await kept()];
        """,
        fragment="#worksheet:kv-cache.price=3&kv-cache.card=small",
    )
    assert seen == {
        "restored": ["small", "3", "144.00 USD/day"],
        "filled": ["2.99", "143.52 USD/day", ""],
        "typed": ["4", "192.00 USD/day", "?kv-cache.price=4"],
        "without": ["1.5", "72.00 USD/day", "?kv-cache.card=small"],
        "reset": ["2.99", "143.52 USD/day", ""],
    }


def test_what_is_out_of_range_is_refused(visit: Callable[..., dict[str, Any]]) -> None:
    seen = visit("""
      const field = $('[data-input="gpus"] input');
      seen.all = ["99", "", "-1", "3"].map((value) => {
        enter(field, value, "input");
        return [result("pool"), field.getAttribute("aria-invalid")];
      });
      seen.message = (enter(field, "99", "input"), field.validationMessage);
    """)
    assert seen["all"] == [["144.0 GB", "true"]] * 3 + [["216.0 GB", "false"]]
    assert seen["message"] == "Write a number from 1 to 8"


def test_a_link_brings_its_numbers(visit: Callable[..., dict[str, Any]]) -> None:
    valid = "kv-cache.context=1024&kv-cache.card=small"
    invalid = "kv-cache.gpus=99&x.y=1&kv-cache.goal=&toString=1&kv-cache.card=none"
    seen = visit(
        """
        seen.values = [result("sequences"), $('[data-input="gpus"] input').value];
        seen.goal = $('[data-input="goal"] input').value;
        location.hash = "#worksheet:kv-cache.gpus=4";
        await wait(100);
        seen.address = location.search + location.hash;
        seen.later = [result("sequences"), $('[data-input="context"] input').value];
        """,
        fragment=f"#worksheet:{valid}&{invalid}",
    )
    assert seen == {
        "values": ["214 sequences", "2"],
        "goal": "50",
        "address": "?kv-cache.gpus=4#worksheet-kv-cache",
        "later": ["214 sequences", "4096"],
    }


def test_values_from_other_pages_are_those_of_the_build(
    visit: Callable[..., dict[str, Any]],
) -> None:
    seen = visit(
        """
        seen.rate = result("rate");
        seen.given = $('[data-given="kv-cache.pool"]').textContent;
        """,
        page="speed.html",
    )
    assert seen == {"rate": "41.67 tokens/s", "given": "144.0 GB"}


def test_the_first_picture_is_that_of_the_build(
    visit: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    built = build(copy_root("worksheets-myst", tmp_path))
    seen = visit("""
      const all = (name, attribute) =>
        [...document.querySelectorAll(name)].map((node) => node.getAttribute(attribute));
      seen.curves = all(".worksheet-curve", "d");
      seen.labels = all("svg.worksheet-plot", "aria-label");
    """)
    page = built.read("index.html").replace("\xa0", " ")
    assert len(seen["curves"]) == 2
    for curve in seen["curves"]:
        assert f'd="{curve}"' in page
    for label in seen["labels"]:
        assert f'aria-label="{label}"' in page
