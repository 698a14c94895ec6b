"""Alerts of pages, each tried by promtool on series that ought to fire it and on others.

The series of a page stand in `alerts/PAGE.yaml`; `alerts/README.md` says how.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import yaml
from builds import PROJECT
from sphinx_series_base.problems import Place
from sphinx_worksheet.core import roles
from sphinx_worksheet.core.model import ValueSource
from sphinx_worksheet.core.numbers import MISSING

from . import manifests
from .pages import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx_worksheet.core.workbook import Workbook

    from .pages import Block, Page

FOLDER: Final = PROJECT / "tests" / "content" / "alerts"

# Every alert is tried in each of these ways.
KINDS: Final = ("fires", "silent", "absent", "restart", "worksheet")

_VALUE: Final = re.compile(r"\[\[(?:([\d.]+) \* )?([^\]]+)\]\]")
# Zero six times is `0x5` in cases, which promtool takes for a hexadecimal number.
_ZEROS: Final = re.compile(r"(?<![\w.+-])0x(?=\d)")
_FAILED: Final = re.compile(r"\n +name: ([^\n]*),\n(.*?)(?=\n +name: |\n\n|\Z)", re.DOTALL)

# The cases of a page: by alert and by kind; a sentence says why there is none of a kind.
Cases = dict[str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Alert:
    """An alert of a page, and the line at which its block begins."""

    name: str
    line: int
    labels: dict[str, str]


def alerts(page: Page) -> dict[str, Alert]:
    """Give the alerts of a page by name."""
    return {
        rule["alert"]: Alert(name=rule["alert"], line=block.line, labels=rule.get("labels", {}))
        for block, text in manifests.rules(page)
        for group in yaml.safe_load(text)["groups"]
        for rule in group["rules"]
        if "alert" in rule
    }


def blocks(page: Page) -> Iterator[Block]:
    """Yield the blocks whose alerts have cases."""
    known = cases(page)
    tried = {alert.line for name, alert in alerts(page).items() if name in known}
    yield from (block for block in page.blocks if block.line in tried)


def cases(page: Page, folder: Path = FOLDER) -> Cases:
    """Read the cases of a page; it has none where nobody wrote any."""
    file = folder / f"{page.path.stem}.yaml"
    return yaml.load(file.read_text(encoding="utf-8"), _Loader) if file.exists() else {}  # noqa: S506 - it is a safe one


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads scalars as text: `0x5` is no number, and labels have none."""


_Loader.yaml_implicit_resolvers = {"<": yaml.SafeLoader.yaml_implicit_resolvers["<"]}


def lacking(page: Page, found: Cases) -> Iterator[Fault]:
    """Name the alerts that are not tried in every way, and cases of alerts that are gone."""
    known = alerts(page)
    for name in found.keys() - known.keys():
        yield Fault(line=1, message=f"the page has no alert {name}: remove its cases")
    for name, alert in known.items():
        for message in _lacking(found.get(name, {})):
            yield Fault(line=alert.line, message=f"{name}: {message}")


def _lacking(kinds: Mapping[str, Any]) -> Iterator[str]:
    for kind in kinds.keys() - set(KINDS):
        yield f"{kind} is no kind of case: it is one of {', '.join(KINDS)}"
    for kind in KINDS:
        some = kinds.get(kind, [])
        if isinstance(some, str) and kind != "fires":
            continue
        if not some or isinstance(some, str):
            yield f"no case says {kind}: write one into alerts/PAGE.yaml"
        elif kind == "fires" and not all(case.get("expect") for case in some):
            yield "a case that fires expects nothing: name the labels, and what is said"
        elif kind == "silent" and any(case.get("expect") for case in some):
            yield "a silent case expects an alert: it is another kind of case"
        elif kind == "worksheet" and not _VALUE.search(str(some)):
            yield "no case has a value of a worksheet: insert one by [[worksheet.name -> unit]]"


def tried(promtool: str, page: Page, found: Cases, book: Workbook, folder: Path) -> Iterator[Fault]:
    """Let promtool try the alerts of a page in all their cases."""
    known = alerts(page)
    rules = []
    for number, (_, text) in enumerate(manifests.rules(page)):
        (folder / f"rules{number}.yaml").write_text(text, encoding="utf-8")
        rules.append(f"rules{number}.yaml")
    tests: dict[str, list[dict[str, Any]]] = {}
    for name, alert in known.items():
        for kind in KINDS:
            for number, case in enumerate(_listed(found.get(name, {}).get(kind)), 1):
                test = _test(alert, f"{name} {kind} {number}", _inserted(case, page, book))
                tests.setdefault(_evaluated(test["interval"]), []).append(test)
    files = [
        _written(
            folder / f"tests-{every}.yaml", evaluation_interval=every, rule_files=rules, tests=some
        )
        for every, some in tests.items()
    ]
    done = subprocess.run(
        [promtool, "test", "rules", *files], capture_output=True, text=True, check=False
    )
    if done.returncode:
        failed = _FAILED.findall(done.stdout + done.stderr)
        for case, said in failed or [("", done.stderr)]:
            name = case.partition(" ")[0]
            line = known[name].line if name in known else 1
            yield Fault(line=line, message=f"promtool: {case}: {' '.join(said.split())}")


def _evaluated(every: str) -> str:
    """Say how often the rules run: each minute as by default, or as seldom as there are samples."""
    return "1m" if every.endswith("s") else every


def _written(file: Path, **content: object) -> Path:
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    return file


def _listed(some: object) -> list[dict[str, Any]]:
    return some if isinstance(some, list) else []


def _test(alert: Alert, name: str, case: dict[str, Any]) -> dict[str, Any]:
    """Write a case as promtool reads it; the labels of the rule need not be repeated."""
    expected = []
    for labels in case.get("expect", []):
        own = {key: value for key, value in labels.items() if key != "says"}
        annotations = {"summary": labels.get("says", "")}
        expected.append({"exp_labels": alert.labels | own, "exp_annotations": annotations})
    series = [
        {"series": series, "values": _ZEROS.sub("0+0x", str(values))}
        for series, values in case["series"].items()
    ]
    at = {"eval_time": case["at"], "alertname": alert.name, "exp_alerts": expected}
    every = case.get("every", "1m")
    return {"name": name, "interval": every, "input_series": series, "alert_rule_test": [at]}


def _inserted(case: object, page: Page, book: Workbook) -> Any:  # noqa: ANN401 - it is as deep as YAML
    """Insert the values of worksheets."""
    if isinstance(case, dict):
        return {
            _inserted(key, page, book): _inserted(value, page, book) for key, value in case.items()
        }
    if isinstance(case, list):
        return [_inserted(part, page, book) for part in case]
    if isinstance(case, str):
        return _VALUE.sub(lambda found: _number(found, page, book), case)
    return case


def _number(found: re.Match[str], page: Page, book: Workbook) -> str:
    """Give a value of a worksheet as a bare number, if wanted a multiple of it.

    Raises:
        ValueError: No worksheet has that value.
    """
    place = Place(path=str(page.path), line=1)
    text = roles.value(book, ValueSource(place=place, text=found[2])).text
    if text == MISSING:
        raise ValueError(book.problems[-1].message)
    number, _, rest = text.partition("\N{NO-BREAK SPACE}")
    per_cent = number.endswith("%") or rest == "%"
    bare = float(number.rstrip("%").replace(",", "").replace("−", "-"))
    return f"{float(found[1] or 1) * bare / (100 if per_cent else 1):.10g}"
