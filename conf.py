"""Configuration of the site; the extensions in `_ext/` are used from the source tree."""

import os
import sys
from pathlib import Path
from shutil import copyfile
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from engineering_tokens.glossary import synonyms
from sphinx_series_base import __version__

project = "Engineering Tokens"
author = "Engineering Tokens"
version = release = __version__
copyright = "Engineering Tokens. Text and figures: CC BY 4.0; code: MIT"

extensions = [
    "engineering_tokens.blanks",
    "engineering_tokens.colophon",
    "engineering_tokens.drawings",
    "engineering_tokens.figures",
    "engineering_tokens.mathml",
    "engineering_tokens.orientation",
    "engineering_tokens.previews",
    "engineering_tokens.reference",
    "engineering_tokens.simulation",
    "engineering_tokens.stages",
    "engineering_tokens.symptoms",
    "engineering_tokens.tables",
    "engineering_tokens.workarounds",
    "myst_parser",
    "sphinx_design",
    "sphinx_markdown_builder",
    "sphinx_pagefind",
    "sphinx_series",
    "sphinx_worksheet",
    "sphinxcontrib.rsvgconverter",
    "sphinxext.opengraph",
]
needs_sphinx = "9.0"
nitpicky = True
primary_domain = "series"

# README, CHANGELOG and the roots of the tests are no pages. The exclusions keep Sphinx from
# walking into folders that hold none.
include_patterns = ["index.md", "about/**", "archive/**", "series/**", "topics/**"]
exclude_patterns = [
    ".venv",
    "_build",
    "_ext",
    "_readthedocs",
    "benchmarks",
    "measurements",
    "requirements",
    "tests",
]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
# Sources stay below the heading under which they are written, and need no rule above them.
myst_footnote_sort = False

# Facts age, but no build fails at a date on which nobody changed anything: `sphinx-series check`
# names the pages that are to be looked through.
suppress_warnings = ["series.review"]
series_permalink = "/blog/{slug}/"
series_ledger = "archive/urls.txt"
series_names = "archive/names.txt"
series_redirect_exports = ["netlify", "nginx", "json"]
series_markdown = True
series_related = 3
worksheet_data = ["_data/accelerators.toml", "_data/models.toml", "_data/formats.toml"]

glossary = Path(__file__).parent / "about/glossary.md"
pagefind_synonyms = synonyms(glossary.read_text(encoding="utf-8"))
# Cells of worksheets are no sentences.
pagefind_ignore = [".worksheet-body", ".worksheet-plots"]
pagefind_sections = {
    "Guides": ["series/**"],
    "Archive": ["archive/**"],
    "About this site": ["about/**"],
}

html_theme = "furo"
html_title = project
# Read the Docs says where the site will be, as other hosts can by SITE_URL.
site_url = os.environ.get("READTHEDOCS_CANONICAL_URL") or os.environ.get("SITE_URL", "")
html_baseurl = f"{site_url.removesuffix('/')}/" if site_url else ""
html_static_path = ["_static"]
html_css_files = ["type.css", "frame.css", ("print.css", {"media": "print"})]
html_js_files = [(name, {"defer": "defer"}) for name in ("site.js", "reading.js")]
html_favicon = "_static/favicon.svg"
templates_path = ["_templates"]
html_additional_pages = {"404": "404.html"}
# Where the sources are, for links below the guides.
repository = os.environ.get("READTHEDOCS_GIT_CLONE_URL") or os.environ.get("REPOSITORY_URL", "")
html_context = {
    "site_path": urlsplit(html_baseurl).path or "/",
    "repository": repository.removesuffix("/").removesuffix(".git"),
}
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#0b6b63",
        "color-brand-content": "#0b6b63",
        "color-brand-visited": "#50548a",
        "color-foreground-primary": "#1a1f23",
        "color-foreground-secondary": "#4c545b",
        "color-foreground-muted": "#626a72",
        "color-background-secondary": "#f5f8f7",
        "color-background-border": "#dfe5e4",
    },
    "dark_css_variables": {
        "color-brand-primary": "#5cc8bb",
        "color-brand-content": "#6fd0c4",
        "color-brand-visited": "#b0aee4",
        "color-foreground-primary": "#d8dddf",
        "color-foreground-secondary": "#a5aeb4",
        "color-foreground-muted": "#8d969d",
        "color-background-primary": "#101416",
        "color-background-secondary": "#161b1e",
        "color-background-border": "#2b3337",
    },
}
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False

ogp_site_url = html_baseurl
ogp_social_cards = {"enable": False}

# The PDF: the series and each topic are parts, a post is a chapter, and the home page is left out.
latex_engine = "xelatex"
latex_use_xindy = False
latex_documents = [("index", "engineering-tokens.tex", project, author, "manual", True)]
latex_toplevel_sectioning = "part"
latex_elements = {
    "papersize": "a4paper",
    "extraclassoptions": "oneside,openany",
    "fncychap": "",
    "fontpkg": r"""
\setmainfont{FreeSerif}
\setsansfont{FreeSans}
\setmonofont{DejaVu Sans Mono}[Scale=0.8]
""",
    "preamble": r"""
% Links are known by their color, as on the web.
\protected\def\sphinxcrossref#1{#1}
% Code in text breaks within its names too: they are long, and tables narrow.
\renewcommand*\sphinxhyphenininlineliteral[1]{\mbox{-}\allowbreak}
\let\unbrokencode\sphinxupquote
\protected\def\sphinxupquote#1{{%
  \protected\def\_{\textunderscore\allowbreak}%
  \def\sphinxbreaksafteractivelist{\do\.\do\,\do\;\do\?\do\!\do\/\do\:}%
  \unbrokencode{#1}}}
% What examples of tokenizers need besides: Devanagari, Chinese, emoji. Their letters are of classes
% of their own, and what stands between two classes changes the font: without groups, for code ends
% its own within a word that it colors.
\newfontfamily\devanagarifont{FreeSans}[Script=Devanagari,ItalicFont=FreeSans]
\newfontfamily\chinesefont{Droid Sans Fallback}
\newfontfamily\emojifont{Symbola}
\newXeTeXintercharclass\devanagari
\newXeTeXintercharclass\chinese
\newXeTeXintercharclass\emoji
\newcount\letter
\def\letters#1#2-#3 {%
  \letter="#2 \loop \XeTeXcharclass\letter=#1 \ifnum\letter<"#3 \advance\letter by 1 \repeat}
\letters\devanagari 900-97F
\letters\chinese 3000-30FF
\letters\chinese 3400-9FFF
\letters\chinese FF00-FFEF
\letters\emoji 1F300-1F6FF
\letters\emoji 1F900-1F9FF
\XeTeXcharclass"200D=4096 % joins letters, whatever their font
\makeatletter
\def\otherfont#1{%
  \xdef\fontbefore{\noexpand\fontfamily{\f@family}\noexpand\fontseriesforce{\f@series}%
    \noexpand\fontshapeforce{\f@shape}\noexpand\selectfont}%
  #1\global\let\otherfamily\f@family}
\def\fontagain{\ifx\f@family\otherfamily\fontbefore\fi}
\makeatother
\def\shownin#1#2#3#4{%
  \XeTeXinterchartoks 0 #1={\otherfont#2}%
  \XeTeXinterchartoks 4095 #1={\otherfont#2}%
  \XeTeXinterchartoks #3 #1={\fontagain\otherfont#2}%
  \XeTeXinterchartoks #4 #1={\fontagain\otherfont#2}%
  \XeTeXinterchartoks #1 0={\fontagain}%
  \XeTeXinterchartoks #1 4095={\fontagain}}
\shownin\devanagari\devanagarifont\chinese\emoji
\shownin\chinese\chinesefont\devanagari\emoji
\shownin\emoji\emojifont\devanagari\chinese
\XeTeXinterchartokenstate=1
""",
}

epub_description = "Working notes on running AI systems in production."
epub_publisher = author
man_pages = [("index", "engineering-tokens", epub_description, [author], 7)]
texinfo_documents = [
    ("index", "engineering-tokens", project, author, project, epub_description, "Documentation")
]


def copy_not_found(app: Sphinx, error: Exception | None) -> None:
    """Put the page for missing ones where hosts look for it, with `dirhtml` too."""
    if app.builder.name == "dirhtml" and not error:
        copyfile(app.outdir / "404/index.html", app.outdir / "404.html")


# What single pages load besides.
PAGE_STYLES = {
    "index": "home.css",
    "archive/index": "finding.css",
    "topics/calculators": "finding.css",
    "topics/what-do-you-see": "finding.css",
    "404": "finding.css",
}
PAGE_SCRIPTS = dict.fromkeys(
    ("archive/index", "topics/calculators", "topics/what-do-you-see"), "filter.js"
)


# What pages load that hold a thing, by its mark in their HTML.
PARTS = {
    "figure-open": "figures",
    'class="highlight': "code",
    'class="preview ': "previews",
    "footnote-reference": "previews",
    "<table": "folds",
    "<pre>": "folds",
    "worksheet-value": "previews",
}


def _is_of_cards(name: str) -> bool:
    """Tell what sphinx-design has every page load."""
    return "sphinx-design" in name or "design-tabs" in name


def load_files(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], *_: object
) -> None:
    """Load styles and scripts where they are used."""
    body = context.get("body", "")
    if 'class="sd-' not in body and " sd-" not in body:
        for files in (context["css_files"], context["script_files"]):
            files[:] = [file for file in files if not _is_of_cards(str(file.filename))]
    for part in dict.fromkeys(name for mark, name in PARTS.items() if mark in body):
        app.add_css_file(f"{part}.css")
        app.add_js_file(f"{part}.js", loading_method="defer")
    if pagename in PAGE_STYLES:
        app.add_css_file(PAGE_STYLES[pagename])
    if pagename in PAGE_SCRIPTS:
        app.add_js_file(PAGE_SCRIPTS[pagename], loading_method="defer")


def setup(app: Sphinx) -> None:
    """Connect to each page and to the end of the build."""
    app.connect("html-page-context", load_files)
    app.connect("build-finished", copy_not_found)
