"""The addresses of a whole site: what its posts and its ledger ask for, and what is lost.

A build and a check of the sources alone both judge a site here, so that they say the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_series_base.problems import NOWHERE, Place, Problem

from sphinx_series.core.problems import Kind

from . import addresses, elsewhere, ledger, listing_pages, redirects
from .redirects import GONE, Folder, RequestedRedirect, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sphinx_series.core.model import Post

    from .elsewhere import Find
    from .ledger import Record
    from .redirects import Plan

# A look for names that are alike takes some milliseconds each.
_MOST_SUGGESTIONS = 100

# The folder and the number of a further page of a listing.
_PAGE_OF_LISTING = re.compile(rf"(.*/{listing_pages.FOLDER}/)[0-9]+/")


@dataclass(frozen=True, kw_only=True)
class SiteAddresses:
    """The documents of a site, and what is asked of their addresses.

    Args:
        folder: the source folder.
        sources: the file of each document's source, relative to it, by docname.
        files: the file of each document's page, relative to the output folder.
        posts: the posts among the documents.
        expired: the posts that are gone, by the file that each had.
        slugs: the docname that has each slug.
        permalink: the address of every post, with ``{slug}`` in it; ``""`` for none.
        hosts: the hosts beyond the site that a redirect may lead to.
        records: the lines of the ledger.
        others: what else is asked for.
        neighbours: the loaded extensions that write redirects too.
        find: finds posts of other projects by what addresses call them.
    """

    folder: Path
    sources: Mapping[str, str]
    files: Mapping[str, str]
    posts: Mapping[str, Post]
    slugs: Mapping[str, str]
    expired: Mapping[str, Post] = field(default_factory=dict)
    permalink: str = ""
    hosts: frozenset[str] = frozenset()
    records: Sequence[Record] = ()
    others: Sequence[RequestedRedirect] = ()
    neighbours: Sequence[str] = ()
    find: Find = elsewhere.finder({})  # noqa: RUF009 - it finds nothing

    @cached_property
    def pages(self) -> dict[str, str]:
        """The address of each document, by docname."""
        return {docname: addresses.of_file(path) for docname, path in self.files.items()}

    def plan(self, files: Collection[str]) -> Plan:
        """Plan the redirects of a site whose output folder has these files besides."""
        requests = [
            *self._of_posts(),
            *self._of_ledger(),
            *self._of_folders(),
            *self._of_expired(),
            *self._of_other_forms(),
            *self._of_listings(),
            *self.others,
        ]
        files = set(files)
        names = " or ".join(self.neighbours)
        others = files - {*self.files.values()} if names else ()
        found = redirects.plan(requests, files, self.hosts, dict.fromkeys(others, names))
        return replace(found, folders=tuple(self._folders(found, files)))

    def _of_posts(self) -> Iterator[RequestedRedirect]:
        for docname, post in self.posts.items():
            target = self.pages[docname]
            permalink = self._permalink(post)
            if permalink:
                yield RequestedRedirect(
                    address=permalink,
                    target=target,
                    source=Source.PERMALINK,
                    place=post.place("slug"),
                )
            for alias in post.aliases:
                yield RequestedRedirect(
                    address=alias, target=target, source=Source.ALIAS, place=post.place("aliases")
                )

    def _has_permalink(self, post: Post) -> bool:
        return bool(self.permalink) and self.slugs[post.slug] == post.docname

    def _permalink(self, post: Post) -> str | None:
        """Give a post's permalink; None for a post that has none, or one that is no address."""
        return self._address_of(post) if self._has_permalink(post) else None

    def _address_of(self, post: Post) -> str | None:
        return addresses.parse(addresses.encode(self.permalink.replace("{slug}", post.slug)))

    def _of_expired(self) -> Iterator[RequestedRedirect]:
        """Retire every address that a post had before it expired."""
        for path, post in self.expired.items():
            page = addresses.of_file(path)
            asked = [(page, "expires"), (_other_form(post.docname, page), "expires")]
            asked += [(alias, "aliases") for alias in post.aliases]
            if self.permalink:
                asked.append((self._address_of(post), "expires"))
            for address, key in asked:
                if address:
                    yield RequestedRedirect(
                        address=address,
                        target=GONE,
                        source=Source.EXPIRED,
                        place=post.place(key),
                    )

    def _of_other_forms(self) -> Iterator[RequestedRedirect]:
        """Ask for the forms of the other builder."""
        for docname, address in self.pages.items():
            other = _other_form(docname, address)
            if other:
                yield RequestedRedirect(
                    address=other, target=address, source=Source.OTHER_FORM, place=NOWHERE
                )

    def _of_listings(self) -> Iterator[RequestedRedirect]:
        """Lead recorded pages of listings to the first where a listing has become shorter."""
        owners = {
            f"/{listing_pages.folder_of(docname)}{listing_pages.FOLDER}/": address
            for docname, address in self.pages.items()
        }
        for record in self.records:
            page = _PAGE_OF_LISTING.fullmatch(record.address)
            if not record.target and page and page[1] in owners:
                yield RequestedRedirect(
                    address=record.address,
                    target=owners[page[1]],
                    source=Source.LISTING,
                    place=record.place,
                )

    def _of_folders(self) -> Iterator[RequestedRedirect]:
        """Ask for what a rule for a folder means: what exists there now, and what was recorded."""
        recorded = [record.address for record in self.records if not record.is_folder]
        for rule in filter(lambda record: record.is_folder, self.records):
            rests = {*_below(rule.address, recorded), *_below(rule.target, self._forms)}
            for rest in sorted(rests):
                yield RequestedRedirect(
                    address=rule.address + rest,
                    target=GONE if rule.target == GONE else rule.target + rest,
                    source=Source.FOLDER,
                    place=rule.place,
                )

    @cached_property
    def _forms(self) -> list[str]:
        """The addresses of all documents with either builder."""
        others = (_other_form(docname, address) for docname, address in self.pages.items())
        return [*self.pages.values(), *filter(None, others)]

    def _folders(self, plan: Plan, files: Iterable[str]) -> Iterator[Folder]:
        """Give the rules for folders in which there is nothing else, the deepest first."""
        taken = [*map(addresses.of_file, files)]
        taken += [redirect.address for redirect in plan.redirects if redirect.is_gone]
        rules = [record for record in self.records if record.is_folder and record.target != GONE]
        for rule in sorted(rules, key=lambda rule: (-len(rule.address), rule.address)):
            host = addresses.host_of(rule.target)
            if not any(_below(rule.address, taken)) and (host is None or host in self.hosts):
                yield Folder(address=rule.address, target=rule.target)

    def _of_ledger(self) -> Iterator[RequestedRedirect]:
        for record in self.records:
            if record.target and not record.is_folder:
                yield RequestedRedirect(
                    address=record.address,
                    target=record.target,
                    fragment=record.fragment,
                    source=Source.LEDGER,
                    place=record.place,
                )

    def problems(self, plan: Plan, files: Iterable[str]) -> Iterator[Problem]:
        """Report what is wrong with the addresses, given the plan and the files it was made for."""
        yield from plan.problems
        yield from self._impossible_permalinks()
        yield from self._same_addresses()
        yield from self._lost(plan, files)

    def _impossible_permalinks(self) -> Iterator[Problem]:
        """Report slugs that make a permalink too long for a file's path."""
        for post in self.posts.values():
            if self._has_permalink(post) and not self._permalink(post):
                yield Kind.REDIRECT.at(
                    post.place("slug"),
                    f"the slug {post.slug!r} gives no permalink: write a shorter one",
                )

    def _same_addresses(self) -> Iterator[Problem]:
        """Report documents whose files are one, or are one where case does not count."""
        first: dict[str, str] = {}
        for docname, path in self.files.items():
            owner = first.setdefault(addresses.key(path), docname)
            if owner != docname:
                yield Kind.SAME_ADDRESS.at(
                    Place(path=str(self.folder / self.sources[docname]), line=1),
                    f"{docname!r} and {owner!r} would both be the file {path!r} on some or "
                    "all systems: rename one of them",
                )

    def _lost(self, plan: Plan, files: Iterable[str]) -> Iterator[Problem]:
        """Report what was published once and leads nowhere, with the line that mends it."""
        served = {*map(addresses.of_file, files), *plan.leads}
        successors = ledger.Successors([*self.pages.values(), *plan.leads])
        docnames = {address: docname for docname, address in self.pages.items()}
        for index, record in enumerate(ledger.lost(self.records, served)):
            name = ledger.name_of(record.address)
            other = "" if name in successors.by_name else self.find(name)
            if other:
                yield Kind.LOST_URL.at(record.place, _moved(record.address, other))
                continue
            successor = successors.of(record.address) if index < _MOST_SUGGESTIONS else ""
            docname = docnames.get(plan.leads.get(successor, successor), "")
            yield Kind.LOST_URL.at(
                record.place,
                f"{record.address!r} was published and leads nowhere now: "
                + self._mend(addresses.encode(record.address), docname),
            )

    def _mend(self, address: str, docname: str) -> str:
        """Say what line brings a lost address back."""
        gone = f"or retire it here: `{address} -> gone`"
        if not docname:
            return f"write here where it leads, `{address} -> /another/`, {gone}"
        page = addresses.encode(self.pages[docname])
        post = self.posts.get(docname)
        if not post:
            return f"its likeliest successor is {page!r}: write here `{address} -> {page}`, {gone}"
        aliases = ", ".join([*map(addresses.encode, post.aliases), address])
        return (
            f"its likeliest successor is {page!r}: write `aliases: [{aliases}]` "
            f"into the front matter of {self.sources[docname]}, {gone}"
        )


def _moved(address: str, other: str) -> str:
    """Say that a post of another project is called as a lost page was."""
    line = addresses.encode(address)
    return (
        f"{address!r} was published and leads nowhere now: `{other}` is called like it: write here "
        f"`{line} -> {other}` if it moved there, or retire it here: `{line} -> gone`"
    )


def _below(folder: str, known: Iterable[str]) -> Iterator[str]:
    """Give what stands behind the folder in the addresses that are below it."""
    return (address[len(folder) :] for address in known if address.startswith(folder))


def _other_form(docname: str, address: str) -> str | None:
    """Give the address of a page with the other builder; an index has one with both."""
    if docname.rpartition("/")[2] == "index":
        return None
    return addresses.parse(addresses.encode(addresses.other_form(address)))
