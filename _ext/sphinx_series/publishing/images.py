"""The picture that a post names for its card on other sites: noted, copied, and its URL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from docutils import nodes

from sphinx_series.core.problems import Kind
from sphinx_series.domain import series_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder

    from sphinx_series.core.model import Post


def note_order(app: Sphinx, document: nodes.document) -> None:
    """When a page was read, note its pictures in the order in which Sphinx found them."""
    paths: dict[str, None] = {}
    for image in document.findall(nodes.image):
        paths |= dict.fromkeys(image.get("candidates", {}).values())
    if paths:
        series_domain(app.env).note_images(app.env.current_document.docname, tuple(paths))


def note_image(app: Sphinx, _document: nodes.document) -> None:
    """While a post is read, note its picture as Sphinx notes those of the text."""
    docname = app.env.current_document.docname
    domain = series_domain(app.env)
    post = domain.post_of_source(docname)
    if not post or not post.image:
        return
    path = _path(app, post)
    app.env.note_dependency(path)
    if Path(app.srcdir, path).is_file():
        app.env.images.add_file(docname, path)
    else:
        message = (
            f"`image`: there is no file {path!r}: write its path from this file, or from the "
            "source folder with a slash before it"
        )
        problem = Kind.FRONT_MATTER.at(post.place("image"), message)
        domain.note_problem(docname, problem)


def copy_image(app: Sphinx, _document: nodes.document, docname: str) -> None:
    """When a post is written in HTML, let Sphinx copy its picture with those of the text."""
    domain = series_domain(app.env)
    post = domain.catalogue.posts.get(docname)
    if post and post.image and app.builder.format == "html":
        path = _path(app, post)
        if path in app.env.images:
            builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
            builder.images[path] = app.env.images[path][1]


def url_of_image(app: Sphinx, base: str, post: Post) -> str:
    """Give the URL of a post's picture; ``""`` where it has none."""
    return image_url(app, base, _path(app, post)) if post.image else ""


def image_url(app: Sphinx, base: str, path: str) -> str:
    """Give the URL of a picture, by its path from the source folder; ``""`` where there is none."""
    found = app.env.images.get(path)
    return f"{base}/_images/{quote(found[1])}" if found else ""


def _path(app: Sphinx, post: Post) -> str:
    """Give the path of a post's picture from the source folder."""
    return app.env.relfn2path(post.image, post.docname)[0]
