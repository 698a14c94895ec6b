"""The site itself, as `make html` builds it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from browsing import PAGES
from builds import PROJECT, build_site, files
from justhtml import JustHTML

if TYPE_CHECKING:
    from pathlib import Path

PARTS = """\
How a Prompt Becomes Tokens: Tokenizer, Prefill, Decode, and Sampling
Smaller Numbers, Faster Models: Quantization and Batching
The Inference Engine Room: vLLM, TensorRT-LLM, SGLang, and llama.cpp
The Memory of a Conversation: KV, Prefix Reuse, Speculation, and Throughput
Training Across the Fleet: DDP, FSDP, DeepSpeed, and ZeRO
The Serving Layer: Triton, vLLM, KServe, Ray Serve, and SGLang
Kubernetes Meets GPUs: Containers, Scheduling, and Isolation
The Fabric Between GPUs: NCCL, InfiniBand, RoCE, and GPUDirect
One Model, Many Accelerators: Multi-GPU and Multi-Node Inference
Fine-Tuning Without the Full Bill: LoRA, QLoRA, and PEFT
RAG That Survives Production: Embeddings, Retrieval, and Evidence
Cache the Right Thing: Prompt, Semantic, and Cost-Aware Reuse
Can You Debug a Token? Observability for AI Systems
Benchmarking Without Lying: Evals, Load Tests, and A/B Experiments
The Router Is Part of the Model: Routing, Hedging, and Fallback
Agents Need Infrastructure Too: MCP and Workflow Orchestration
From Kafka to Tokens: Streaming Data and Online Inference
Assume the Prompt Is Hostile: Security and Guardrails
Shipping Models Like Software: CI/CD, MLflow, and Registries
The Ground Beneath AI: Linux, Networking, and Storage
Below PyTorch: Profiling, Compilation, and CUDA Kernel Optimization
""".splitlines()

TOPICS = {
    "Inference Engines": "topics/inference-engines.html",
    "LLM Internals": "topics/llm-internals.html",
    "GPU Systems": "topics/gpu-systems.html",
    "Tokenomics": "topics/tokenomics.html",
    "Agentic Systems": "topics/agentic-systems.html",
    "The Archive": "archive/index.html",
}


@pytest.fixture(scope="module")
def home(site: Path) -> str:
    return (site / "index.html").read_text()


def test_the_home_page_has_its_parts_in_order(home: str) -> None:
    headings = re.findall(r"<h[12]>(.*?)<a", home)
    assert headings == [
        "Engineering Tokens, Models, AI Apps at Cloud Scale",
        "Recent writing",
        "The series, stage by stage",
        "Topics",
        "From the Archive",
    ]
    cards = home.split('<ul class="topic-cards')[1].split("</ul>", maxsplit=1)[0]
    found = re.findall(r'href="([^"#]+)#[^"]*">([^<]+)', cards)
    assert {title: href for href, title in found} == TOPICS
    assert [title for _, title in found] == list(TOPICS)
    assert cards.count("<svg") == len(TOPICS)
    assert len(re.findall(r"\d+ posts?<", cards)) == len(TOPICS)


def test_the_series_stands_in_stages_with_what_each_gives(site: Path, home: str) -> None:
    page = (site / "series/ai-systems/index.html").read_text()
    outline = page.split('class="series-outline"')[1].split("</nav>")[0]
    stages = home.split('class="stages')[1].split("Topics<a", maxsplit=1)[0]
    said = r'<h3 class="stage rubric">([^<]+)</h3>\s*<p class="stage-gives">([^<]+)</p>'
    assert re.findall(said, stages) == re.findall(said, outline)
    assert 4 <= len(re.findall(said, stages)) <= 5
    parts = re.findall(r'<li data-post="([^"]+)">', outline)
    assert len(parts) == len(PARTS)
    assert re.findall(r'<li data-post="([^"]+)">', stages) == parts
    starts = re.findall(r'<ol class="[^"]*series-parts" start="(\d+)">', outline)
    lists = outline.split("</ol>")[:-1]
    before = [sum(text.count("data-post") for text in lists[:n]) for n in range(len(lists))]
    assert [int(start) - 1 for start in starts] == before


def test_the_newest_posts_stand_first(home: str) -> None:
    recent = home.split("Recent writing<a")[1].split("The series, stage by stage<a", maxsplit=1)[0]
    assert len(re.findall(r'data-post="([^"]+)"', recent)) == 3


def test_the_series_page_lists_all_parts_in_order(site: Path) -> None:
    page = (site / "series/ai-systems/index.html").read_text()
    outline = page.split('class="series-outline"')[1].split("</nav>")[0]
    items = re.findall(r"<li[^>]*><p>(.*?)</p>", outline)
    assert [re.sub(r"<em.*</em>|<[^>]+>", "", item).strip() for item in items] == PARTS


@pytest.mark.parametrize("page", [*TOPICS.values(), "series/ai-systems/index.html"])
def test_pages_of_collections_are_documents(site: Path, page: str) -> None:
    assert '<article role="main"' in (site / page).read_text()


def test_the_archive_says_how_many_posts_are_old() -> None:
    posts = [path.read_text() for path in (PROJECT / "archive").rglob("*.md")]
    old = sum("*First published" in post for post in posts)
    assert f"{old} come from the old blog" in (PROJECT / "archive/index.md").read_text()


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    loads = re.compile(
        r"<(?:script|img|iframe|source|video|audio|embed)[^>]*\ssrc=\"(?:https?:)?//"
        r"|<link[^>]*rel=\"(?:stylesheet|preload|icon)\"[^>]*href=\"(?:https?:)?//",
    )
    pages = list(site.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        assert not loads.search(page.read_text()), page
    for style in site.rglob("*.css"):
        assert not re.search(r"@import|url\(['\"]?(?:https?:)?//", style.read_text()), style


@pytest.mark.parametrize("name", ["404.html", "blog/go-pprof/index.html", *PAGES.values()])
def test_pages_are_well_formed(site: Path, name: str) -> None:
    parsed = JustHTML((site / name).read_text(), collect_errors=True, sanitize=False)
    assert [str(error) for error in parsed.errors] == []


@pytest.mark.parametrize("builder", ["site", "dirhtml_site"])
def test_the_page_for_missing_ones_finds_its_files_from_anywhere(
    builder: str, request: pytest.FixtureRequest
) -> None:
    out: Path = request.getfixturevalue(builder)
    page = (out / "404.html").read_text()
    base = re.findall(r'<base href="([^"]+)">', page)
    assert base == ["/404/" if builder == "dirhtml_site" else "/404.html"]
    links = {urljoin(base[0], link) for link in re.findall(r'\s(?:href|src)="([^"#]+)', page)}
    paths = [urlsplit(link).path for link in links if not urlsplit(link).netloc]
    assert len(paths) > 15
    for path in paths:
        target = out / path.lstrip("/")
        assert target.is_file() or (target / "index.html").is_file(), path


def test_parallel_equals_serial(site: Path, tmp_path: Path) -> None:
    parallel = build_site(tmp_path, "-j", "2")
    assert files(parallel) == files(site)


def test_addresses_that_end_in_a_slash_have_no_warning(dirhtml_site: Path) -> None:
    assert (dirhtml_site / "about/extension/index.html").is_file()


@pytest.mark.parametrize(
    "builder", ["text", pytest.param("latex", marks=pytest.mark.needs("rsvg-convert"))]
)
def test_other_builders_have_no_warning(builder: str, site: Path, tmp_path: Path) -> None:
    out = build_site(tmp_path / builder, builder=builder, read=site)
    assert any(out.iterdir())
