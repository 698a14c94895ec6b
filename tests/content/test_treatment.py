"""What is said of blocks of code is what was done to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from content import databases, loaders, options, pages, programs, treatment
from need import program
from postgres import cluster

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from content.pages import Fault, Page


def page_of(root: Path, text: str) -> Page:
    (root / "page.md").write_text(text, encoding="utf-8")
    return pages.read(root, root.__class__("page.md"))


def messages(faults: Iterable[Fault]) -> str:
    return "\n".join(f"{fault.line}: {fault.message}" for fault in faults)


def block(language: str, text: str) -> str:
    return f"# A page\n\n```{language}\n{text}\n```\n"


def pod(image: str, args: str) -> str:
    return block("yaml", POD.replace("IMAGE", image).replace("ARGS", args))


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: engine}
spec:
  containers:
    - name: engine
      image: IMAGE
      args: [ARGS]"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (block("bash", "vllm serve model --port 8000"), ""),
        (block("bash", "vllm serve model --prot 8000"), "4: `vllm serve` 0.33.0 has no --prot"),
        (block("bash", "vllm serve model \\\n  --port 80 --fast"), "has no --fast"),
        (block("bash", "vllm serve model --port 80 | grep --fast x"), ""),
        (block("bash", "vllm serve model --port 80 # --fast"), ""),
        (block("bash", "if ! vllm serve --fast=1; then exit 1; fi"), "has no --fast"),
        (block("bash", "vllm serve model --compilation-config.mode 3"), ""),
        (block("bash", "my-vllm serve --fast"), ""),
        (block("yaml", "# a.yaml: vllm serve --config a.yaml\nport: 80"), ""),
        (block("yaml", "# a.yaml: vllm serve --config a.yaml\nfast: 80"), "has no --fast"),
        (pod("vllm/vllm-openai:v1", "--fast"), "--fast"),
        (pod("mine:1", "--fast"), ""),
        (pod("mine:1", "vllm serve m --fast"), "--fast"),
    ],
)  # fmt: skip
def test_options_are_those_of_the_tool(text: str, said: str, tmp_path: Path) -> None:
    found = messages(options.known(page_of(tmp_path, text)))
    assert said in found
    assert bool(said) == bool(found)


GO = 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("took", 3, "ms")\n}'
TIMED = GO.replace('"fmt"', '(\n\t"fmt"\n\t"time"\n)').replace("3", "time.Millisecond")


@pytest.mark.parametrize(
    ("code", "printed", "said"),
    [
        (GO, "took 3 ms", ""),
        (GO, "took 4 ms", "this prints 'took 3 ms', not 'took 4 ms'"),
        (GO, "took 3 ms\nmore", "this prints '', not 'more'"),
        (GO.replace("main()", "mian()"), "took 3 ms", "this fails"),
        (TIMED, "took 7ms ms", ""),
        (TIMED, "took 7ms s", "not 'took 7ms s'"),
    ],
)
def test_go_prints_what_stands_below_it(code: str, printed: str, said: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, f"# A page\n\n```go\n{code}\n```\n\n```text\n{printed}\n```\n")
    folder = tmp_path / "run"
    folder.mkdir()
    (program,) = programs.printed_go(page)
    found = messages(programs.run_go(program, folder))
    assert said in found
    assert bool(said) == bool(found)


SUITE = """
```python
# half.py
def half(number):
    return number / 2
```

```python
# test_half.py
from half import half


def test_half():
    assert half(4) == 2
```
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SUITE, ""),
        (SUITE.replace("/ 2", "/ 3"), "10: python: its tests fail"),
        (SUITE.replace("import half", "import third"), "cannot import name 'third'"),
    ],
)
def test_tests_of_a_page_are_run(text: str, said: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, f"# A page\n{text}")
    assert [name for name, _ in programs.suite(page)] == ["half", "test_half"]
    assert programs.absent_from_suite(page) == set()
    folder = tmp_path / "run"
    folder.mkdir()
    found = messages(programs.run_suite(page, folder))
    assert said in found
    assert bool(said) == bool(found)


def test_what_tests_of_a_page_lack_is_named(tmp_path: Path) -> None:
    page = page_of(tmp_path, "# A page\n" + SUITE.replace("# half.py", "# half.py\nimport torch9"))
    assert programs.absent_from_suite(page) == {"torch9"}


SERVER = "server { listen 8080; location / { proxy_pass http://a.b.internal:80; } }"


@pytest.mark.needs("nginx", "openssl")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SERVER, ""),
        (SERVER.replace("proxy_pass", "proxy_pas"), 'unknown directive "proxy_pas"'),
        (SERVER.replace("a.b.internal", "$nowhere"), 'unknown "nowhere" variable'),
        (SERVER.replace("8080", "8443 ssl; ssl_certificate /a; ssl_certificate_key /b"), ""),
    ],
)  # fmt: skip
def test_nginx_loads_blocks(text: str, said: str, tmp_path: Path) -> None:
    page = page_of(tmp_path, block("nginx", text))
    (found_block,) = programs.for_nginx(page)
    faults = programs.load_nginx(program("nginx"), program("openssl"), found_block, tmp_path)
    found = messages(faults)
    assert said in found
    assert bool(said) == bool(found)


def named(file: str, text: str) -> str:
    return f"# A page\n\n```{{code-block}} ini\n:caption: {file}\n{text}\n```\n"


UNIT = named("/etc/systemd/system/a.service.d/a.conf", "[Service]\nCPUAffinity=0")
KERNEL = named("/etc/sysctl.d/a.conf", "vm.swappiness = 1")
JOBS = named("a.fio", "[a]\nrw=read\nsize=1m")
MOUNT = named("/etc/fstab", "host:/a  /a  nfs  ro  0  0")
REDIS = named("redis.conf", "appendonly no")
IMAGE = block("dockerfile", 'FROM scratch\nCOPY a b /\nENTRYPOINT ["/a"]')


def tried(loader: str, text: str, said: str) -> object:
    return pytest.param(loader, text, said, marks=pytest.mark.needs(loader))


@pytest.mark.parametrize(
    ("loader", "text", "said"),
    [
        tried("systemd", UNIT, ""),
        tried("systemd", UNIT.replace("CPU", "GPU"), "Unknown key 'GPUAffinity'"),
        tried("sysctl", KERNEL, ""),
        tried("sysctl", KERNEL.replace("pp", "p"), "/proc/sys/vm/swapiness"),
        tried("fio", JOBS, ""),
        tried("fio", JOBS.replace("size", "sise"), "Bad option <sise=1m>"),
        tried("findmnt", MOUNT, ""),
        tried("findmnt", MOUNT.replace("host:/a", "UUID=a"), "unreachable"),
        tried("redis", REDIS, ""),
        tried("redis", REDIS.replace("no", "maybe"), "must be 'yes' or 'no'"),
        tried("buildah", IMAGE, ""),
        tried("buildah", IMAGE.replace("ENTRYPOINT", "ENTERPOINT"), "ENTERPOINT"),
    ],
)
def test_programs_read_their_own_files(loader: str, text: str, said: str, tmp_path: Path) -> None:
    ((found_block, found_loader),) = loaders.loaded(page_of(tmp_path, text))
    assert found_loader.program == loader
    folder = tmp_path / "empty"
    folder.mkdir()
    found = messages(loaders.faults(found_block, found_loader, program(loader), folder))
    assert said in found
    assert bool(said) == bool(found)


ASKING = """
```python
import os
print("PostgreSQL at", bool(os.environ["DSN"]), "1")
```

```text
PostgreSQL at True 2
```
"""


@pytest.mark.needs("postgres")
def test_code_for_postgresql_is_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = block("sql", "CREATE TABLE a (b int);") + block("sql", "SELECT c FROM a;") + ASKING
    steps: list[dict[str, object]] = [
        {"block": "CREATE TABLE a", "then": [["TABLE b", 'ERROR:  relation "b" does not exist']]},
        {"block": "SELECT c FROM a", "then": [["TABLE a", "1"]]},
        {"block": "import os", "dsn": "DSN"},
    ]
    monkeypatch.setattr(databases, "_steps", lambda: {"page": steps})
    page = page_of(tmp_path, text)
    assert [shown.text for shown in databases.outputs(page)] == ["PostgreSQL at True 2\n"]
    with cluster(program("postgres")) as server:
        found = messages(databases.faults(page, server, tmp_path)).splitlines()
        assert ["column" in found[0], "says ''" in found[1], "not '" in found[2]] == [True] * 3
        steps[2]["varies"] = r"\d$"
        assert len(list(databases.faults(page, server, tmp_path))) == 3


@pytest.mark.parametrize(
    ("text", "reasons", "said"),
    [
        (block("json", "{}"), {}, "4: only a parser reads this: run it, or say why not"),
        (block("json", "{}"), {"{}": "it is empty"}, ""),
        (block("json", "{}"), {"[]": "it is empty"}, "1: '[]' of untried.toml is not in one block"),
        (block("json", "{}") * 2, {"{}": "it is empty"}, "is not in one block"),
        (block("go", GO), {}, ""),
        (
            block("go", GO),
            {"took": "it is slow"},
            "more than parsed (compiled and vetted)",
        ),
        (block("python", "print(1)"), {}, "only a parser reads this"),
        (block("python", "print(1)") + "\n```text\n1\n```\n", {}, ""),
        (block("python", "import torch") + "\n```text\n1\n```\n", {}, "only a parser reads this"),
    ],
)
def test_of_every_block_something_is_said(
    text: str,
    reasons: dict[str, str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(treatment, "reasons", lambda: {"page": reasons})
    found = messages(treatment.said(page_of(tmp_path, text)))
    assert said in found
    assert bool(said) == bool(found)
