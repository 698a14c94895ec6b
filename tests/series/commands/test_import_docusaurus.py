"""`sphinx-series import docusaurus`: posts stand at the addresses that its documentation states."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from builds import build
from old_blogs import imported
from sphinx_series.core.addresses import addresses

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

CONFIG = """\
// The site.
import {themes} from 'prism-react-renderer';

const config: Config = {
  title: "It's here",
  url: 'https://old.example',
  baseUrl: '/base/',
  i18n: {defaultLocale: 'en', locales: ['en', 'fr']},
  presets: [
    ['classic', /** @type {Options} */ ({
      blog: {
        showReadingTime: true,
        postsPerPage: 2,
        feedOptions: {type: 'all', copyright: `© ${new Date().getFullYear()}`},
      },
    } satisfies Options)],
  ],
  plugins: [['@docusaurus/plugin-content-blog', {id: 'news', path: 'news', routeBasePath: 'n'}]],
};
module.exports = config;
"""
PNG = b"\x89PNG\r\n\x1a\n"


class Old:
    """An old site that is imported into an empty project."""

    def __init__(self, folder: Path, files: Mapping[str, str | bytes]) -> None:
        for name, content in {"docusaurus.config.ts": CONFIG, **files}.items():
            path = folder / "old" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else dedent(content).encode()
            path.write_bytes(data)
        self.new = folder / "new"
        self.status, self.report, self.texts = imported("docusaurus", folder / "old", self.new)

    def addresses(self) -> dict[str, list[str]]:
        return {
            post["source"]: [addresses.parse(one) or one for one in post["addresses"]]
            for post in self.report["posts"]
        }

    def remarks(self, kind: str) -> list[str]:
        found: list[dict[str, Any]] = self.report["remarks"]
        return [
            item["message"] for group in found if group["kind"] == kind for item in group["items"]
        ]


POST = "---\ntitle: T\n---\n\nWords.\n"


@pytest.mark.parametrize(
    ("name", "head", "address"),
    [
        ("2021-05-12-tea.md", "", "/2021/05/12/tea/"),
        ("2021-05-12-tea/index.mdx", "", "/2021/05/12/tea/"),
        ("2021/05/12/tea.md", "", "/2021/05/12/tea/"),
        ("2021/05/12-tea/index.md", "", "/2021/05/12/tea/"),
        ("team/2021-5-2-tea.md", "", "/2021/5/2/team/tea/"),
        ("2021-05-12.md", "", "/2021/05/12/"),
        ("tea.md", "date: 2021-05-12", "/tea/"),
        ("deep/tea/index.md", "date: 2021-05-12", "/deep/tea/"),
        ("2021-05-12-tea.md", "slug: green tea", "/green tea/"),
        ("2021-05-12-tea.md", "slug: /a/b", "/a/b/"),
        ("2021-05-12-grüner-tee.md", "", "/2021/05/12/grüner-tee/"),
    ],
)
def test_a_post_keeps_its_address(tmp_path: Path, name: str, head: str, address: str) -> None:
    old = Old(tmp_path, {f"blog/{name}": f"---\ntitle: T\n{head}\n---\n\nWords.\n"})
    (own,) = old.addresses().values()
    assert own[0] == f"/base/blog{address}"
    # It is not translated, so it stood at the address of the other language as well.
    assert own[1] == f"/base/fr/blog{address}"
    assert old.status == 0


def test_a_translation_has_an_address_of_its_own(tmp_path: Path) -> None:
    translated = "i18n/fr/docusaurus-plugin-content-blog/2021-05-12-tea.md"
    old = Old(tmp_path, {"blog/2021-05-12-tea.md": POST, translated: POST})
    assert old.addresses() == {
        "blog/2021-05-12-tea.md": ["/base/blog/2021/05/12/tea/"],
        translated: ["/base/fr/blog/2021/05/12/tea/"],
    }


def test_another_blog_has_its_own_settings(tmp_path: Path) -> None:
    old = Old(tmp_path, {"news/2021-05-12-tea.md": POST})
    (own,) = old.addresses().values()
    assert own[0] == "/base/n/2021/05/12/tea/"


def test_without_slashes_an_address_is_a_file(tmp_path: Path) -> None:
    config = CONFIG.replace("baseUrl", "trailingSlash: false, baseUrl")
    old = Old(tmp_path, {"docusaurus.config.ts": config, "blog/2021-05-12-tea.md": POST})
    (own,) = old.addresses().values()
    assert own[0] == "/base/blog/2021/05/12/tea"


def test_what_was_not_public_is_none(tmp_path: Path) -> None:
    old = Old(
        tmp_path,
        {
            "blog/2021-05-12-draft.md": "---\ntitle: D\ndraft: true\n---\n\nx\n",
            "blog/2021-05-13-hidden.md": "---\ntitle: U\nunlisted: true\n---\n\nx\n",
            "blog/2021-05-14-open.md": POST,
            "blog/_partial.md": "x\n",
            "blog/_more/2021-05-15-x.md": POST,
            "blog/2999-05-14-later.md": POST,
        },
    )
    states = {post["source"]: post["draft"] for post in old.report["posts"]}
    assert states == {
        "blog/2021-05-12-draft.md": True,
        "blog/2021-05-13-hidden.md": False,
        "blog/2021-05-14-open.md": False,
        "blog/2999-05-14-later.md": True,
    }
    assert "unlisted: true" in old.texts["blog/2021-05-13-hidden.md"]
    assert "draft: true" in old.texts["blog/2021-05-12-draft.md"]
    ledger = (old.new / "urls.txt").read_text()
    assert "draft" not in ledger
    assert "later" not in ledger
    assert len(old.remarks("hidden")) == 2


def test_lists_and_feeds_lead_on(tmp_path: Path) -> None:
    post = "---\ntitle: T\ntags: [Hello World, facts]\nauthors: [ada]\n---\n\nWords.\n"
    old = Old(
        tmp_path,
        {
            **{f"blog/2021-05-1{number}-p{number}.md": post for number in range(3)},
            "blog/tags.yml": "facts:\n  label: All facts\n  permalink: /what-is\n",
            "blog/authors.yml": "ada:\n  name: Ada Lovelace\n  page: true\n",
        },
    )
    ledger = (old.new / "urls.txt").read_text()
    for address in (
        "/base/blog/", "/base/blog/page/2/", "/base/blog/archive/", "/base/blog/tags/",
        "/base/blog/tags/hello-world/", "/base/blog/tags/hello-world/page/2/",
        "/base/blog/tags/what-is/", "/base/blog/authors/", "/base/blog/authors/ada/",
        "/base/fr/blog/archive/",
    ):  # fmt: skip
        assert f"\n{address} -> /index.html\n" in ledger
    (feeds,) = [one for one in old.remarks("feed") if "series_feed_paths" in one]
    assert "base/blog/rss.xml" in feeds
    assert "feed.json" in " ".join(old.remarks("feed"))
    assert "All facts (3), Hello World (3)" in " ".join(old.remarks("topic"))
    assert "Ada Lovelace (3)" in " ".join(old.remarks("author"))


MDX = """\
---
title: The post
date: 2021-05-12T10:00:00Z
last_update: {date: 2022-01-02}
---

import Tabs from '@theme/Tabs';
import {A, B} from './parts';

export const answer = 42;

# The heading {#own}

The *start*.

<!-- truncate -->

:::note

With `code`.

:::

:::tip[Mind **this**]

::::danger Old title

Deep.

::::

:::

```jsx title="src/x.js" {1,3} showLineNumbers
// highlight-next-line
<Tabs>{x}</Tabs>
```

<Tabs groupId="a" data={[{a: 1}]}>
  <TabItem value="one">

Words within.

  </TabItem>
</Tabs>

The answer is {answer}, {/* nobody reads this */}and <span className="x">so on</span>.

![Alt](./img/a.png) <img src={require('./img/a.png').default} alt="Other" style={{width: 3}} />

See [the other](./2021-05-13-other.md#part) and [it](@site/blog/2021-05-13-other.md), or
https://example.org/bare.
"""


def test_what_mdx_holds_stays(tmp_path: Path) -> None:
    old = Old(
        tmp_path,
        {
            "blog/post/index.mdx": MDX.replace("./2021", "../2021"),
            "blog/post/img/a.png": PNG,
            "blog/2021-05-13-other.md": POST,
        },
    )
    text = old.texts["blog/post/index.mdx"]
    assert text.startswith(
        "---\ndate: 2021-05-12 10:00:00+00:00\nupdated: 2022-01-02\ndescription: The start.\n"
    )
    assert "```{note}\nWith `code`.\n```" in text
    assert "````{admonition} Mind **this**\n:class: tip\n" in text
    assert "```{admonition} Old title\n:class: danger\n\nDeep.\n```" in text
    assert "`src/x.js`\n\n```jsx\n<Tabs>{x}</Tabs>\n```" in text
    assert "Words within." in text
    assert '`<Tabs groupId="a" data={[{a: 1}]}>`' in text
    assert "The answer is `{answer}`, and so on." in text
    assert "![Alt](post-a.png) ![Other](post-a.png)" in text
    assert text.count("(other.md)") == 2
    assert "<https://example.org/bare>" in text or "(https://example.org/bare)" in text
    assert len(old.remarks("code")) == 5
    assert old.status == 1
    assert "nobody reads" not in text
    built = build(old.new)
    assert built.warnings == []


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"docusaurus.config.ts": "export default {\n  url: 'x',\n"}, "docusaurus.config.ts:1: "),
        ({"docusaurus.config.ts": "export default {\n  a: [1}\n};\n"}, "docusaurus.config.ts:2: "),
        ({"blog/authors.yml": "ada:\n  name: [\n"}, "blog/authors.yml:"),
    ],
)
def test_a_broken_configuration_ends_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: Mapping[str, str], where: str
) -> None:
    with pytest.raises(AssertionError, match=where):
        raise_at(tmp_path, files, capsys)


def raise_at(folder: Path, files: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    from sphinx_series.commands.cli import main  # noqa: PLC0415

    old = Old(folder, {**files, "blog/2021-05-12-tea.md": POST})
    assert old.status == 2
    main(["import", "docusaurus", str(folder / "old"), "--to", "b", "--source", str(old.new)])
    raise AssertionError(capsys.readouterr().err)


def test_what_is_no_plain_value_is_named(tmp_path: Path) -> None:
    config = CONFIG.replace("'/base/'", "process.env.BASE ?? '/'").replace("'news',", "dir,")
    old = Old(tmp_path, {"docusaurus.config.ts": config, "blog/2021-05-12-tea.md": POST})
    assert "`baseUrl` is no plain value: it was not read" in old.remarks("setting")
    assert old.status == 1


def test_other_pages_are_counted(tmp_path: Path) -> None:
    old = Old(tmp_path, {"blog/2021-05-12-tea.md": POST, "docs/a.md": POST, "docs/b.mdx": POST})
    assert old.remarks("left-out") == ["2 pages are none of a blog: they are left out"]
