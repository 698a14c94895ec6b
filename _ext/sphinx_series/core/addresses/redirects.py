"""Redirects: from permalinks, aliases and the ledger to one plan.

In the plan every address has one target, which exists and is no redirect itself. No address is a
real page or file, or stands in the way of one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import TYPE_CHECKING

from sphinx_series.core.problems import Kind

from . import addresses
from .taken import Taken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sphinx_series_base.problems import Place, Problem

GONE = "gone"
FEED_SUFFIXES = (".xml", ".atom", ".rss", ".json")


class Source(IntEnum):
    """Where a request comes from; where two are for one address, the lower has it.

    The last four nobody wrote one by one: of what stands in their way nobody is told.
    """

    PERMALINK = auto()
    ALIAS = auto()
    LEDGER = auto()
    FOLDER = auto()
    EXPIRED = auto()
    OTHER_FORM = auto()
    LISTING = auto()
    NAMES = auto()


_UNWRITTEN = frozenset(
    {Source.FOLDER, Source.EXPIRED, Source.OTHER_FORM, Source.LISTING, Source.NAMES}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedRedirect:
    """An old address, and what shall be found there.

    ``target`` is an address of the site, an http(s) URL, or ``gone``; ``fragment`` is the place on
    a page of the site.
    """

    address: str
    target: str
    source: Source
    place: Place
    fragment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """An old address and its target: an address of the site, a URL, or ``gone``.

    ``fragment`` is the place on a page of the site.
    """

    address: str
    target: str
    source: Source
    fragment: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether the page was retired on purpose."""
        return self.target == GONE

    @property
    def is_spelling(self) -> bool:
        """Whether it leads to the page that some systems find at the address itself."""
        is_own = not addresses.is_external(self.target)
        return is_own and _key(self.address) == _key(self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A folder of which all leads below another, and in which nothing else is."""

    address: str
    target: str

    def covers(self, redirect: Redirect) -> bool:
        """Tell whether a redirect is one that follows from the rule."""
        if redirect.source is not Source.FOLDER or not redirect.address.startswith(self.address):
            return False
        rest = redirect.address.removeprefix(self.address)
        return not redirect.fragment and redirect.target == self.target + rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All redirects of a site, sorted by their addresses, and what could not be done.

    ``folders`` are rules that servers may have in the place of the redirects which they cover.
    """

    redirects: tuple[Redirect, ...] = ()
    folders: tuple[Folder, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def leads(self) -> dict[str, str]:
        """Where each address leads."""
        return {redirect.address: redirect.target for redirect in self.redirects}


def plan(
    requests: Iterable[RequestedRedirect],
    files: Collection[str],
    hosts: Iterable[str] = (),
    neighbours: Mapping[str, str] | None = None,
) -> Plan:
    """Make the plan.

    Args:
        requests: what permalinks, aliases and ledger ask for.
        files: every real file of the output folder, relative to it, redirect pages excepted.
        hosts: the hosts beyond the site that a redirect may lead to.
        neighbours: those files that no document has, with the extensions that may have written
            them to redirect.
    """
    planner = _Planner(files, hosts, neighbours or {})
    for request in sorted(
        requests, key=lambda request: (request.source, request.place, request.address)
    ):
        planner.admit(request)
    return planner.plan()


class _Planner:
    """Admits requests one by one, then resolves them; used once.

    Files are told apart by their keys: what one file system takes for two names is one on another.
    """

    def __init__(
        self, files: Collection[str], hosts: Iterable[str], neighbours: Mapping[str, str]
    ) -> None:
        self.hosts = frozenset(hosts)
        self.neighbours = {addresses.key(path): names for path, names in neighbours.items()}
        self.pages = {addresses.key(path): addresses.of_file(path) for path in files}
        self.taken = Taken(files)
        self.spelled: dict[str, Redirect] = {}
        self.admitted: dict[str, list[RequestedRedirect]] = defaultdict(list)
        self.problems: list[Problem] = []

    def reject(self, request: RequestedRedirect, message: str) -> None:
        self.problems.append(Kind.REDIRECT.at(request.place, message))

    def reject_end(self, request: RequestedRedirect, message: str) -> None:
        """Say of what somebody wrote that it leads nowhere; the rest is lost if it was recorded."""
        if request.source not in _UNWRITTEN:
            self.reject(request, message)

    def admit(self, request: RequestedRedirect) -> None:
        """Take a request into the plan, or say why not."""
        key = _key(request.address)
        if key in self.pages:
            self._meet_page(request, self.pages[key], self.neighbours.get(key, ""))
        elif self.taken.obstacle(addresses.file_of(request.address)):
            self._meet_folder(request)
        elif self._may_lead_to(request):
            self.admitted[key].append(request)
            self.taken.add(addresses.file_of(request.address))

    def _meet_page(self, request: RequestedRedirect, page: str, neighbour: str) -> None:
        """Meet a page at the address: it stays, and what is spelled otherwise may lead to it."""
        address, target, fragment = request.address, request.target, request.fragment
        is_itself = target == page == address and not fragment
        if request.source in _UNWRITTEN or is_itself:
            return
        if target == page != address and addresses.has_page(address):
            redirect = Redirect(
                address=address, target=page, source=request.source, fragment=fragment
            )
            self.spelled.setdefault(address, redirect)
            return
        if neighbour:
            message = (
                f"there is a file at {address!r} that is no document's, as {neighbour} writes "
                "them, and it stays: take the address from the settings of that extension, or "
                "remove it here"
            )
            self.problems.append(Kind.NEIGHBOUR.at(request.place, message))
            return
        same = "is" if address == page else "differs only in its spelling from"
        self.reject(
            request,
            f"{address!r} {same} the page {page!r} of this site: remove it here, or move the page",
        )

    def _meet_folder(self, request: RequestedRedirect) -> None:
        if request.source not in _UNWRITTEN:
            self.reject(
                request,
                f"{request.address!r} cannot be a page: a file and a folder would have one name",
            )

    def _may_lead_to(self, request: RequestedRedirect) -> bool:
        if request.target == GONE or not addresses.is_external(request.target):
            return True
        if addresses.host_of(request.target) in self.hosts:
            return True
        self.reject(
            request,
            f"{request.target!r} is on no host that redirects may lead to: "
            "write http(s), and add the host to `series_redirect_hosts`",
        )
        return False

    def plan(self) -> Plan:
        """Resolve each target to its end."""
        redirects = [
            redirect for requests in self.admitted.values() for redirect in self._ends(requests)
        ]
        redirects += self.spelled.values()
        return Plan(
            redirects=tuple(sorted(redirects, key=lambda redirect: redirect.address)),
            problems=tuple(self.problems),
        )

    def _ends(self, requests: list[RequestedRedirect]) -> Iterator[Redirect]:
        """Give the redirects of one key: all spellings lead to where the first one does."""
        found: dict[str, Redirect] = {}
        first, target = requests[0], None
        for request in requests:
            if request is not first and request.source is Source.OTHER_FORM:
                continue
            end = self._end(request)
            target = target or end
            if end and end == target:
                if request.address not in found and not addresses.has_page(request.address):
                    self._warn_of_suffix(request)
                redirect = Redirect(
                    address=request.address, target=end[0], source=request.source, fragment=end[1]
                )
                found.setdefault(request.address, redirect)
            elif end and request.source not in _UNWRITTEN:
                self.reject(
                    request,
                    f"{request.address!r} leads to {first.target!r} already "
                    f"({first.place.path}:{first.place.line}): remove one of them",
                )
        yield from found.values()

    def _warn_of_suffix(self, request: RequestedRedirect) -> None:
        hint = ""
        if request.address.endswith(FEED_SUFFIXES):
            hint = "; a feed can lie there itself: see `series_feed_paths`"
        self.reject(
            request,
            f"{request.address!r} has the suffix of another kind of file: only the server forms of "
            f"`series_redirect_exports` redirect it{hint}",
        )

    def _end(self, request: RequestedRedirect) -> tuple[str, str] | None:
        """Follow redirects to the last target and the last place on a page that one of them names.

        None, and a problem, where there is none.
        """
        seen = set()
        target, fragment = request.target, request.fragment
        while not addresses.is_external(target):
            key = _key(target)
            if key in self.pages:
                return self.pages[key], fragment
            if key in seen:
                self.reject_end(
                    request, f"{request.address!r} leads in a circle: correct its target"
                )
                return None
            if key not in self.admitted:
                self.reject_end(
                    request, f"{request.address!r} leads to {target!r}, which does not exist"
                )
                return None
            seen.add(key)
            following = self.admitted[key][0]
            target, fragment = following.target, following.fragment or fragment
        return target, ""


def _key(address: str) -> str:
    return addresses.key(addresses.file_of(address))
