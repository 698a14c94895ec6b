"""Configuration of the site; the extensions in `_ext/` are used from the source tree."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from sphinx_series import __version__

project = "Engineering Tokens"
author = "Engineering Tokens"
version = release = __version__
copyright = "Engineering Tokens. Text and figures: CC BY 4.0; code: MIT"

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx_mathml",
    "sphinx_pagefind",
    "sphinx_reference",
    "sphinx_series",
    "sphinx_worksheet",
    "sphinxext.opengraph",
]
needs_sphinx = "9.0"
nitpicky = True
primary_domain = "series"

# README, CHANGELOG and the roots of the tests are no pages. The exclusions keep Sphinx from
# walking into folders that hold none.
include_patterns = ["index.md", "about/**", "archive/**", "series/**", "topics/**"]
exclude_patterns = [".venv", "_build", "_ext", "benchmarks", "requirements", "tests"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
# Sources stay below the heading under which they are written, and need no rule above them.
myst_footnote_sort = False

series_permalink = "/blog/{slug}/"
series_ledger = "archive/urls.txt"
series_redirect_exports = ["netlify", "nginx", "json"]
worksheet_data = ["_data/accelerators.toml", "_data/models.toml", "_data/formats.toml"]

pagefind_sections = {
    "Guides": ["series/**"],
    "Archive": ["archive/**"],
    "About this site": ["about/**"],
}

html_theme = "furo"
html_title = project
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_copy_source = False
html_show_sphinx = False

ogp_site_url = html_baseurl
ogp_social_cards = {"enable": False}
