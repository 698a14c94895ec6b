"""The benchmark harness. What it measures is of one machine and one day, so no test asserts it."""

from __future__ import annotations

import dataclasses
import json
import re
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from bench import cli, corpus, measure, plot, previews, report, results, search, shards
from bench.environments import REQUIREMENTS, Environment, MissingError, prepare
from bench.measure import Bench, BuildError, Page, Round, Sample
from bench.results import Measurement, Results
from bench.tools import TOOLS, Build, Tool
from builds import PROJECT
from servers import answer

if TYPE_CHECKING:
    from bench.corpus import Corpus, Post
    from playwright.sync_api import Browser


# The corpus


def test_equal_seeds_give_equal_posts() -> None:
    assert corpus.generate(30) == corpus.generate(30)
    assert corpus.generate(30, seed=2) != corpus.generate(30)


def test_a_small_corpus_is_the_start_of_a_larger_one() -> None:
    assert corpus.generate(45).posts[:30] == corpus.generate(30).posts


def test_posts_are_in_series_of_twenty() -> None:
    made = corpus.generate(45)
    assert [len(series.posts) for series in made.series] == [20, 20, 5]
    assert len(made.slugs) == 45
    assert len({series.title for series in made.series}) == 3


def test_posts_have_what_real_ones_have() -> None:
    made = corpus.generate(100)
    assert 800 < statistics.median(len(post.body.split()) for post in made.posts) < 920
    for post in made.posts:
        assert re.search(r"^## ", post.body, re.MULTILINE)
        assert re.search(r"^- ", post.body, re.MULTILINE)
        assert "| --- |" in post.body
        assert len(re.findall(r"^```\w+$", post.body, re.MULTILINE)) >= 1
        assert post.description
        assert set(post.topics) <= set(corpus.TOPICS)
    assert {topic for post in made.posts for topic in post.topics} == set(corpus.TOPICS)


def test_links_lead_to_older_posts() -> None:
    made = corpus.generate(45)
    count = 0
    for post in made.posts:
        found: list[str] = []
        post.markdown(lambda slug, *_, found=found: found.append(slug) or "")
        assert all(made.slugs[slug].number < post.number for slug in found)
        count += len(found)
    assert count > 100


def _changes(before: Corpus, after: Corpus) -> list[Post]:
    return [post for post in after.posts if before.slugs.get(post.slug) != post]


def test_each_edit_changes_one_post() -> None:
    made = corpus.generate(45)
    for name, edit in corpus.EDITS.items():
        assert len(_changes(made, edit(made))) == (name != "moved")
    assert made.edit_body().posts[22].body != made.posts[22].body
    assert made.edit_title().posts[22].title != made.posts[22].title
    added = made.add_post()
    assert len(added.posts) == 46
    assert added.posts[45].series == made.posts[44].series


def test_a_moved_part_comes_after_the_one_that_followed_it() -> None:
    made = corpus.generate(45)
    before, after = made.series[1].posts, made.move_part().series[1].posts
    assert after == (*before[:2], before[3], before[2], *before[4:])
    assert made.move_part().series[::2] == made.series[::2]


def test_a_corpus_is_written_once_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "corpus" / "5.json"
    assert corpus.load(path, 5) == corpus.generate(5)
    written = path.stat().st_mtime_ns
    assert corpus.load(path, 5) == corpus.generate(5)
    assert path.stat().st_mtime_ns == written


# The tools


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_every_tool_gets_every_post_whole(tool: Tool) -> None:
    made = corpus.generate(25)
    files = tool.emit(made)
    assert len({tool.page(post) for post in made.posts}) == 25
    for post in made.posts:
        (text,) = (text for path, text in files.items() if path.endswith(f"/{post.slug}.md"))
        assert post.title in text
        assert "[[" not in text
        assert all(line in text for line in post.body.splitlines() if "[[" not in line)


@pytest.mark.parametrize("path", sorted(REQUIREMENTS.glob("*.txt")), ids=lambda path: path.name)
def test_requirements_are_pinned(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+|-r [a-z-]+\.txt", line) for line in lines)


def test_every_tool_has_its_requirements_or_a_program() -> None:
    for tool in TOOLS.values():
        assert bool(tool.program) != (REQUIREMENTS / f"{tool.requirements}.txt").is_file()


def test_a_tool_that_is_not_installed_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="no program"):
        prepare(_fake(program="no-such-program-anywhere"), tmp_path)


# Measuring


@pytest.mark.parametrize("name", ["sphinx-series", "sphinx-series-pagefind"])
def test_our_extensions_are_measured(name: str, tmp_path: Path) -> None:
    bench = Bench(TOOLS[name], Path(sys.executable), tmp_path / "work", jobs=1)
    round_ = bench.round(corpus.generate(5), stale=True)
    assert list(round_.samples) == list(measure.SCENARIOS)
    assert round_.pages >= 5
    assert round_.weight > 0
    for sample in round_.samples.values():
        assert min(sample.wall, sample.cpu, sample.memory) > 0
        assert sample.changed <= sample.written
    assert round_.samples["clean"].written == round_.pages
    assert round_.samples["body"].changed >= 1
    assert round_.samples["new"].written >= 1
    assert None not in {round_.samples[name].stale for name in ("no-op", *corpus.EDITS)}
    assert not (tmp_path / "work").exists()


_FAKE = """\
import sys
from pathlib import Path
source, out = map(Path, sys.argv[1:])
out.mkdir(exist_ok=True)
pages = sorted(source.glob("*.md"))
listing = out / "index.html"
for page in pages:
    target = out / f"{page.stem}.html"
    if not target.exists() or target.read_text() != page.read_text():
        target.write_text(page.read_text())
if not listing.exists():
    listing.write_text(f"{len(pages)} posts")
"""


def _fake(program: str = "", code: str = _FAKE, once_from: int | None = None) -> Tool:
    """Make a tool that writes what changed, and whose listing goes stale."""

    def command(build: Build) -> list[str]:
        return [sys.executable, "-c", code, str(build.source), str(build.out)]

    return Tool(
        name="fake",
        label="Fake",
        emit=lambda made: {f"{post.slug}.md": post.title + post.body for post in made.posts},
        command=command,
        page=lambda post: f"{post.slug}.html",
        program=program,
        parallel=False,
        once_from=once_from,
    )


def test_written_and_stale_pages_are_counted(tmp_path: Path) -> None:
    bench = Bench(_fake(), Path(sys.executable), tmp_path / "work", jobs=1)
    made = corpus.generate(3)
    round_ = bench.round(made, stale=True)
    counts = {
        name: (sample.written, sample.changed, sample.stale)
        for name, sample in round_.samples.items()
    }
    assert counts == {
        "clean": (4, 4, None),
        "no-op": (0, 0, 0),
        "body": (1, 1, 0),
        "title": (1, 1, 0),
        "new": (1, 1, 1),
        "moved": (0, 0, 0),
    }
    sizes = [len((post.title + post.body).encode()) for post in made.posts]
    assert round_.weight == statistics.median(sizes)


_BUSY_CHILD = """
import multiprocessing, time

def work():
    end = time.process_time() + 0.5
    while time.process_time() < end:
        pass

child = multiprocessing.get_context("fork").Process(target=work)
child.start()
child.join()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell")
def test_what_the_first_process_computes_is_told_from_what_others_do(tmp_path: Path) -> None:
    tool = _fake(code=_BUSY_CHILD + _FAKE)
    bench = Bench(tool, Path(sys.executable), tmp_path / "work", jobs=1)
    round_ = bench.round(corpus.generate(1), stale=False)
    clean = round_.samples["clean"]
    assert clean.main is not None
    assert 0 < clean.main < clean.cpu - 0.4
    one = Measurement(tool="fake", label="Fake", jobs=None, versions={}, rounds=[round_])
    assert one.share == clean.main / clean.cpu


def test_a_failed_build_says_why(tmp_path: Path) -> None:
    tool = _fake(code="raise SystemExit('out of paper')")
    with pytest.raises(BuildError, match="out of paper"):
        Bench(tool, Path(sys.executable), tmp_path / "work", jobs=1).round(
            corpus.generate(1), stale=False
        )


def test_what_is_volatile_does_not_make_a_page_stale(tmp_path: Path) -> None:
    for name, text in {"one": "made at 9", "two": "made at 10"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(text)
    pattern = re.compile(rb"made at \d+")
    one, two = (measure.look(tmp_path / name, [pattern]) for name in ("one", "two"))
    assert measure.count_changed(one, two) == 1
    assert measure.count_stale(one, two) == 0
    assert measure.count_stale(measure.look(tmp_path / "one"), two) == 1


def test_missing_and_surplus_pages_are_stale() -> None:
    page = Page(0, b"x", b"x")
    assert measure.count_stale({"a": page, "b": page}, {"b": page, "c": page}) == 2


# The run


@pytest.fixture
def fake_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cli, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(cli, "prepare", lambda *_: Environment(Path(sys.executable), {"x": "1"}))
    return tmp_path


def test_a_run_saves_and_reports(
    fake_run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "TOOLS", {"fake": _fake(), "broken": _fake(code="1/0")})
    cli.main(["--sizes", "3", "--rounds", "2", "--results", str(fake_run / "results")])
    loaded = results.load(fake_run / "results" / "posts-3.json")
    assert [len(one.rounds) for one in loaded.measurements] == [2]
    assert [one.samples["new"].stale for one in loaded.measurements[0].rounds] == [1, None]
    assert "ZeroDivisionError" in loaded.absent["broken"]
    assert (fake_run / "results" / "posts-3.svg").is_file()
    assert "| Fake | 4 |" in (fake_run / "results" / "tables.md").read_text()
    assert "broken is missing" in capsys.readouterr().err


def test_a_slow_tool_is_measured_once_and_kept(
    fake_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "TOOLS", {"fake": _fake(once_from=3)})
    arguments = ["--sizes", "3", "--rounds", "2", "--results", str(fake_run / "results")]
    path = fake_run / "results" / "posts-3.json"
    cli.main(arguments)
    (first,) = results.load(path).measurements
    assert len(first.rounds) == 1
    assert not first.kept
    cli.main(arguments)
    (second,) = results.load(path).measurements
    assert second.rounds == first.rounds
    assert second.kept
    cli.main([*arguments, "--fresh"])
    (third,) = results.load(path).measurements
    assert third.rounds != first.rounds


def test_a_slow_tool_is_measured_with_one_number_of_processes(
    fake_run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = dataclasses.replace(_fake(once_from=3), parallel=True)
    monkeypatch.setattr(cli, "TOOLS", {"fake": tool})
    arguments = ["--sizes", "3", "--rounds", "2", "--results", str(fake_run / "results")]
    path = fake_run / "results" / "posts-3.json"
    cli.main([*arguments, "--jobs", "1,2"])
    assert [one.jobs for one in results.load(path).measurements] == [1]
    cli.main([*arguments, "--jobs", "2"])
    cli.main([*arguments, "--jobs", "1,2"])
    loaded = results.load(path).measurements
    assert [(one.jobs, bool(one.kept), len(one.rounds)) for one in loaded] == [
        (1, True, 1),
        (2, True, 1),
    ]


def test_unknown_tools_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.parse(["--tools", "hugo,hugs"])
    assert "unknown: hugs" in capsys.readouterr().err


# The report


def _sample(seconds: float, **more: int | None) -> Sample:
    values = {"memory": 10**8, "written": 24, "changed": 23, "stale": 0, **more}
    return Sample(wall=seconds, cpu=seconds * 0.9, **values)  # type: ignore[arg-type]


def _measurement(tool: str, factor: float, jobs: int | None = 1) -> Measurement:
    rounds = [
        Round(
            samples={
                name: _sample(factor * place * noise, stale=None if name == "clean" else 3)
                for place, name in enumerate(measure.SCENARIOS, 1)
            },
            pages=1_234,
            weight=28_000,
        )
        for noise in (1.0, 9.0, 1.1)
    ]
    label = TOOLS[tool].label
    return Measurement(tool=tool, label=label, jobs=jobs, versions={"x": "1"}, rounds=rounds)


def _results(posts: int) -> Results:
    return Results(
        posts=posts,
        words=861,
        seed=1,
        started="2026-01-02T03:04+00:00",
        machine={
            "cpu": "A <fast> one",
            "cores": 2,
            "memory": 2**34,
            "system": "Linux 6.1",
            "python": "3.11.7",
            "load": 0.1,
        },
        measurements=[_measurement("sphinx-series", 1.0), _measurement("hugo", 0.25, None)],
        absent={"mkdocs": "no network"},
    )


def test_results_are_read_as_they_were_written(tmp_path: Path) -> None:
    results.save(_results(100), tmp_path / "posts-100.json")
    assert results.load(tmp_path / "posts-100.json") == _results(100)


def test_results_of_another_format_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "posts-100.json"
    path.write_text('{"format": 0}')
    with pytest.raises(ValueError, match="measure again"):
        results.load(path)


def test_tables_show_medians_and_ratios() -> None:
    text = report.markdown([_results(1_000), _results(100)], "/figures")
    assert text.index("## 100 posts") < text.index("## 1,000 posts")
    assert "| sphinx_series + Furo, 1 process | 1.1 (0.99) | 2.2 (2.0) |" in text
    assert "| Hugo | 0.25 | 0.25 | 0.25 | 0.25 | 0.25 | 0.25 |" in text
    assert "| Hugo | 1,234 | 28.0 | 100 | – | 24 / 3 |" in text
    assert "Not measured: mkdocs (no network)." in text
    assert "| sphinx_series + Furo, 1 process | 11.0 ms (28.0 KB) | 1.1 ms (28.0 KB) |" in text
    assert "seconds are rough" not in text


def test_the_tables_say_what_makes_them_rough() -> None:
    rough = _results(100)
    rough.machine["load"] = 3.0
    rough.measurements[1].kept = "2026-01-01"
    text = report.markdown([rough], "/figures")
    assert "load 3.0 at the start, 90% of a core" in text
    assert "seconds are rough" in text
    assert "| Hugo † |" in text
    assert "† Measured once" in text


def test_what_an_older_run_did_not_measure_is_left_out() -> None:
    older = _results(100)
    for round_ in older.measurements[1].rounds:
        del round_.samples["moved"]
    text = report.markdown([older], "/figures")
    assert "(1.2) | – |\n" in text
    assert "| Hugo | 0.25 | 0.25 | 0.25 | 0.25 | 0.25 | – |" in text
    circles = plot.svg(older).count("<circle")
    assert circles == plot.svg(_results(100)).count("<circle") - 1


def test_tables_need_no_reference() -> None:
    without = _results(100)
    del without.measurements[0]
    assert "None: `sphinx_series` was not measured" in report.markdown([without], "/figures")


def test_a_plot_has_every_number() -> None:
    root = ET.fromstring(plot.svg(_results(100)))  # noqa: S314
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "sphinx_series + Furo, 1 process" in texts
    assert texts.count("1.1") == 2
    circles = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == len(measure.SCENARIOS) * 3
    assert all(0 < float(circle.attrib["cx"]) < 720 for circle in circles)


def test_the_page_holds_what_was_measured() -> None:
    folder = PROJECT / "benchmarks" / "results"
    found = [results.load(path) for path in folder.glob("posts-*.json")]
    assert report.markdown(found, cli.FIGURES) == (folder / "tables.md").read_text()
    for one in found:
        assert plot.svg(one) == (folder / f"posts-{one.posts}.svg").read_text()


# Search


def test_the_page_holds_what_was_loaded() -> None:
    folder = PROJECT / "benchmarks" / "results"
    facts = json.loads((folder / "search.json").read_text())
    costs = [search.Cost(**cost) for cost in facts.pop("costs")]
    assert search.table(facts, costs) == (folder / "search.md").read_text()


def test_words_are_in_as_many_posts_as_they_say() -> None:
    made = corpus.generate(40)
    found = search.words(made)
    assert [count for count in found.values() if abs(count - 20) <= 2]
    for word, count in found.items():
        pages = [post.title + post.markdown(lambda _slug, text, _: text) for post in made.posts]
        assert sum(word in page.lower() for page in pages) == count


def test_both_searches_are_measured_in_a_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    versions = {"Sphinx": "9.0", "pagefind": "1.5"}
    here = Environment(Path(sys.executable), versions)
    monkeypatch.setattr(search, "prepare", lambda *_: here)
    monkeypatch.setattr(search, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(search, "_QUIET", 500)
    options = search.parse(["--posts", "12", "--results", str(tmp_path / "results")])
    search.run(options, browser)
    costs = json.loads((tmp_path / "results/search.json").read_text())["costs"]
    assert {cost["tool"] for cost in costs} == set(search.SEARCHES)
    assert all(cost["bytes"] > 10_000 and cost["requests"] > 4 for cost in costs)
    rows = (tmp_path / "results/search.md").read_text().splitlines()
    assert rows[2].startswith("| First query | Sphinx's own (requests) | Pagefind (requests) |")
    assert "KB (" in rows[4]


def test_text_is_sent_compressed_and_an_index_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("word " * 1_000)
    (tmp_path / "index.pf_index").write_bytes(b"word " * 1_000)
    search.Server.sent.clear()
    with search.serve(tmp_path) as url:
        for path in ("/", "/index.pf_index?ts=1"):
            assert answer(urlsplit(url).port or 0, path) == (200, "")
    assert search.Server.sent[0] < 100
    assert search.Server.sent[1] == 5_000


# Shards


def test_shards_are_measured_and_give_a_whole_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Environment(Path(sys.executable), {"Sphinx": "9.0", "furo": "2025"})
    monkeypatch.setattr(shards, "prepare", lambda *_: here)
    monkeypatch.setattr(shards, "CACHE", tmp_path / "cache")
    options = ["--posts", "21", "--small", "3", "--count", "2", "--results", str(tmp_path)]
    shards.main(options)
    (one,) = json.loads((tmp_path / "shards.json").read_text())["rounds"]
    assert [step["name"] for step in one["steps"]] == [
        "whole", "read", "read", "join-read", "write", "write", "join-written", "whole",
    ]  # fmt: skip
    assert all(step["cpu"] > 0 and step["memory"] > 2**24 for step in one["steps"])
    # Home, archive, both indexes, two series, eight topics.
    assert one["site"]["documents"] == 21 + 4 + 2 + 8
    assert (one["site"]["addresses"], one["site"]["listed"]) == (21 + 3, 21)
    assert one["site"]["missing"] == []
    assert "and 0 of them are missing" in (tmp_path / "shards.md").read_text()


def test_what_is_missing_of_a_site_is_found(tmp_path: Path) -> None:
    made = corpus.generate(3)
    bench = Bench(TOOLS["sphinx-series"], Path(sys.executable), tmp_path / "work", jobs=1)
    bench.make(made)
    site = bench.build.out
    assert shards.look(made, site).missing == []
    post = f"series/series-0000/{made.posts[1].slug}.html"
    archive = site / "archive.html"
    archive.write_text(archive.read_text().replace(post, "index.html"))
    (site / "blog" / made.posts[2].slug / "index.html").unlink()
    assert shards.look(made, site).missing == [
        f"blog/{made.posts[2].slug}/index.html",
        f"archive.html: {post}",
    ]


# Previews


def test_the_page_holds_how_soon_saves_were_seen() -> None:
    folder = PROJECT / "benchmarks" / "results"
    outcome = json.loads((folder / "previews.json").read_text())
    assert previews.table(outcome) == (folder / "previews.md").read_text()
    for one in outcome["tools"].values():
        assert all(seconds > 0 for times in one["times"].values() for seconds in times)


def test_our_preview_is_measured_in_a_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    here = Environment(Path(sys.executable), {"Sphinx": "9.0"})
    monkeypatch.setattr(previews, "prepare", lambda *_: here)
    monkeypatch.setattr(previews, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(previews, "_REST", 0.5)
    options = ["--posts", "5", "--saves", "1", "--tools", "sphinx-series"]
    previews.run(previews.parse([*options, "--results", str(tmp_path)]), browser)
    (one,) = json.loads((tmp_path / "previews.json").read_text())["tools"].values()
    assert [len(times) for times in one["times"].values()] == [1, 1]
    assert "| `sphinx-series serve` | Sphinx 9.0 | " in (tmp_path / "previews.md").read_text()
