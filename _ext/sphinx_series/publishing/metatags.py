"""The heads of HTML pages: what feeds, search engines and other sites look for there."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from sphinx_series import output_paths
from sphinx_series.core.addresses import addresses
from sphinx_series.core.formats import llms, markup, metadata
from sphinx_series.core.model import State
from sphinx_series.domain import series_domain

from . import social_cards
from .authors import authors_of
from .images import image_url, url_of_image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils import nodes
    from sphinx.application import Sphinx

    from sphinx_series.core.model import Author
    from sphinx_series.core.view import Facts, View

_FEED_TYPES = {"atom": "application/atom+xml", "json": "application/feed+json"}


def show_head(
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Put into a page's head what its View and its front matter say; themes print it."""
    domain = series_domain(app.env)
    # A page that Sphinx makes may have the name of a document, like its index.
    view = domain.views.get(pagename) if doctree else None
    if view and domain.is_used and app.builder.name in output_paths.NAMES:
        _Head(app, pagename, view, context).show()


class _Head:
    """Makes the head of one page.

    sphinxext-opengraph looks at the context later: it takes ``og:*`` from the page's ``meta``, and
    leaves a description that is there already.
    """

    def __init__(self, app: Sphinx, docname: str, view: View, context: dict[str, Any]) -> None:
        self.app = app
        self.docname = docname
        self.view = view
        self.context = context
        self.domain = series_domain(app.env)
        self.options = self.domain.options
        self.base = addresses.base_of(app.config.html_baseurl)
        self.address = self._address(docname)
        self.title = self.domain.catalogue.titles[docname]
        self.url = addresses.absolute(self.base, self.address)
        self.canonical = (view.facts.canonical if view.facts else "") or self.url
        self.is_unlisted = bool(view.facts and view.facts.is_unlisted)
        # The context holds Sphinx's own record of the page, which is not ours to change.
        self.meta: dict[str, Any] = dict(context.get("meta") or {})
        self.metatags = str(context.get("metatags") or "")
        self.post = self.domain.catalogue.posts.get(docname)
        self.summary = self.post.description if self.post else str(self.meta.get("description", ""))
        self.image = self._image()

    def _address(self, docname: str) -> str:
        return addresses.of_file(output_paths.file_of(self.app, docname))

    def _url(self, docname: str) -> str:
        return addresses.absolute(self.base, self._address(docname))

    def show(self) -> None:
        """Change the page's context."""
        lines = [*self._named(), *self._article_tags()]
        if self.canonical:
            self.context["pageurl"] = self.canonical
        if self.base:
            lines += [*self._alternates(), *self._structured()]
        if lines:
            self.context["metatags"] = "\n".join([self.metatags, *lines, ""])
        self.context["meta"] = {**self._open_graph(), **self.meta}

    def _named(self) -> Iterator[str]:
        if self.summary and 'name="description"' not in self.metatags:
            yield metadata.meta("description", self.summary)
        if self.view.state is not State.PUBLISHED or self.is_unlisted:
            yield metadata.meta("robots", "noindex")

    def _open_graph(self) -> dict[str, str]:
        """Give what sphinxext-opengraph would take from elsewhere; it escapes quotes only."""
        found = {
            "og:description": self.summary,
            "og:type": "article" if self.view.facts else "",
            "og:url": self.canonical,
            "og:image": self.image,
            "og:image:alt": self.title if self.image else "",
        }
        return {name: escape(value, quote=False) for name, value in found.items() if value}

    def _image(self) -> str:
        """Give the URL of the post's own picture, else of its card."""
        if not self.post or not self.base:
            return ""
        card = social_cards.card_of(self.app, self.docname)
        if card:
            return f"{self.base}/{social_cards.path_of(self.app, card)}"
        return url_of_image(self.app, self.base, self.post)

    def _article_tags(self) -> Iterator[str]:
        if self.view.facts and "sphinxext.opengraph" in self.app.extensions:
            yield from metadata.article_tags(self.view.facts, self._authors())
            if self.image:
                yield metadata.meta("twitter:card", "summary_large_image")

    def _alternates(self) -> Iterator[str]:
        """Give the links to the copy in Markdown, and to feeds; the site's have its title."""
        is_out = self.view.state is State.PUBLISHED and not self.is_unlisted
        if self.options.markdown and self.view.facts and is_out:
            copy = llms.copy_of(output_paths.file_of(self.app, self.docname))
            yield metadata.alternate(self._link(copy), "text/markdown")
        for channel in self.view.channels:
            title = channel.title or markup.text_of(self.app.config.html_title)
            for form in self.options.feeds:
                yield metadata.alternate(self._link(channel.path(form)), _FEED_TYPES[form], title)

    def _link(self, path: str) -> str:
        """Give the URL of a file as the page links to files: from anywhere on a 404 page."""
        return str(self.context["pathto"](addresses.encode(path), resource=True))

    def _structured(self) -> Iterator[str]:
        things = []
        if self.view.facts:
            things.append(self._article(self.view.facts))
        things += [
            metadata.person(
                replace(self._page_head(), image=image_url(self.app, self.base, page.picture)),
                page,
                self.options.authors[page.id].url,
            )
            for page in self.domain.catalogue.author_pages.values()
            if page.docname == self.docname
        ]
        if self.view.parents:
            things.append(metadata.breadcrumbs([*self._trail()]))
        if things:
            yield metadata.structured(*things)

    def _article(self, facts: Facts) -> dict[str, Any]:
        found = metadata.article(self._page_head(), facts, self._authors())
        if self.view.outline:
            page = facts.series
            url = page if "://" in page else self._url(page)
            found |= metadata.part_of(self.view.outline, url)
        return found

    def _page_head(self) -> metadata.PageHead:
        return metadata.PageHead(
            url=self.canonical,
            title=self.title,
            language=self.app.config.language.replace("_", "-"),
            summary=self.summary,
            image=self.image,
        )

    def _authors(self) -> tuple[Author, ...]:
        post = self.domain.catalogue.posts[self.docname]
        return authors_of(self.domain.catalogue, post, self._url)

    def _trail(self) -> Iterator[tuple[str, str]]:
        """Give the pages above this one and itself, each with its URL."""
        for docname, title in self.view.parents:
            yield markup.text_of(title), self._url(docname)
        yield self.title, self.url
