"""What a site publishes besides its pages: feeds, the sitemap, Markdown for language models.

All of it has absolute addresses, so none is made where the site's own is unknown.
"""

from __future__ import annotations

from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx import version_info

from . import cards
from .config import where_set
from .core import addresses, feeds, llms, markup, publishing, sitemap
from .core.digest import Digests
from .core.problems import Kind, Problem
from .core.publishing import What
from .domain import series_domain
from .images import url_of_image
from .locale import _
from .output_folder import Derived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sphinx.application import Sphinx

    from .core.feeds import Feed, Item
    from .core.llms import Link
    from .core.model import Channel, Post
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
        self.digests = Digests()
        self.text = lru_cache(maxsize=_TEXTS)(self._text)
        self.items: dict[str, Item] = {}

    def files(self) -> Iterator[tuple[str, Output]]:
        """Give every file and what it holds."""
        for file in self.listed:
            yield file.path, self._output(file)
        if self.options.social_cards:
            yield from self._cards()

    @cached_property
    def listed(self) -> list[publishing.File]:
        """The files with absolute addresses."""
        return publishing.files(
            self.catalogue,
            self.pages,
            forms=self.options.feeds,
            has_sitemap=self.options.sitemap,
            has_copies=self.options.markdown,
            further=self.options.feed_paths,
        )

    def problems(self) -> Iterator[Problem]:
        """Report further paths of feeds that cannot be."""
        place = where_set(Path(self.app.confdir, "conf.py"), "series_feed_paths")
        for message in publishing.lost_feeds(self.catalogue, self.options.feed_paths, self.listed):
            yield Problem(kind=Kind.CONFIG, place=place, message=message)

    def _output(self, file: publishing.File) -> Output:
        match file.what:
            case What.FEED:
                return self._feed_file(file)
            case What.SITEMAP:
                return self.sitemaps[file.path]
            case What.ROBOTS:
                return sitemap.robots(self.base)
            case What.INDEX:
                return llms.index(self.title, self._sections(), self._summary())
            case What.COPY:
                return self._copy_file(file.docname)

    @cached_property
    def sitemaps(self) -> dict[str, str]:
        """The sitemap, by its files."""
        return sitemap.sitemaps(self.base, publishing.changes(self.catalogue, self.pages))

    def _url(self, docname: str) -> str:
        return addresses.absolute(self.base, addresses.of_file(self.pages[docname]))

    def _feed_file(self, file: publishing.File) -> Output:
        newest = self.catalogue.channels[file.channel][: self.options.feed_limit]
        feed = self._feed(file.channel, newest, f"{self.base}/{file.channel.path(file.form)}")
        return Derived(
            source=self.digests.of(feed),
            is_stale=any(post.docname in self.written for post in newest),
            make=partial(self._with_texts, _FORMS[file.form], feed, newest),
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
                url=self._url(post.docname),
                title=post.title or post.slug,
                published=post.date,
                updated=post.updated,
                authors=self.options.written_by(post.authors),
                summary=post.description,
                topics=tuple(
                    (id_, self.catalogue.topics[id_].title)
                    for id_ in post.topics
                    if id_ in self.catalogue.topics
                ),
                image=url_of_image(self.app, self.base, post),
            )
        return known

    def _id(self, post: Post) -> str:
        """Give the id that an older feed gave it, else a tag URI (RFC 4151).

        That holds nothing that a move of the page changes.
        """
        if post.feed_id:
            return post.feed_id
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

        There is none where Sphinx was told to build other pages only.
        """
        path = Path(self.app.outdir, self.pages[docname])
        if not path.is_file():
            return ""
        page = path.read_text(self.app.config.html_output_encoding, errors="replace")
        return markup.post_of(page, self._url(docname))

    def _sections(self) -> Iterator[tuple[str, list[Link]]]:
        """Give each published post once: below its series, else below its main topic."""
        left = {post.docname: post for post in self.catalogue.published}
        for title, docnames in self._groups():
            links = [self._link(left.pop(docname)) for docname in docnames if docname in left]
            if links:
                yield title, links
        if left:
            yield _("Other"), [self._link(post) for post in left.values()]

    def _groups(self) -> Iterator[tuple[str, Iterable[str]]]:
        for series in self.catalogue.series.values():
            yield series.title, [part.docname for part in series.parts]
        for topic in self.catalogue.topics.values():
            yield topic.title, topic.adopted

    def _link(self, post: Post) -> Link:
        url = addresses.absolute(self.base, f"/{llms.copy_of(self.pages[post.docname])}")
        return llms.Link(title=post.title or post.slug, url=url, summary=post.description)

    def _copy_file(self, docname: str) -> Output:
        return Derived(
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
        painter = cards.Painter(self.app)
        for post in self.catalogue.published:
            card = cards.card_of(self.app, post.docname)
            if card:
                path = cards.path_of(self.app, card)
                yield path, Derived(source=path, make=partial(painter.draw, card))

    def _summary(self) -> str:
        """Give what the home page says the site is about."""
        metadata = self.app.env.metadata[self.app.config.root_doc]
        return str(metadata.get("description", ""))
