"""reStructuredText as Pelican reads it -> Markdown, by docutils, which reads no other file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Directive, directives, roles
from docutils.writers.html4css1 import HTMLTranslator
from sphinx.util.docutils import docutils_namespace

from . import admonitions, html, kramdown
from .model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .model import Notes

_FORMULA = re.compile("\ue00a(?P<number>[0-9]+)\ue00b")
_OF_PLUGINS = re.compile(r"Unknown (?:directive|interpreted text role)|No (?:directive|role) entry")
_OF_FILES = re.compile(r"directive disabled")
_WARNING = 2  # at which Pelican gives a text up
_SETTINGS = {
    "doctitle_xform": True, "file_insertion_enabled": False, "raw_enabled": True,
    "report_level": 5, "halt_level": 5, "input_encoding": "unicode", "_disable_config": True,
    "line_length_limit": 1_000_000, "syntax_highlight": "none", "math_output": "LaTeX",
    "initial_header_level": 2, "embed_stylesheet": False, "stylesheet_path": None,
    "smart_quotes": False, "toc_backlinks": False, "warning_stream": False,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text that was read.

    Args:
        title: its title; ``""`` for none.
        fields: its fields, by their names in lower case; a list where there are several.
        body: its body, as Markdown.
        broken: what docutils could not read, which no directive or role of others explains.
        unknown: directives and roles of others.
    """

    title: str
    fields: Mapping[str, str | list[str]]
    body: str
    broken: str = ""
    unknown: str = ""


def read(text: str, notes: Notes, in_html: Callable[[str], str]) -> Text:
    """Read a text.

    Args:
        text: the reStructuredText.
        notes: takes what cannot be converted.
        in_html: changes the HTML between docutils and Markdown: its links.
    """
    with docutils_namespace():
        for name in ("code-block", "sourcecode", "code"):
            directives.register_directive(name, _Code)
        roles.register_local_role("abbr", _abbreviation)  # type: ignore[arg-type]
        document = publish_doctree(text, settings_overrides=_SETTINGS)
        document.settings.__dict__.update(_html_settings())
        translator = _Translator(document, notes)
        fields = dict(_fields(document))
        for info in list(document.findall(nodes.docinfo)):
            info.parent.remove(info)
        title = document.next_node(nodes.title)
        is_titled = title is not None and title.parent is document
        shown = title.astext() if title is not None and is_titled else ""
        for node in list(document.children):
            if isinstance(node, (nodes.title, nodes.decoration)):
                document.remove(node)
        document.walkabout(translator)
    body = html.to_markdown(in_html("".join(translator.fragment_body())), notes)
    for label, content in translator.footnotes:
        inner = html.to_markdown(in_html(content), notes).strip().replace("\n", "\n    ")
        body += f"\n\n[^{label}]: {inner}"
    formulas = translator.formulas
    body = _FORMULA.sub(lambda found: kramdown.FORMULA.format(formulas[int(found["number"])]), body)
    problems = list(_problems(document))
    return Text(
        title=shown,
        fields=fields,
        body=body,
        broken=next((one for one in problems if not _OF_PLUGINS.search(one)), ""),
        unknown=next((one for one in problems if _OF_PLUGINS.search(one)), ""),
    )


def _html_settings() -> dict[str, Any]:
    from docutils.frontend import get_default_settings  # noqa: PLC0415 - for this alone
    from docutils.writers.html4css1 import Writer  # noqa: PLC0415

    return {**get_default_settings(Writer()).__dict__, **_SETTINGS}


def _problems(document: nodes.document) -> Iterator[str]:
    """Give what docutils could not read; files that were not put in have a note of their own."""
    found = document.findall(nodes.system_message)
    messages = [*found, *document.parse_messages, *document.transform_messages]
    for message in messages:
        if int(message.get("level", 0)) >= _WARNING and not _OF_FILES.search(message.astext()):
            yield f"line {message.get('line', 0)}: {message.children[0].astext()}"


def _fields(document: nodes.document) -> Iterator[tuple[str, str | list[str]]]:
    for info in document.findall(nodes.docinfo):
        for element in info.children:
            if isinstance(element, nodes.field):
                name, body = element.children
                yield name.astext().lower(), body.astext()
            elif isinstance(element, nodes.authors):
                yield "authors", [one.astext() for one in element.children]
            else:
                yield type(element).__name__, element.astext()


class _Code(Directive):
    """A block of code with a language, and with options that only color it."""

    optional_arguments = 1
    has_content = True
    option_spec: ClassVar = dict.fromkeys(
        [
            "anchorlinenos", "class", "classprefix", "hl_lines", "lineanchors", "linenos",
            "linenospecial", "linenostart", "linenostep", "lineseparator", "linespans", "name",
            "nobackground", "nowrap", "number-lines", "tagsfile", "tagurlformat",
        ],
        directives.unchanged,
    )  # fmt: skip

    def run(self) -> list[nodes.Node]:
        self.assert_has_content()
        code = "\n".join(self.content)
        language = self.arguments[0] if self.arguments else ""
        return [nodes.literal_block(code, code, language=language)]


def _abbreviation(
    _name: str, _raw: str, text: str, _line: int, _inliner: object,
    _options: Mapping[str, Any] | None = None, _content: object = None,
) -> tuple[list[nodes.Node], list[nodes.Node]]:  # fmt: skip
    found = re.fullmatch(r"(?P<short>.*?)\s*\((?P<long>.*)\)", nodes.unescape(text), re.DOTALL)
    short = found["short"] if found else nodes.unescape(text)
    return [nodes.inline(short, short, explanation=found["long"] if found else "")], []


class _Translator(HTMLTranslator):
    """Writes the HTML that html.py reads; what docutils has for browsers alone is left out."""

    def __init__(self, document: nodes.document, notes: Notes) -> None:
        super().__init__(document)
        self.notes = notes
        self.footnotes: list[tuple[str, str]] = []
        self.formulas: list[str] = []
        self.outer: list[list[str]] = []

    def fragment_body(self) -> list[str]:
        """Give the pieces of the body."""
        return list(self.fragment)

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        language = escape(str(node.get("language") or ""))
        self.body.append(f'<pre data-lang="{language}">{escape(node.astext())}</pre>\n')
        raise nodes.SkipNode

    def visit_literal(self, node: nodes.literal) -> None:
        self.body.append(f"<code>{escape(node.astext())}</code>")
        raise nodes.SkipNode

    def visit_inline(self, node: nodes.inline) -> None:
        super().visit_inline(node)
        if explanation := node.get("explanation"):
            message = f"an abbreviation is not explained: {node.astext()} is {explanation!r}"
            self.body.append(self.notes.mark(Kind.CHANGED, message))

    def visit_math(self, node: nodes.math, _env: str = "") -> None:
        self.formulas.append(" ".join(node.astext().split()))
        self.body.append(f"\ue00a{len(self.formulas) - 1}\ue00b")
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block, _env: str = "") -> None:
        self.formulas.append(" ".join(node.astext().split()))
        self.body.append(f"<p>\ue00a{len(self.formulas) - 1}\ue00b</p>\n")
        raise nodes.SkipNode

    def visit_image(self, node: nodes.image) -> None:
        source, alt = escape(str(node["uri"])), escape(str(node.get("alt") or ""))
        id_ = escape(" ".join(node["ids"][:1]))
        picture = f'<img id="{id_}" src="{source}" alt="{alt}">'
        is_inline = isinstance(node.parent, (nodes.TextElement, nodes.reference))
        self.body.append(picture if is_inline else f"<p>{picture}</p>\n")
        raise nodes.SkipNode

    def visit_admonition(self, node: nodes.admonition) -> None:
        self._quoted("note", node)

    def _quoted(self, kind: str, node: nodes.Element) -> None:
        title = node.next_node(nodes.title)
        shown = title.astext() if title is not None and title.parent is node else ""
        if title is not None and shown:
            node.remove(title)
        mark = admonitions.mark(kind, shown or None)
        self.body.append(f"<blockquote><p>{escape(mark)}</p>\n")

    def depart_admonition(self, _node: nodes.Element | None = None) -> None:
        self.body.append("</blockquote>\n")

    def visit_topic(self, node: nodes.topic) -> None:
        if "contents" in node["classes"]:
            raise nodes.SkipNode
        self._quoted("note", node)

    def depart_topic(self, node: nodes.topic) -> None:  # noqa: ARG002 - docutils' signature
        self.depart_admonition()

    def visit_sidebar(self, node: nodes.sidebar) -> None:
        self._quoted("note", node)

    def depart_sidebar(self, node: nodes.sidebar) -> None:  # noqa: ARG002 - docutils' signature
        self.depart_admonition()

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        label = _label(node.astext())
        self.body.append(f'<footnote-ref label="{label}"></footnote-ref>')
        raise nodes.SkipNode

    def visit_citation_reference(self, node: nodes.citation_reference) -> None:
        label = _label(node.astext())
        self.body.append(f'<footnote-ref label="{label}"></footnote-ref>')
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.footnote) -> None:  # noqa: ARG002 - docutils' signature
        self.outer.append(self.body)
        self.body = []

    def depart_footnote(self, node: nodes.footnote) -> None:
        self._end_footnote(node)

    def visit_citation(self, node: nodes.citation) -> None:  # noqa: ARG002 - docutils' signature
        self.outer.append(self.body)
        self.body = []

    def depart_citation(self, node: nodes.citation) -> None:
        self._end_footnote(node)

    def _end_footnote(self, node: nodes.Element) -> None:
        label = node.next_node(nodes.label)
        self.footnotes.append((_label(label.astext() if label else ""), "".join(self.body)))
        self.body = self.outer.pop()

    def visit_label(self, node: nodes.label) -> None:  # noqa: ARG002 - docutils' signature
        raise nodes.SkipNode

    def visit_system_message(self, node: nodes.system_message) -> None:
        if int(node.get("level", 0)) >= _WARNING:
            kind = Kind.LOST if _OF_FILES.search(node.astext()) else Kind.CODE
            what = node.children[0].astext()
            mark = self.notes.mark(kind, f"line {node.get('line', 0)} of the old file: {what}")
            source = node.next_node(nodes.literal_block)
            text = source.astext() if source is not None else ""
            self.body.append(f"<pre>{mark}{escape(text)}</pre>\n" if text else f"<p>{mark}</p>\n")
        raise nodes.SkipNode

    def visit_problematic(self, node: nodes.problematic) -> None:
        mark = self.notes.mark(Kind.CODE, "this could not be read: it is kept as code")
        self.body.append(f"<code>{mark}{escape(node.astext())}</code>")
        raise nodes.SkipNode

    def visit_comment(self, node: nodes.comment, sub: object = None) -> None:  # noqa: ARG002
        self.body.append(self.notes.mark(Kind.HIDDEN, "a comment is left out"))
        raise nodes.SkipNode


def _of_kind(kind: str) -> Callable[[_Translator, nodes.Element], None]:
    def visit(self: _Translator, node: nodes.Element) -> None:
        self._quoted(kind, node)

    return visit


for _kind in (
    "attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning",
):  # fmt: skip
    setattr(_Translator, f"visit_{_kind}", _of_kind(_kind))
    setattr(_Translator, f"depart_{_kind}", _Translator.depart_admonition)


def _label(text: str) -> str:
    return re.sub(r"[^\w-]", "-", text)
