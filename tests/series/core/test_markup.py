"""Posts are cut from their pages with absolute links, and text keeps to what XML allows."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sphinx_series.core.formats.markup import (
    marked,
    post_of,
    text_of,
    without_controls,
    xml_document,
)

URL = "https://example.org/en/posts/a.html"


class Elements(HTMLParser):
    """Collects the start tags of a fragment, and its text."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def post(body: str) -> str:
    return post_of(f"<nav><a href='x'>x</a></nav>{marked(body)}<footer></footer>", URL)


@given(st.text())
def test_what_is_left_after_cleaning_is_xml(text: str) -> None:
    root = ET.Element("a")
    root.text = without_controls(text)
    read = ET.fromstring(xml_document(root).encode()).text or ""  # noqa: S314 - our own
    assert read == root.text.replace("\r\n", "\n").replace("\r", "\n")


def test_cleaning_leaves_what_is_allowed() -> None:
    allowed = "\t\n\rA\u202e\U0001f600\ud7ff\ue000\ufffd"
    assert without_controls(f"\x00\x08\x0b\x1f{allowed}\ufffe\uffff\ud800") == allowed


@pytest.mark.parametrize(
    ("tag", "whole"),
    [
        ('<a href="b.html">', '<a href="https://example.org/en/posts/b.html">'),
        ('<a class="x" href="../c/?a=1&amp;b=2#d">',
         '<a class="x" href="https://example.org/en/c/?a=1&amp;b=2#d">'),
        ('<a href="#part">', f'<a href="{URL}#part">'),
        ('<a href="">', f'<a href="{URL}">'),
        ("<img src='../_images/a b.png' alt='a \"b\"'/>",
         "<img src=\"https://example.org/en/_images/a b.png\" alt='a \"b\"'/>"),
        ("<a href=/root>", '<a href="https://example.org/root">'),
        ('<a title="href=&quot;x&quot; > y" HREF="//cdn.example/x">',
         '<a title="href=&quot;x&quot; > y" HREF="https://cdn.example/x">'),
        ("<img alt=' src=\"no\"' src='yes'>",
         "<img alt=' src=\"no\"' src=\"https://example.org/en/posts/yes\">"),
        ('<video controls poster="/p.png" src="/v">',
         '<video controls poster="https://example.org/p.png" src="https://example.org/v">'),
        ('<a href="mailto:a@b.example">', '<a href="mailto:a@b.example">'),
        ('<img src="data:image/png;base64,AA==">', '<img src="data:image/png;base64,AA==">'),
        ('<a href="http://[x">', '<a href="http://[x">'),
        ('<a name="x" title="x" ping="p /q">',
         '<a name="x" title="x" ping="https://example.org/en/posts/p https://example.org/q">'),
        ('<td background="b.png">', '<td background="https://example.org/en/posts/b.png">'),
        ('<own-viewer src="m.glb" data="x">',
         '<own-viewer src="https://example.org/en/posts/m.glb" data="x">'),
        ('<textPath href="#path">', '<textPath href="#path">'),
        ('<pattern href="p.svg#x">', '<pattern href="https://example.org/en/posts/p.svg#x">'),
        ('<path fill="url(#paint)" mask="url(m.svg#x)">',
         '<path fill="url(#paint)" mask="url(https://example.org/en/posts/m.svg#x)">'),
        ('<svg><a xlink:href="#part">', f'<svg><a xlink:href="{URL}#part">'),
        ('<use href="#icon">', '<use href="#icon">'),
        ('<use href="i.svg#icon">', '<use href="https://example.org/en/posts/i.svg#icon">'),
        ('<image xlink:href="i.png"/>', '<image xlink:href="https://example.org/en/posts/i.png"/>'),
        ('<img srcset="x.png 2x, /y.png 3x,z.png">',
         ('<img srcset="https://example.org/en/posts/x.png 2x, https://example.org/y.png 3x,'
         'https://example.org/en/posts/z.png">')),
        ('<img srcset="data:image/png;base64,AA,BB 1x, u.png">',
         '<img srcset="data:image/png;base64,AA,BB 1x, https://example.org/en/posts/u.png">'),
        ('<object data="../_images/g.svg">',
         '<object data="https://example.org/en/_images/g.svg">'),
        ('<blockquote cite="c">', '<blockquote cite="https://example.org/en/posts/c">'),
        ('<form action="/go">', '<form action="https://example.org/go">'),
        ('<button formaction="b">', '<button formaction="https://example.org/en/posts/b">'),
        ("<p style=\"background:url('b.png'), url(/c.png)\">",
         ('<p style="background:url(&#x27;https://example.org/en/posts/b.png&#x27;), '
         'url(https://example.org/c.png)">')),
        ('<path style="fill:url(#paint)">', '<path style="fill:url(#paint)">'),
    ],
)  # fmt: skip
def test_links_and_images_become_absolute(tag: str, whole: str) -> None:
    assert post(tag) == whole


ATTRIBUTES = st.dictionaries(
    st.sampled_from(["href", "src", "alt", "title", "class", "data-href"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12),
)


@given(st.lists(st.tuples(st.sampled_from(["a", "img", "p", "span"]), ATTRIBUTES, st.text())))
def test_nothing_but_urls_and_styling_is_changed(
    elements: list[tuple[str, dict[str, str], str]],
) -> None:
    fragment = "".join(
        f"<{tag}{''.join(f' {name}={quoted(value)}' for name, value in attributes.items())}>"
        f"{escape(text)}"
        for tag, attributes, text in elements
    )
    before, after = Elements(without_controls(fragment.strip())), Elements(post(fragment))
    assert after.text.strip() == before.text.strip()
    meant = [
        (tag, attributes)
        for tag, attributes in before.found
        if tag != "span" or attributes.keys() - {"class"}
    ]
    for (tag, attributes), (tag_after, attributes_after) in zip(meant, after.found, strict=True):
        assert tag == tag_after
        for name, value in attributes.items():
            assert attributes_after[name] == (
                absolute(tag, value) if name in {"href", "src"} else value
            )


def quoted(value: str) -> str:
    return f'"{escape(value)}"'


def absolute(tag: str, value: str | None) -> str | None:
    if tag != "a" and value and value.startswith("#"):
        return value
    try:
        return without_controls(urljoin(URL, value or ""))
    except ValueError:
        return value


def test_what_only_the_page_needs_is_left_out() -> None:
    body = (
        '<p class="series-position">Part 1</p>'
        '<h1>Title<a class="headerlink" href="#x">¶</a></h1>\n<p>Text</p>'
        '<h2 id="x">More<a class="headerlink" href="#x" title="Link">¶</a></h2>'
        "<script>if (a < b) document.write('<p>')</script><style>p {}</style >"
        '<nav aria-label="Parts" class="series-outline no-search">\n<ol></ol></nav>'
        '<nav class="series-outline"><p>Kept: it was asked for</p></nav><h1>Second</h1>'
    )
    assert post(body) == (
        '<p class="series-position">Part 1</p><p>Text</p><h2 id="x">More</h2>'
        '<nav class="series-outline"><p>Kept: it was asked for</p></nav><h1>Second</h1>'
    )


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ('<pre><span></span><span class="kn">import</span><span class=w> </span>x</pre>',
         "<pre>import x</pre>"),
        ('<span class="pre"><SPAN id="a" class="b">x</SPAN></span>',
         '<SPAN id="a" class="b">x</SPAN>'),
        ('<span id="a"><span class=\'b\'>x</span >y</span>z', '<span id="a">xy</span>z'),
        ('<span title="class=\'a\'">x</span>', '<span title="class=\'a\'">x</span>'),
        ("x</span>y", "x</span>y"),
        ('<spanner class="a">x</spanner>', '<spanner class="a">x</spanner>'),
    ],
)  # fmt: skip
def test_spans_that_only_style_are_left_out(body: str, left: str) -> None:
    assert post(body) == left


def test_a_page_without_marks_has_no_text() -> None:
    assert post_of("<p>x</p>", URL) == ""


def test_the_text_of_a_fragment() -> None:
    assert text_of("A &amp; <code>b</code> &lt;c&gt;") == "A & b <c>"
