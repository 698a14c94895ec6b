"""What a site publishes besides its pages: feeds, the sitemap, Markdown for language models.

All of it has absolute addresses, so none is made where the site's own is unknown.
"""

from __future__ import annotations

from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import version_info
from sphinx_series_base.digest import Digests
from sphinx_series_base.problems import NOWHERE
from sphinx_series_base.settings import where_set

from sphinx_series.config import feeds_of_ablog
from sphinx_series.core.addresses import addresses
from sphinx_series.core.formats import feeds, llms, markup, site_files, sitemap
from sphinx_series.core.model import Query
from sphinx_series.core.problems import Kind
from sphinx_series.domain import series_domain
from sphinx_series.locale import _
from sphinx_series.output_paths import NAMES

from . import social_cards
from .authors import authors_of
from .images import url_of_image
from .output_folder import LazyOutput

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx_series_base.problems import Problem

    from sphinx_series.core.formats.feeds import Feed, Item
    from sphinx_series.core.formats.llms import Link
    from sphinx_series.core.model import Post
    from sphinx_series.core.view import Channel

    from .output_folder import Output

_FORMS = {"atom": feeds.atom, "json": feeds.json_feed}

# How many texts are remembered: the forms of a feed have the same, and feeds have some in common.
_TEXTS = 500


class Publications:
    """Makes the files of one build.

    Args:
        app: the application.
        base: the URL of the site, without its last slash.
        pages: the file of each document.
        written: the documents whose pages were written in this build, with their copies in
            Markdown.
    """

    def __init__(
        self, app: Sphinx, base: str, pages: Mapping[str, str], written: Mapping[str, str]
    ) -> None:
        self.app = app
        self.base = base
        self.pages = pages
        self.written = written
        self.domain = series_domain(app.env)
        self.catalogue = self.domain.catalogue
        self.options = self.domain.options
        self.title = markup.text_of(app.config.html_title or app.config.project)
        self.language = app.config.language.replace("_", "-")
        self.further = {path: page.docname for path, page in self.domain.further_pages.items()}
        self.digests = Digests()
        self.text = lru_cache(maxsize=_TEXTS)(self._text)
        self.items: dict[str, Item] = {}

    def files(self) -> Iterator[tuple[str, Output]]:
        """Give every file and what it holds."""
        for path, channel, form in (*self._feeds(), *self._further_feeds()):
            yield path, self._feed_file(channel, form)
        if self.options.sitemap:
            changes = site_files.changes(self.catalogue, self.pages, self.further)
            others = site_files.sitemaps(self.catalogue)
            yield from sitemap.sitemaps(self.base, changes, others=others).items()
            yield site_files.ROBOTS, sitemap.robots(self.base)
        if self.options.markdown:
            yield site_files.INDEX, llms.index(self.title, self._sections(), self._summary())
            for path, docname in site_files.copies(self.catalogue, self.pages):
                yield path, self._copy_file(docname)
        if self.options.social_cards:
            yield from self._cards()

    def _feeds(self) -> Iterator[tuple[str, Channel, str]]:
        return site_files.feeds(self.catalogue, self.options.feeds)

    def _further_feeds(self) -> Iterator[tuple[str, Channel, str]]:
        of_ablog = {path.removeprefix("/") for path in feeds_of_ablog(self.app.config)}
        taken = self._own_paths | of_ablog
        return site_files.further_feeds(self.catalogue, self.options.feed_paths, taken)

    @cached_property
    def _own_paths(self) -> set[str]:
        """The files that lie where this site puts them."""
        return {
            *site_files.paths(
                self.catalogue,
                self.pages,
                forms=self.options.feeds,
                has_sitemap=self.options.sitemap,
                has_copies=self.options.markdown,
                further=self.further,
            )
        }

    def problems(self) -> Iterator[Problem]:
        """Report further places of feeds that cannot be."""
        place = where_set(Path(self.app.confdir), "series_feed_paths")
        asked = self.options.feed_paths
        for message in site_files.lost_feeds(self.catalogue, asked, self._own_paths):
            yield Kind.CONFIG.at(place, message)

    def _url(self, docname: str) -> str:
        return addresses.absolute(self.base, addresses.of_file(self.pages[docname]))

    def _feed_file(self, channel: Channel, form: str) -> Output:
        newest = self.catalogue.channels[channel][: self.options.feed_limit]
        feed = self._feed(channel, newest, f"{self.base}/{channel.path(form)}")
        return LazyOutput(
            source=self.digests.of(feed),
            is_stale=any(post.docname in self.written for post in newest),
            make=partial(self._with_texts, _FORMS[form], feed, newest),
        )

    def _feed(self, channel: Channel, posts: Sequence[Post], url: str) -> Feed:
        home = self._url(channel.docname or self.app.config.root_doc)
        items = tuple(map(self._item, posts))
        if not channel.kind:
            title, summary = self.title, self._summary()
        else:
            title = f"{channel.title} – {self.title}"
            summary = self.catalogue.declared(channel.kind)[channel.id].description
        return feeds.Feed(
            url=url, home=home, title=title, summary=summary, language=self.language, items=items
        )

    def _item(self, post: Post) -> Item:
        """Give a post as feeds show it: one value, however many feeds it is in."""
        known = self.items.get(post.docname)
        if known is None:
            known = self.items[post.docname] = feeds.Item(
                id=self._id(post),
                # One of another project always has a URL there.
                url=post.external or self._url(post.docname),
                title=post.title or post.slug,
                published=post.date,
                updated=post.updated,
                authors=authors_of(self.catalogue, post, self._url),
                summary=post.summary,
                topics=tuple(
                    (id_, self.catalogue.topics[id_].title)
                    for id_ in post.topics
                    if id_ in self.catalogue.topics
                ),
                image=url_of_image(self.app, self.base, post),
            )
        return known

    def ids(self) -> dict[str, str]:
        """Give the ids of all posts, by docname."""
        return {docname: self._id(post) for docname, post in self.catalogue.posts.items()}

    def _id(self, post: Post) -> str:
        """Give the id that an older feed gave it, else a tag URI (RFC 4151).

        That holds nothing that a move of the page changes. One of another project, which says no
        id, has its URL.
        """
        if post.feed_id or post.site:
            return post.feed_id or post.docname
        authority = self.options.feed_authority or addresses.host_of(self.base)
        if self.catalogue.slugs[post.slug] != post.docname:
            own = addresses.of_file(self.pages[post.docname])
        elif self.options.permalink:
            own = self.options.permalink.replace("{slug}", post.slug)
        else:
            own = post.slug
        return f"tag:{authority},{post.date:%Y-%m-%d}:{addresses.encode(own)}"

    def _with_texts(
        self, make: Callable[[Feed, Sequence[str]], str], feed: Feed, posts: Sequence[Post]
    ) -> str:
        return make(feed, [self.text(post.docname) for post in posts])

    def _text(self, docname: str) -> str:
        """Give the text of a post from its page, which this build or an earlier one wrote.

        There is none of another project, and where Sphinx was told to build other pages only.
        """
        if docname not in self.pages:
            return ""
        path = Path(self.app.outdir, self.pages[docname])
        if not path.is_file():
            return ""
        page = path.read_text(self.app.config.html_output_encoding, errors="replace")
        return markup.post_of(page, self._url(docname))

    def _sections(self) -> Iterator[tuple[str, list[Link]]]:
        """Give each listed post once: below its series, else below its main topic."""
        left = {post.docname: post for post in self.catalogue.listed}
        for title, docnames in self._groups():
            links = [self._link(left.pop(docname)) for docname in docnames if docname in left]
            if links:
                yield title, links
        if left:
            yield _("Other"), [self._link(post) for post in left.values()]
        if self.catalogue.is_home:
            yield from self._other_projects()

    def _other_projects(self) -> Iterator[tuple[str, list[Link]]]:
        """Give the posts of each other project, below the file by which it tells of them itself."""
        for site in self.catalogue.sites.values():
            own = [llms.Link(title=site_files.INDEX, url=site.llms)] if site.llms else []
            links = [
                llms.Link(title=post.title or post.slug, url=post.external, summary=post.summary)
                for post in self.catalogue.select(Query(place=NOWHERE, sites=(site.name,)))
            ]
            if own or links:
                yield site.title, [*own, *links]

    def _groups(self) -> Iterator[tuple[str, Iterable[str]]]:
        owning = (one for one in self.catalogue.series.values() if not one.is_list)
        for series in owning:
            yield series.title, [part.docname for part in series.parts]
        for topic in self.catalogue.topics.values():
            yield topic.title, topic.adopted

    def _link(self, post: Post) -> Link:
        url = addresses.absolute(self.base, f"/{llms.copy_of(self.pages[post.docname])}")
        return llms.Link(title=post.title or post.slug, url=url, summary=post.summary)

    def _copy_file(self, docname: str) -> Output:
        return LazyOutput(
            source=docname,
            is_stale=docname in self.written,
            make=partial(self._copy, docname),
        )

    def _copy(self, docname: str) -> str:
        if docname not in self.written:
            # The copy was lost and the page was not. Whoever notes copies notes this one.
            # Sphinx 9 asks for the tags that Sphinx 8 takes from the builder.
            tags: Any = {"tags": self.app.tags} if version_info >= (9,) else {}
            self.app.env.get_and_resolve_doctree(docname, self.app.builder, **tags)
        return self.written[docname]

    def _cards(self) -> Iterator[tuple[str, Output]]:
        painter = social_cards.Painter(self.app)
        for post in self.catalogue.published:
            card = social_cards.card_of(self.app, post.docname)
            if card:
                path = social_cards.path_of(self.app, card)
                yield path, LazyOutput(source=path, make=partial(painter.draw, card))

    def _summary(self) -> str:
        """Give what the home page says the site is about."""
        metadata = self.app.env.metadata[self.app.config.root_doc]
        return str(metadata.get("description", ""))


def mark_text(
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Mark the text of a post on its page, where feeds will find it."""
    view = series_domain(app.env).views.get(pagename)
    if (
        view
        and doctree
        and view.facts
        and app.builder.name in NAMES
        and addresses.base_of(app.config.html_baseurl)
    ):
        context["body"] = markup.marked(context["body"])
