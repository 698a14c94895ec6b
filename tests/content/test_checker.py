"""The checker itself: it takes a good page, and finds each kind of fault in one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from content import (
    alerts,
    checks,
    code,
    commands,
    facts,
    links,
    manifests,
    metrics,
    pages,
    programs,
    rubric,
    sources,
    spelling,
    typed,
)
from need import program

if TYPE_CHECKING:
    from collections.abc import Iterable

    from content.pages import Fault, Page

GUIDE = """\
---
date: 2026-01-31
description: How much a made-up page must hold before the checker is content.
---

# A made-up page

It needs {value}`shelf.room`, and a shelf fails when it has less.[^book]

## Architecture

```{figure} shelf.svg
:alt: Three books stand on a shelf.

A shelf.
```

## Capacity math

```{worksheet} shelf
width = 4 GB | Width of a book
room = 3 * width -> GB | Room for three
```

That is {value}`shelf.room`. WORDS

## Failure analysis

| Symptom | Mechanism |
| --- | --- |
| 1 | one |
| 2 | two |
| 3 | three |
| 4 | four |
| 5 | five |
| 6 | six |

## Operational controls

```yaml
groups:
  - name: shelf
    rules:
      - alert: Full
        expr: books > 3
```

To roll back, take one out.

### Runbook

1. Look.
2. Count.
3. Take one out.
4. Look again.
5. Leave.

```{decisions} Is it full?
- Do four books stand there?
  - yes: take one out
  - no: leave it

A look decides.
```

```{waterfall} A look
- walk: 3 s
- count: 4 s

Counting takes longer.
```

## Where it connects

See {post}`shelves`.

## Sources

[^book]: Publisher, [All of shelves](https://example.org/shelves), 2025.
"""

POST = """\
---
date: 2026-01-31
aliases: [/old/]
description: An old post on shelves.
---

# A made-up post

*First published in 2020; rewritten 31 January 2026.*

**Checked against:** shelves 1.2.

WORDS The end.[^book]

## Sources

[^book]: Publisher, [All of shelves](https://example.org/shelves), 2025.
"""

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title>A shelf</title></svg>'


def page_of(root: Path, text: str, path: str = "page.md") -> Page:
    (root / path).write_text(text, encoding="utf-8")
    (root / "shelf.svg").write_text(SVG, encoding="utf-8")
    return pages.read(root, (root / path).relative_to(root))


def messages(faults: Iterable[Fault]) -> str:
    return "\n".join(f"{fault.line}: {fault.message}" for fault in faults)


def typed_in(page: Page) -> Iterable[Fault]:
    return typed.numbers(page, typed.workbook_of([page]), {})


OF_GUIDES = [
    links.lead_somewhere, rubric.figures, rubric.guide, code.parses, manifests.valid,
    sources.used, sources.complete, sources.listed, typed_in,
]  # fmt: skip


def test_a_good_guide_has_no_fault(tmp_path: Path) -> None:
    page = page_of(tmp_path, GUIDE.replace("WORDS", "word " * 2500))
    assert [messages(check(page)) for check in OF_GUIDES] == [""] * len(OF_GUIDES)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("## Architecture\n", "## The parts\n", "should be Architecture, Capacity math"),
        ("WORDS", "few", "words: write 2500 to 4500"),
        ("{value}`shelf.room`, and", "some room, and", "1: the opening has no number"),
        ("```{figure} shelf.svg", "```{figure} other.svg", "12: there is no file other.svg"),
        (":alt: Three books stand on a shelf.", ":alt: Shelf", "describe the figure in `:alt:`"),
        ("```{figure} shelf.svg\n", "```text\n", "10: Architecture lacks a figure"),
        ("```{waterfall}", "```text", "1: show what words say slowly: 3 figures or more"),
        ("```{worksheet} shelf", "```text", "Capacity math lacks a worksheet"),
        ("| 6 | six |\n", "", "27: Failure analysis lacks a table"),
        ("groups:", "sets:", "Operational controls lacks alerts"),
        ("5. Leave.\n", "", "lacks a runbook of five steps"),
        ("roll back", "go on", "lacks the way back"),
        ("{post}`shelves`", "elsewhere", "Where it connects lacks references"),
        ("less.[^book]", "less.", "no text uses [^book]"),
        ("less.[^book]", "less.[^book][^none]", "8: [^none] has no source"),
        ("Publisher, [All", "[All", "[^book] names nobody"),
        (", 2025.", ".", "[^book] has no year"),
        ("[All of shelves](https://example.org/shelves)", "All of shelves", "[^book] has no link"),
        ("See {post}", "See [this](https://example.org) and {post}", "is linked in the text"),
        ("## Sources\n", "## Other\n", "[^book] stands elsewhere"),
        ("See {post}", "See [this](none.md) and {post}", "there is no file none.md"),
        ("See {post}", "See [this](#none) and {post}", "has the anchor #none"),
        ("To roll", "For 12 GB, to roll", "12 GB is a value of this page (shelf.room)"),
        ("To roll", "For 12\nGB, to roll", "12 GB is a value of this page (shelf.room)"),
        ("expr: books > 3", "expr: [books", "yaml: "),
        ("    rules:", "    name: twice\n    rules:", "the key 'name' stands twice"),
    ],
)
def test_a_fault_in_a_guide_is_found(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert GUIDE.count(old) >= 1
    text = GUIDE.replace(old, new, 1).replace("WORDS", "word " * 2500)
    page = page_of(tmp_path, text)
    assert said in "\n".join(messages(check(page)) for check in OF_GUIDES)


def test_a_figure_needs_a_title(tmp_path: Path) -> None:
    page = page_of(tmp_path, GUIDE)
    (tmp_path / "shelf.svg").write_text(SVG.replace("title", "desc"), encoding="utf-8")
    assert "shelf.svg has no <title>" in messages(rubric.figures(page))


def test_a_good_post_has_no_fault(tmp_path: Path) -> None:
    page = page_of(tmp_path, POST.replace("WORDS", "word " * 700))
    assert messages(rubric.post(page)) == ""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("WORDS", "few", "words: write 700 to 1500"),
        ("WORDS", "word " * 1600, "words: write 700 to 1500"),
        ("shelves 1.2", "shelves", "no line names the versions"),
        ("**Checked against:** shelves 1.2.\n", "", "no line names the versions"),
        ("aliases: [/old/]\n", "", "write both or none"),
        ("*First published in 2020; rewritten 31 January 2026.*\n", "", "write both or none"),
        ("[^book]: Publisher", "Publisher", "Sources lacks sources"),
    ],
)
def test_a_fault_in_a_post_is_found(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in POST
    page = page_of(tmp_path, POST.replace(old, new, 1).replace("WORDS", "word " * 700))
    assert said in messages(rubric.post(page))


def test_descriptions_are_of_their_own(tmp_path: Path) -> None:
    first = page_of(tmp_path, "---\ndescription: Learn how to run a shelf well.\n---\n", "a.md")
    second = page_of(tmp_path, "---\ndescription: Learn how to run a book.\n---\n", "b.md")
    third = page_of(tmp_path, "# None\n", "c.md")
    found = [(page, fault.message) for page, fault in rubric.descriptions([first, second, third])]
    assert found == [
        (second, "the description says 'learn how to run a', as does that of a.md"),
        (third, "describe the page in `description`, in a sentence of its own"),
    ]


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("python", "x = 1\ndef f(:\n    pass", "4: python: "),
        ("python", "import os\nprint(x)", "4: python: Undefined name `x` (F821)"),
        ("bash", "if true; then", "bash: "),
        ("bash", "#!/bin/bash\necho $1", "4: bash: Double quote"),
        ("console", "$ echo $1\nout (put", "3: console: Double quote"),
        ("yaml", "a: 1\nb: [", "yaml: "),
        ("json", '{"a": 1,}', "json: "),
        ("toml", "a = ", "toml: "),
        ("xml", "<a><b></a>", "3: xml: mismatched tag"),
        ("ini", "[a]\nb=1\nb=2", "ini: "),
        ("sql", "SELCT 1", "sql: syntax error"),
        ("nginx", "server { listen 80 }", "nginx: "),
        ("nginx", "server {\n  proxy_pass a b;\n}", "4: nginx: "),
        ("java", "class A {\n  int x = ;\n}", "4: java: this does not parse"),
        ("csharp", "class A {\n  int x = ;\n}", "4: csharp: this does not parse"),
        ("hcl", 'resource "a" {', "hcl: this does not parse"),
        ("dockerfile", "FORM scratch\n", "3: dockerfile: this does not parse"),
        ("klingon", "nuqneH", "3: no parser knows 'klingon'"),
    ],
)
@pytest.mark.parametrize("form", ["```{}\n{}\n```", "```{{code-block}} {}\n{}\n```"])
def test_code_that_does_not_parse_is_found(
    form: str, language: str, text: str, said: str, tmp_path: Path
) -> None:
    page = page_of(tmp_path, "# Code\n" + form.format(language, text))
    assert said in messages(code.parses(page))


DEPLOYMENT = """\
# Code
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec:
      containers: [{name: a, image: a}]
```
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("image: a", "image: a", ""),
        ("image: a", "imag: a", "spec.template.spec.containers.0: Additional properties"),
        ("  selector: {matchLabels: {app: a}}\n", "", "'selector' is a required property"),
        ("kind: Deployment", "kind: Deploymnt", "correct `apiVersion` or `kind`"),
        ("apps/v1", "example.org/v1", "correct `apiVersion` or `kind`"),
        ("kind: Deployment\n", "", "has a `kind` as well"),
        ("metadata: {name: a}", "metadata: {}", "the object has no name"),
        ("apps/v1", "keda.sh/v1", ""),
        ("apps/v1\nkind: Deployment", "keda.sh/v1\nkind: Job\nextra: {imag: b}", ""),
    ],
)
def test_manifests_are_held_against_a_release(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    assert old in DEPLOYMENT
    found = messages(manifests.valid(page_of(tmp_path, DEPLOYMENT.replace(old, new))))
    assert said in found
    assert bool(said) == bool(found)


def test_pods_within_other_objects_are_held_against_a_release(tmp_path: Path) -> None:
    text = DEPLOYMENT.replace("apps/v1", "keda.sh/v1").replace("image: a", "imag: a")
    assert "spec.containers.0: Additional" in messages(manifests.valid(page_of(tmp_path, text)))


@pytest.mark.needs("promtool")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("```promql\nsum by (a) (rate(b[5m]))\n```", ""),
        ("```promql\nsum by (a) (rate(b))\n```", "expected type range vector"),
        ("```yaml\ngroups: [{name: a, rules: [{alert: A, expr: 'up =='}]}]\n```", "promtool: "),
    ],
)
def test_promtool_reads_rules(text: str, said: str, tmp_path: Path) -> None:
    ((block, rules),) = manifests.rules(page_of(tmp_path, f"# Rules\n{text}\n"))
    found = messages(programs.check_rules(program("promtool"), block, rules, tmp_path))
    assert said in found
    assert bool(said) == bool(found)


ALERT = """\
# A shelf

```{worksheet} shelf
width = 4 GB | Width of a book
share = 5 % | Share that is full
```

```yaml
groups:
  - name: shelf
    rules:
      - alert: Full
        expr: books > 3
        labels: {severity: page}
        annotations: {summary: "{{ $labels.shelf }} is full"}
```
"""
FULL = {"why": "x", "at": "2m", "series": {'books{shelf="a"}': "4x5"}}
SAID = {"expect": [{"shelf": "a", "says": "a is full"}]}
ALL_KINDS = {
    "fires": [FULL | SAID],
    "silent": [FULL | {"series": {"books": "3x5"}}],
    "absent": "books are watched elsewhere",
    "restart": [FULL | SAID],
    "worksheet": [FULL | SAID | {"series": {'books{shelf="a"}': "[[2 * shelf.width]]x5"}}],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"silent": []}, "Full: no case says silent"),
        ({"fires": "never"}, "Full: no case says fires"),
        ({"fires": [FULL]}, "Full: a case that fires expects nothing"),
        ({"silent": [FULL | SAID]}, "Full: a silent case expects an alert"),
        ({"worksheet": [FULL]}, "Full: no case has a value of a worksheet"),
        ({"often": []}, "Full: often is no kind of case"),
    ],
)
def test_every_alert_is_tried_in_all_ways(
    change: dict[str, object], said: str, tmp_path: Path
) -> None:
    page = page_of(tmp_path, ALERT)
    found = messages(alerts.lacking(page, {"Full": ALL_KINDS | change}))
    assert said in found
    assert bool(said) == bool(found)


def test_alerts_without_cases_and_cases_without_alerts_are_named(tmp_path: Path) -> None:
    page = page_of(tmp_path, ALERT)
    assert alerts.cases(page, tmp_path) == {}
    said = messages(alerts.lacking(page, {"Empty": ALL_KINDS}))
    assert "the page has no alert Empty" in said
    assert "9: Full: no case says fires" in said


@pytest.mark.needs("promtool")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"fires": [FULL | {"expect": [{"shelf": "b", "says": "a is full"}]}]}, "Full fires 1"),
        ({"fires": [FULL | {"expect": [{"shelf": "a", "says": "b"}]}]}, "Full fires 1"),
        ({"silent": [FULL]}, "Full silent 1"),
        ({"silent": [FULL | {"series": {"books": "0x5"}, "at": "5m"}]}, ""),
        ({"fires": [FULL | SAID | {"series": {'books{shelf="a"}': "10x5"}}]}, ""),
        ({"restart": [FULL | SAID, FULL | {"every": "5m"}]}, "Full restart 2"),
        ({"fires": [FULL | {"series": {"books{": "1"}}]}, "promtool: "),
        ({"worksheet": [FULL | {"series": {"books": "[[100 * shelf.share]]x5"}}]}, "worksheet 1"),
        ({"worksheet": [FULL | {"series": {"books": "[[10 * shelf.share]]x5"}}]}, ""),
    ],
)
def test_promtool_tries_alerts(change: dict[str, object], said: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, ALERT)
    book = typed.workbook_of([page])
    cases = {"Full": ALL_KINDS | change}
    found = messages(alerts.tried(program("promtool"), page, cases, book, tmp_path))
    assert said in found
    assert bool(said) == bool(found)


def test_a_case_names_values_that_worksheets_have(tmp_path: Path) -> None:
    page = page_of(tmp_path, ALERT)
    wrong = {"worksheet": [FULL | {"series": {"books": "[[shelf.height]]"}}]}
    with pytest.raises(ValueError, match="has no `height`"):
        list(alerts.tried("", page, {"Full": wrong}, typed.workbook_of([page]), tmp_path))


def tool(words: str, *options: str) -> commands.Tool:
    day = dt.date(2026, 11, 30)
    names = frozenset(options)
    parts = tuple(words.split())
    return commands.Tool(words=parts, version="1.2", source="its help", checked=day, options=names)


SHELF = [tool("shelf add", "--width", "-n"), tool("shelf", "-v"), tool("count", "--all")]


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("shelf add --width=4 -n 2\n", ""),
        ("shelf add --height 4\n", "shelf add 1.2 has no --height"),
        ("shelf -v add --width 4\n", ""),
        ("shelf -v add -v\n", "shelf add 1.2 has no -v"),
        ("shelf add \\\n  --deep\n", "has no --deep"),
        ("shelf add --width 4 | count --some\n", "count 1.2 has no --some"),
        ('n="$(count --none)"\n', "count 1.2 has no --none"),
        ("shelf add --width 4 books.py --by-color\n", ""),
        ("shelf add -- count.txt --by-color\n", ""),
        ("time shelf add --width.key=4 # --not-here\n", ""),
        ("other --at-all\n", ""),
    ],
)
def test_options_are_those_of_a_version(script: str, said: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, f"# Shelves\n```bash\n{script}```\n")
    found = messages(commands.unknown(page, SHELF))
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ('["shelf", "add", "--width=4"]', ""),
        ('["shelf", "add", "--deep"]', "3: shelf add 1.2 has no --deep"),
        ('["sh", "-c", "exec shelf add --deep"]', "shelf add 1.2 has no --deep"),
    ],
)
def test_options_in_containers_are_those_of_a_version(args: str, said: str, tmp_path: Path) -> None:
    pod = f"apiVersion: v1\nkind: Pod\nspec: {{containers: [{{image: a, args: {args}}}]}}\n"
    page = page_of(tmp_path, f"# Shelves\n```yaml\n{pod}```\n")
    found = messages(commands.unknown(page, SHELF))
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rate(shelf:books_total[5m]) and shelf:width_seconds_bucket", ""),
        ("`shelf:books` and `shelf:height`, the old name", ""),
        ("shelf:boks_total", "3: the shelf's source has no metric shelf:boks_total"),
        ("All of shelf:width_… and of shelf:wide*; see x/shelf:here", ""),
    ],
)
def test_metrics_are_those_of_a_version(text: str, said: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, f"# Shelves\n\n{text}\n")
    names = ["shelf:books", "shelf:width_seconds"]
    program = {"prefix": "shelf:", "source": "the shelf's source", "names": names}
    found = messages(metrics.unknown(page, [program | {"gone": ["shelf:height"]}]))
    assert said in found
    assert bool(said) == bool(found)


FACT = 'claim = "a"\nsource = "b"\nvalue = "4 GB"\nchecked = 2026-11-30\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FACT, ""),
        (FACT.replace("4 GB", "4 G"), "'4 G' (a) is not on the page"),
        (FACT.replace("4 GB", "5 GB"), "'5 GB' (a) is not on the page"),
        (FACT.replace("4 GB", " "), "value is missing"),
        (FACT.replace("source", "origin"), "origin is no key of a fact"),
        (FACT.replace("2026-11-30", '"today"'), "checked is no day"),
        (f"{FACT}review_by = 2027", "review_by is no day"),
    ],
)
def test_facts_stand_in_their_page(text: str, said: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, "# A shelf\n\nA book takes 14 GB, no, 4\nGB.\n")
    found, faults = facts.of(page, f"[[fact]]\n{text}")
    shown = messages([*faults, *facts.gone(page, found)])
    assert said in shown
    assert bool(said) == bool(shown)


def test_facts_are_due_from_their_day_on(tmp_path: Path) -> None:
    page = page_of(tmp_path, "# A shelf\n")
    text = f"[[fact]]\n{FACT}[[fact]]\n{FACT}review_by = 2027-01-31\n"
    found, _ = facts.of(page, text)
    assert facts.due(found, dt.date(2027, 1, 30)) == []
    assert facts.due(found, dt.date(2027, 1, 31)) == found[1:]


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("review_by: 2027-01-31", ""),
        ("review_by: 2027-03-01", "the page has review_by 2027-03-01"),
        ("label: Shelf", "the first of its facts is due on 2027-01-31"),
    ],
)
def test_pages_say_when_their_facts_are_due(front: str, said: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, f"---\n{front}\n---\n# A shelf\n")
    text = "".join(f"[[fact]]\n{FACT}review_by = 2027-{day}\n" for day in ("03-01", "01-31"))
    found, _ = facts.of(page, text)
    shown = messages(facts.unannounced(page, found))
    assert said in shown
    assert bool(said) == bool(shown)


GO = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Printf("%d\\n", "text")\n}\n'


def test_go_is_compiled_and_vetted(tmp_path: Path) -> None:
    parts = [
        GO,
        GO.replace('"text"', "none"),
        GO.replace('"text"', "one"),
        "package main\n\nconst one = 1\n",
        "package other\n\nfunc main() int { return 1 }\n",
    ]
    assert vetted(tmp_path, *parts[:1]) == ["8: go: fmt.Printf format %d has arg"]
    assert vetted(tmp_path, *parts[2:]) == []
    assert vetted(tmp_path, "package main\nconst one=1\n") == [
        "3: go: this is not as gofmt writes "
    ]
    assert vetted(tmp_path, *parts[2:3], *parts[1:2], *parts[3:]) == ["17: go: undefined: none"]


def test_of_foreign_go_the_syntax_is_read(tmp_path: Path) -> None:
    foreign = GO.replace('"fmt"', '"example.org/fmt"')
    assert vetted(tmp_path, foreign) == []
    said = vetted(tmp_path, GO, foreign.replace("{", "{{"))
    assert said[0].startswith("18: go: expected")


def vetted(root: Path, *parts: str) -> list[str]:
    """Vet a page that has some Go; the messages of fmt and of vet are cut after 40 signs."""
    page = page_of(root, "# Go\n" + "".join(f"```go\n{part}```\n" for part in parts))
    folder = Path(mkdtemp(dir=root))
    return [f"{fault.line}: {fault.message}"[:35] for _, fault in programs.vet([page], folder)]


@pytest.mark.parametrize(
    ("python", "text", "said"),
    [
        ("print(1)", "1", ""),
        ("print(1)", "2", "3: python: this prints '1', not '2'"),
        ("print(1)", "1\n2", "this prints '', not '2'"),
        ("1 / 0", "1", "this fails: ZeroDivisionError"),
    ],
)
def test_python_prints_what_stands_below_it(
    python: str, text: str, said: str, tmp_path: Path
) -> None:
    page = page_of(tmp_path, f"# Code\n```python\n{python}\n```\n\n```text\n{text}\n```\n")
    (block,) = programs.printed(page)
    found = messages(programs.run(block, tmp_path))
    assert said in found
    assert bool(said) == bool(found)


@pytest.mark.parametrize(
    "between",
    [
        "\nElsewhere:\n\n```text\n",
        "\n## Other\n```text\n",
        "```{code-block} text\n:caption: a.txt\n",
    ],
)
def test_other_text_is_not_what_python_prints(between: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, f"```python\n1\n```\n{between}2\n```\n")
    assert [block.text for block in page.blocks] == ["1\n", "2\n"]
    assert list(programs.printed(page)) == []


def test_what_python_lacks_is_named(tmp_path: Path) -> None:
    text = "SQLite 1.2.3 says so.\n```python\nimport os, sqlite3, no.a\nfrom none.b import c\n```\n"
    page = page_of(tmp_path, text)
    assert programs.absent(page, page.blocks[0]) == {"no", "none", "SQLite 1.2.3"}
    page = page_of(tmp_path, "```python\nimport os, sqlite3\n```\n")
    assert programs.absent(page, page.blocks[0]) == set()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("A shelf of `misspeled` {value}`shelf.bokos` isn't: it's $worng$ here.", []),
        ("A shelf of colour, misspeled.", ["'colour'", "'misspeled'"]),
        ("See {post}`misspeled shelf <a>` and {post}`misspeled-slug`.", ["'misspeled'"]),
        ("vLLM, PyTorch, H100s, NCCL and x86 are names; vllm:queu is a metric.", []),
        ("vLLn is none.", ["'vLLn'"]),
    ],
)
def test_words_are_spelled(text: str, wrong: list[str], tmp_path: Path) -> None:
    faults = spelling.spelled(page_of(tmp_path, f"# Shelf\n\n{text}\n"))
    assert [fault.message.split(" ")[0] for fault in faults] == wrong


def test_our_words_are_sorted_and_needed_once() -> None:
    words = spelling.WORDS.read_text(encoding="utf-8").split()
    assert words == sorted(set(words), key=lambda word: (word.lower(), word))


def test_guides_and_posts_are_told_apart(tmp_path: Path) -> None:
    page = page_of(tmp_path, POST)
    assert not checks.is_guide(page)
    assert not checks.is_post(page)
