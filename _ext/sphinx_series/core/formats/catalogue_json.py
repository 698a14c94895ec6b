"""The Catalogue for other programs: what ``catalogue.json`` holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sphinx_series_base.problems import NOWHERE

from sphinx_series.core.addresses import addresses
from sphinx_series.core.addresses.redirects import GONE
from sphinx_series.core.model import Query

from . import site_files, sitemap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sphinx_series.core.addresses.redirects import Redirect
    from sphinx_series.core.catalogue.catalogue import Catalogue
    from sphinx_series.core.model import Part, Post, Series, Topic

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What a site has that its Catalogue does not tell.

    Args:
        title: the name of the project.
        further: the addresses of pages that are no documents.
        feed_ids: what feeds call each post, by docname.
        files: what lies in the output folder besides pages.
    """

    title: str = ""
    further: Sequence[str] = ()
    feed_ids: Mapping[str, str] = field(default_factory=dict)
    files: Collection[str] = ()

    def address(self, name: str) -> str | None:
        """Give the address of a file; None where there is none."""
        return f"/{name}" if name in self.files else None


def export(
    catalogue: Catalogue,
    pages: Mapping[str, str],
    redirects: Iterable[Redirect],
    besides: Besides,
) -> dict[str, Any]:
    """Give posts, series, topics, authors, pages and redirects as values that JSON can hold.

    Args:
        catalogue: what the site has.
        pages: the address of each document, by docname.
        redirects: the plan. One of a retired page has the status 410 and no target.
        besides: what the site has that these do not tell.
    """
    encoded = {docname: addresses.encode(address) for docname, address in pages.items()}
    return {
        "version": VERSION,
        "title": besides.title,
        "sitemap": besides.address(sitemap.NAME),
        "llms": besides.address(site_files.INDEX),
        "pages": sorted([*encoded.values(), *map(addresses.encode, besides.further)]),
        "posts": [
            {**_post(catalogue, post, encoded), "feed_id": besides.feed_ids.get(post.docname)}
            for post in catalogue.posts.values()
        ],
        "series": [_series(catalogue, series, encoded) for series in catalogue.series.values()],
        "topics": [_topic(catalogue, topic, encoded) for topic in catalogue.topics.values()],
        "authors": [_author(catalogue, id_, encoded) for id_ in sorted(catalogue.authors)],
        "redirects": [_redirect(redirect) for redirect in redirects],
    }


def _post(catalogue: Catalogue, post: Post, pages: Mapping[str, str]) -> dict[str, Any]:
    home = catalogue.homes.get(post.docname)
    return {
        "slug": post.slug,
        "title": post.title,
        "address": pages[post.docname],
        "date": post.date.astimezone(UTC).isoformat(),
        "updated": post.updated.astimezone(UTC).isoformat(),
        "description": post.description,
        "topics": list(post.topics),
        "series": home[0] if home else None,
        "part": home[1] if home else None,
        "authors": list(post.authors),
        "unlisted": post.unlisted,
        "external": post.external or None,
        "canonical": post.canonical or None,
        "minutes": post.minutes,
    }


def _series(catalogue: Catalogue, series: Series, pages: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": series.id,
        "title": series.title,
        "address": pages[series.docname],
        "description": series.description,
        "parts": [_part(catalogue, part) for part in series.parts],
    }


def _part(catalogue: Catalogue, part: Part) -> dict[str, Any]:
    post = catalogue.posts.get(part.docname)
    found = {"part": part.number, "title": part.title, "post": post.slug if post else None}
    return {**found, "slug": part.slug, "url": part.url} if part.url else found


def _topic(catalogue: Catalogue, topic: Topic, pages: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": topic.id,
        "title": topic.title,
        "address": pages[topic.docname],
        "description": topic.description,
        "posts": [catalogue.posts[docname].slug for docname in topic.posts],
    }


def _author(catalogue: Catalogue, id_: str, pages: Mapping[str, str]) -> dict[str, Any]:
    page = catalogue.author_pages.get(id_)
    query = Query(place=NOWHERE, authors=(id_,))
    return {
        "id": id_,
        "name": catalogue.authors[id_].name,
        "url": catalogue.authors[id_].url or None,
        "address": pages[page.docname] if page else None,
        "description": page.description if page else "",
        "posts": [post.slug for post in catalogue.select(query)],
    }


def _redirect(redirect: Redirect) -> dict[str, Any]:
    is_external = addresses.is_external(redirect.target)
    fragment = addresses.encode_fragment(redirect.fragment)
    target = redirect.target if is_external else addresses.encode(redirect.target) + fragment
    return {
        "from": addresses.encode(redirect.address),
        "to": None if redirect.target == GONE else target,
        "status": 410 if redirect.target == GONE else 301,
    }
