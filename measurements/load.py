"""Measure TTFT and TPOT of a server with OpenAI's interface at several rates.

Requests arrive by chance at the rate asked for, whether or not earlier ones have ended. Send them
only to a server of your own.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import common

if TYPE_CHECKING:
    import argparse

# Enough threads that none waits for another: what waits is the server's queue.
_THREADS = 512


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One request: when its first text came, when its last, and how many pieces came."""

    ttft: float
    total: float
    pieces: int

    @property
    def tpot(self) -> float:
        """Time between pieces of text, which are tokens unless the server joins them."""
        return (self.total - self.ttft) / (self.pieces - 1)


def main() -> None:
    """Try every rate, and report the quantiles of each."""
    parser = common.arguments(__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the server")
    parser.add_argument("--model", required=True)
    parser.add_argument("--rates", type=float, nargs="+", default=[0.5, 1, 2, 4], help="requests/s")
    parser.add_argument("--duration", type=float, default=60, help="seconds of each rate")
    parser.add_argument("--warmup", type=float, default=10, help="seconds of it that do not count")
    parser.add_argument("--prompt-words", type=int, default=500)
    parser.add_argument("--tokens", type=int, default=200, help="length of an answer")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows = [_rate(rate, options) for rate in options.rates]
    tpot = float(rows[0]["TPOT p50 ms"])
    inputs = {
        "assume-the-prompt-is-hostile": {"guard-cost.tpot": tpot, "guard-attacker.tpot": tpot},
    }
    common.report(options, "load", rows, inputs if tpot > 0 else {})


def _rate(rate: float, options: argparse.Namespace) -> common.Row:
    chance = random.Random(options.seed)  # noqa: S311 - arrivals want pseudo-random numbers
    arrivals, at = [], 0.0
    while (at := at + chance.expovariate(rate)) < options.duration:
        arrivals.append((at, _prompt(chance, options.prompt_words)))
    begin = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        sent = []
        for due, prompt in arrivals:
            time.sleep(max(0.0, begin + due - time.perf_counter()))
            sent.append((due, pool.submit(_ask, prompt, options)))
        answers = [(due, future.result()) for due, future in sent]
    return _row(rate, [answer for due, answer in answers if due >= options.warmup])


def _prompt(chance: random.Random, words: int) -> str:
    """Write words by chance, so that no prefix cache knows the prompt."""
    return " ".join(f"w{chance.randrange(10**5)}" for _ in range(words))


def _ask(prompt: str, options: argparse.Namespace) -> Answer | None:
    """Ask, and read the stream; None if the server refuses or ends early."""
    address = urlsplit(options.url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    body = {
        "model": options.model, "messages": [{"role": "user", "content": prompt}],
        "max_tokens": options.tokens, "stream": True, "ignore_eos": True,
    }  # fmt: skip
    begin = time.perf_counter()
    connection = kind(address.netloc, timeout=600)
    try:
        path = f"{address.path.rstrip('/')}/v1/chat/completions"
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        if answer.status != 200:  # noqa: PLR2004
            return None
        times = [time.perf_counter() - begin for line in answer if _text(line)]
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()
    return Answer(ttft=times[0], total=times[-1], pieces=len(times)) if times else None


def _text(line: bytes) -> str:
    """Give the text in a line of the stream, if it has any."""
    data = line.removeprefix(b"data:").strip()
    if not line.startswith(b"data:") or data == b"[DONE]":
        return ""
    choices = json.loads(data).get("choices") or [{}]
    delta = choices[0].get("delta") or {}
    return delta.get("content") or delta.get("reasoning_content") or ""


def _row(rate: float, answers: list[Answer | None]) -> common.Row:
    good = [answer for answer in answers if answer]
    row: common.Row = {"rate": rate, "done": len(good), "failed": len(answers) - len(good)}
    for name, values in {
        "TTFT": [answer.ttft * 1e3 for answer in good],
        "TPOT": [answer.tpot * 1e3 for answer in good if answer.pieces > 1],
    }.items():
        row[f"{name} p50 ms"] = statistics.median(values) if values else 0
        row[f"{name} p99 ms"] = common.quantile(values, 0.99) if values else 0
    return row


if __name__ == "__main__":
    main()
