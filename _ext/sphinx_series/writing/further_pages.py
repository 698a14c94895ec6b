"""The further pages of listings, which no document is: what each shows, and how it is made.

They are written with all that is no document, after the pages, and only those that show something
else than before.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx_series_base.digest import Digests, digest
from sphinx_series_base.state import state_path

from sphinx_series import blocks, output_paths
from sphinx_series.core.addresses import addresses, listing_pages
from sphinx_series.core.view import FurtherPage, Pages
from sphinx_series.domain import FurtherFile, series_domain

from . import render
from .links import Links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder


class FurtherPages:
    """Makes the further pages of a site.

    Args:
        app: the application.
        site_wide: gives a digest of what all pages show and no document says.
    """

    def __init__(self, app: Sphinx, site_wide: Callable[[], str]) -> None:
        self.app = app
        self.domain = series_domain(app.env)
        self.digests = Digests()
        self._digest_of_site = site_wide

    def files(self) -> dict[str, FurtherFile]:
        """Give all of them by their files; what one shows is found out when it is asked for."""
        return {
            output_paths.file_of(self.app, listing_pages.name_of(pages)): FurtherFile(
                docname=pages.docname,
                source=partial(self._source, pages),
                make=partial(self._rendered, pages),
            )
            for pages in self._all()
        }

    def _all(self) -> Iterator[Pages]:
        for docname, page in sorted(self.domain.pages.items()):
            total = self.domain.answers.count_pages(page.requests)
            for number in range(2, total + 1):
                yield Pages(docname=docname, number=number, total=total)

    @cached_property
    def _site_wide(self) -> str:
        return self._digest_of_site()

    def _source(self, pages: Pages) -> str:
        return digest(f"{self.digests.of(self._page(pages))}{self._site_wide}")

    def _page(self, pages: Pages) -> FurtherPage:
        view = self.domain.views[pages.docname]
        requests = self.domain.pages[pages.docname].requests
        return FurtherPage(
            pages=pages,
            title=self.domain.markup[pages.docname],
            listing=self.domain.answers.further(requests, pages),
            parents=view.parents,
            navigation=view.navigation,
            blocks=tuple(
                map(
                    self.domain.blocks.of,
                    blocks.names_of(self.app, listing_pages.name_of(pages)),
                )
            ),
        )

    def _rendered(self, pages: Pages) -> bytes:
        """Render a page as Sphinx and the theme render one."""
        builder: StandaloneHTMLBuilder = self.app.builder  # type: ignore[assignment]
        made = state_path(self.app, "series-further-page")
        context = _context(self.app, self._page(pages))
        builder.handle_page(listing_pages.name_of(pages), context, outfilename=made)
        content = made.read_bytes()
        made.unlink()
        return content


def _context(app: Sphinx, page: FurtherPage) -> dict[str, Any]:
    """Give what the theme shows; the canonical address is the page's own."""
    builder: StandaloneHTMLBuilder = app.builder  # type: ignore[assignment]
    name = listing_pages.name_of(page.pages)
    base = addresses.base_of(app.config.html_baseurl)
    address = addresses.of_file(output_paths.file_of(app, name))
    title = app.env.titles[page.pages.docname].deepcopy()
    title.attributes.pop("secnumber", None)
    # Those of the page that was written last, and there is none where other processes write.
    builder.secnumbers, builder.fignumbers = {}, {}
    title += nodes.Text(f" – {render.page_of(page.pages)}")
    section = render.further_page(title, page.listing, app.config)
    above = [*page.parents, (page.pages.docname, page.title)]
    return {
        "title": f"{page.title} – {render.page_of(page.pages)}",
        "body": "".join(
            builder.render_partial(node)["fragment"] for node in Links(app, name).resolve([section])
        ),
        "metatags": "",
        "parents": [
            {"link": builder.get_relative_uri(name, docname), "title": markup}
            for docname, markup in above
        ],
        "pageurl": addresses.absolute(base, address) if base else None,
        "series_sections": page.navigation,
        "series_shown_blocks": page.blocks,
    }
