"""The measurements run on a machine without a GPU, and their links fit the worksheets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

import pytest
from builds import PROJECT
from content import checks, typed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx_worksheet.core.workbook import Workbook

FOLDER = PROJECT / "measurements"

LOG = """\
INFO Free memory on device (78.6/79.22 GiB) on startup.
INFO Model loading took 37.5 GiB memory and 21.000000 seconds
INFO Available KV cache memory: 30.4 GiB
INFO GPU KV cache size: 199,216 tokens, Maximum concurrency for 4,096 tokens per request: 48.64x
INFO Graph capturing finished in 17 secs, took 0.52 GiB
"""


@cache
def book() -> Workbook:
    return typed.workbook_of(
        checks.page(path) for path in checks.paths() if path.parts[0] != "about"
    )


def measured(folder: Path, program: str, *options: str | Path) -> dict[str, Any]:
    """Run a program, and give what it wrote; its links name inputs of the page that they open."""
    file = folder / "out.json"
    command: list[str | Path] = [sys.executable, f"{program}.py", "--json", file, *options]
    env = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=FOLDER, env=env, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    assert found["measurement"] == program
    assert found["machine"]["cores"] >= 1
    for head in found["rows"][0]:
        assert head in done.stdout
    for address in found["links"]:
        assert address in done.stdout
        page = urlsplit(address).path.split("/")[2]
        for key, number in parse_qsl(urlsplit(address).fragment.removeprefix("worksheet:")):
            assert float(number) > 0
            assert key in book().inputs
            assert page in book().sheets[key.partition(".")[0]].source.place.path
    return found


def test_a_launch_costs_time(tmp_path: Path) -> None:
    found = measured(tmp_path, "launch", "--operations", "20", "--no-compile")
    assert found["inputs"]["below-pytorch"]["launch-budget.op_cost"] > 0.01
    assert found["links"]


def test_a_product_has_its_arithmetic_and_its_bytes(tmp_path: Path) -> None:
    sizes = ("--rows", "1", "64", "--inner", "256", "--outer", "512")
    found = measured(tmp_path, "roofline", *sizes, "--accelerator", "h100-sxm")
    for row, rows in zip(found["rows"], (1, 64), strict=True):
        taken = row["us"] / 1e6
        assert row["TFLOP/s"] * taken == pytest.approx(2 * rows * 256 * 512 / 1e12)
        moved = 4 * (rows * 256 + 256 * 512 + rows * 512)
        assert row["GB/s"] * taken == pytest.approx(moved / 1e9)
    # 989.4 TFLOP/s and 3.35 TB/s are the data sheet's.
    shares = found["inputs"]["quantization-and-batching"]
    best = max(row["TFLOP/s"] for row in found["rows"])
    assert shares["limits.compute_share"] == pytest.approx(best / 989.4)
    best = max(row["GB/s"] for row in found["rows"])
    assert shares["limits.memory_share"] == pytest.approx(best / 3350)


def test_a_start_log_gives_the_reserve(tmp_path: Path) -> None:
    log = tmp_path / "start.log"
    log.write_text(LOG, encoding="utf-8")
    found = measured(tmp_path, "start_log", log)
    numbers = {row["what"]: row["found"] for row in found["rows"]}
    assert numbers["tokens"] == 199216
    assert numbers["graphs"] == 0.52
    reserve = found["inputs"]["kv-cache-and-speculation"]["cache.reserve"]
    assert reserve == pytest.approx(79.22 * 0.92 - 37.5 - 30.4)


def test_a_log_without_a_cache_is_said(tmp_path: Path) -> None:
    log = tmp_path / "start.log"
    log.write_text("INFO nothing\n", encoding="utf-8")
    command: list[str | Path] = [sys.executable, "start_log.py", log]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no size of a KV cache" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_all_reduce_sums(tmp_path: Path) -> None:
    found = measured(
        tmp_path, "all_reduce", "--ranks", "3", "--sizes", "4096", "1048576", "--line-rate", "50"
    )
    assert [row["KiB"] for row in found["rows"]] == [4, 1024]
    for row in found["rows"]:
        # A ring of three moves four thirds of the size over each link.
        assert row["bus GB/s"] == pytest.approx(row["algorithm GB/s"] * 4 / 3)
    best = max(row["bus GB/s"] for row in found["rows"])
    efficiency = found["inputs"]["fabric-between-gpus"]["fabric-expected.efficiency"]
    assert efficiency == pytest.approx(best / 50)


def test_a_disk_and_a_network_are_measured(tmp_path: Path) -> None:
    found = measured(tmp_path, "storage", "--mib", "16", "--readers", "2", "--folder", tmp_path)
    numbers = {row["what"]: row["result"] for row in found["rows"]}
    assert set(numbers) == {
        "write", "read by 1", "read by 2", "round trip", "sent over 1", "sent over 2",
    }  # fmt: skip
    assert min(numbers.values()) > 0
    # The loopback is no network: its round trip is not put into a worksheet.
    assert "ground-stream.rtt" not in found["inputs"]["ground-beneath-ai"]


class Engine(BaseHTTPRequestHandler):
    """An engine that takes 80 ms to the first token and 20 ms to each further one."""

    asked: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        if len(self.asked) == 2:
            self.send_error(503)
            return
        self.send_response(200)
        self.end_headers()
        for token in range(6):
            time.sleep(0.02 if token else 0.08)
            self.say({"choices": [{"delta": {"content": "a"}}]})
        self.say({"choices": [], "usage": {}})
        self.wfile.write(b"data: [DONE]\n\n")

    def say(self, piece: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(piece).encode() + b"\n\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def engine() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Engine) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_server_is_timed(tmp_path: Path, engine: str) -> None:
    options = ("--rates", "5", "--duration", "3", "--warmup", "0", "--tokens", "6")
    found = measured(tmp_path, "load", "--url", engine, "--model", "m", *options)
    (row,) = found["rows"]
    # Arrivals are drawn, and do not wait for answers: all of them came, and one was refused.
    assert row["done"] + row["failed"] == len(Engine.asked)
    assert row["failed"] == 1
    assert row["TTFT p50 ms"] >= 80
    assert row["TPOT p50 ms"] >= 20
    assert row["TTFT p99 ms"] >= row["TTFT p50 ms"]
    assert {body["max_tokens"] for body in Engine.asked} == {6}
    assert len({str(body["messages"]) for body in Engine.asked}) == len(Engine.asked)
    inputs = found["inputs"]["assume-the-prompt-is-hostile"]
    assert inputs["guard-cost.tpot"] == row["TPOT p50 ms"]
