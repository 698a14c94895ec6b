"""What is kept of recorded names, once all is read: old ids of pages, old names of objects."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from docutils import nodes
from sphinx.util.nodes import clean_astext

from sphinx_series.core.addresses import addresses, elsewhere
from sphinx_series.core.names import kept
from sphinx_series.core.names.names import GONE, Name, an_object
from sphinx_series.core.view import OldPlace
from sphinx_series.domain import series_domain
from sphinx_series.site import addressed, file_of
from sphinx_series.sources import read_ledger, read_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinx_series.core.addresses.ledger import Record
    from sphinx_series.core.addresses.redirects import Redirect
    from sphinx_series.domain import SeriesDomain

    # What a domain says of an object: name, text, type, docname, anchor, priority.
    _Row: TypeAlias = tuple[str, str, str, str, str, int]

_UNSEARCHED = -1


def keep(app: Sphinx, env: BuildEnvironment, domain: SeriesDomain) -> None:
    """Read the names, and note what pages and the inventory keep of them."""
    resolve = elsewhere.resolver(domain.catalogue.sites)
    domain.register = read_names(domain.options, Path(app.srcdir), Path(app.confdir), resolve)
    if domain.register.records:
        site = _Addresses(app)
        found = kept.keep(domain.register, site.now)
        domain.old_places = {
            site.docnames[address]: site.old_places(places)
            for address, places in found.places.items()
        }
        domain.old_redirects = site.old_redirects(found.redirects)
        domain.old_names = _keep_objects(env, found.objects)
        domain.moved_names = {
            name: domain.catalogue.elsewhere[end.scope]
            for name, end in found.objects.items()
            if end.scope in domain.catalogue.elsewhere
        }


class _Addresses:
    """Where the addresses of a build lead, as far as it is known before pages are written."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.domain = series_domain(app.env)
        self.files = {name: file_of(app, name) for name in sorted(app.env.all_docs)}
        self.docnames = {addresses.of_file(path): name for name, path in self.files.items()}

    @cached_property
    def ledger(self) -> list[Record]:
        """The lines of the ledger; what is wrong with it is reported when files are written."""
        resolve = elsewhere.resolver(self.domain.catalogue.sites)
        folders = Path(self.app.srcdir), Path(self.app.confdir)
        return read_ledger(self.domain.options, *folders, resolve)[0]

    @cached_property
    def redirects(self) -> dict[str, Redirect]:
        """The redirects, by the files of their pages."""
        plan = addressed(self.app, self.files, self.ledger).plan(self.files.values())
        return {addresses.file_of(redirect.address): redirect for redirect in plan.redirects}

    def now(self, address: str) -> str:
        """Give the page to which an address leads; ``gone``, a URL, or ``""`` for nowhere."""
        if address in self.docnames:
            return address
        redirect = self.redirects.get(addresses.file_of(address))
        return redirect.target if redirect else ""

    def old_places(self, ends: Mapping[str, Name]) -> tuple[OldPlace, ...]:
        """Say where old ids lead; what leads to no page is reported when pages are written."""
        found = (self._old_place(id_, end) for id_, end in ends.items())
        return tuple(place for place in found if place)

    def _old_place(self, id_: str, end: Name) -> OldPlace | None:
        if end == GONE:
            return OldPlace(id=id_)
        if end.is_elsewhere:
            _, target = self.domain.catalogue.elsewhere.get(end.scope, ("", None))
            title = target.title if target else end.scope
            return OldPlace(id=id_, address=end.scope, anchor=end.id, title=title)
        docname = self.docnames.get(end.scope)
        if docname is None:
            return None
        title = _title(self.app.env, docname, end.id)
        return OldPlace(id=id_, docname=docname, address=end.scope, anchor=end.id, title=title)

    def old_redirects(
        self, ends: Mapping[str, Mapping[str, Name]]
    ) -> dict[str, tuple[OldPlace, ...]]:
        """Say where old ids lead from pages that redirect.

        One that leads to a place on a page of its own takes the recorded ids to theirs.
        """
        found = {address: dict(places) for address, places in ends.items()}
        if any(record.fragment for record in self.ledger):
            for record in self.domain.register.records:
                redirect = self.redirects.get(addresses.file_of(record.name.scope))
                if redirect and redirect.fragment and not record.target:
                    places = found.setdefault(record.name.scope, {})
                    places[record.name.id] = Name(redirect.target, record.name.id)
        return {address: self.old_places(places) for address, places in found.items()}


def _title(env: BuildEnvironment, docname: str, anchor: str) -> str:
    """Give what stands at a place: what a label shows, a section's title, or the page's."""
    for place in env.domains.standard_domain.labels.values():
        if place[:2] == (docname, anchor):
            return place[2]
    # The stored document, for tables of contents have but one id of each section.
    for section in env.get_doctree(docname).findall(nodes.section) if anchor else ():
        if anchor in section["ids"]:
            return clean_astext(next(section.findall(nodes.title)))
    return clean_astext(env.titles[docname])


def _keep_objects(env: BuildEnvironment, ends: Mapping[Name, Name]) -> dict[Name, Name]:
    """Put old names into the inventory, where the new ones are, and give those that are there."""
    if not ends:
        return {}
    rows = {
        an_object(f"{domain.name}:{row[2]}", row[0]): row
        for domain in env.domains.sorted()
        for row in domain.get_objects()
    }
    old = {name: end for name, end in ends.items() if end in rows and name not in rows}
    for domain in env.domains.sorted():
        own = {name: end for name, end in old.items() if name.domain == domain.name}
        added = [_row(name, rows[end]) for name, end in own.items()]
        if added:
            # On this one object: all who ask for its objects shall have them.
            vars(domain)["get_objects"] = partial(_with, domain.get_objects, added)
    return old


def _row(name: Name, new: _Row) -> _Row:
    """Give an old name as its domain gives objects: at the place of the new one."""
    own, shown, _, docname, anchor, _ = new
    return name.id, shown if shown != own else name.id, name.kind, docname, anchor, _UNSEARCHED


def _with(found: Callable[[], Iterable[_Row]], added: Iterable[_Row]) -> Iterator[_Row]:
    yield from found()
    yield from added
