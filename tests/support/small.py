"""Small roots written by tests, alike in MyST and in reStructuredText."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx_series.core.sources import source_text

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx_series.core.sources.frontmatter import Markup

MARKUPS: tuple[Markup, ...] = ("yaml", "rst")


class Root:
    """A source folder in one markup; `conf` is what conf.py says besides."""

    def __init__(self, folder: Path, markup: Markup, conf: str = "") -> None:
        self.folder = folder
        self.markup = markup
        self.suffix = {"yaml": "md", "rst": "rst"}[markup]
        own = ["myst_parser", "sphinx_series"] if markup == "yaml" else ["sphinx_series"]
        folder.mkdir(exist_ok=True)
        (folder / "conf.py").write_text(
            f'extensions = {own}\nprimary_domain = "series"\nhtml_theme = "basic"\n'
            f'html_baseurl = "https://docs.example.org/"\nseries_clock = "2026-06-30"\n{conf}'
        )

    def page(self, name: str, title: str, *body: str, **fields: Any) -> Path:  # noqa: ANN401
        """Write a page, which is a post where there is a `date` among its fields."""
        path = self.folder / f"{name}.{self.suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n\n".join(body)
        path.write_text(source_text.write(fields, title, text, markup=self.markup))
        return path

    def directive(self, name: str, argument: str = "", body: str = "", **options: str) -> str:
        """Write a directive; an underscore in the name of an option is a hyphen."""
        lines = [f":{key.replace('_', '-')}: {value}".rstrip() for key, value in options.items()]
        inner = [*lines, *([""] * bool(lines and body)), *body.splitlines()]
        if self.markup == "yaml":
            return "\n".join([f"```{{{name}}} {argument}".rstrip(), *inner, "```"])
        indented = [f"   {line}".rstrip() for line in inner]
        gap = [""] if body and not lines else []
        return "\n".join([f".. {name}:: {argument}".rstrip(), *gap, *indented])

    def toctree(self, *names: str) -> str:
        """Write a hidden toctree of some pages."""
        return self.directive("toctree", "", "\n".join(names), hidden="")

    def role(self, name: str, text: str) -> str:
        """Write a role."""
        return f"{{{name}}}`{text}`" if self.markup == "yaml" else f":{name}:`{text}`"

    def heading(self, text: str) -> str:
        """Write the heading of a section below the title."""
        return f"## {text}" if self.markup == "yaml" else f"{text}\n{'-' * len(text)}"
