"""The files of redirects: a page at each old address, and the forms that servers read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_series_base.settings import where_set

from sphinx_series.core.addresses import addresses, redirect_pages, server_rules
from sphinx_series.core.addresses.redirect_pages import RedirectPage
from sphinx_series.core.names import notices
from sphinx_series.domain import series_domain
from sphinx_series.locale import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx_series_base.problems import Place, Problem

    from sphinx_series.core.addresses.redirects import Plan, Redirect


class RedirectFiles:
    """Makes the files of one plan.

    Args:
        app: the application.
        base: the URL of the site, without its last slash; ``""`` where it is not known.
        titles: the title of the page at each address.
        plan: the redirects.
    """

    def __init__(self, app: Sphinx, base: str, titles: Mapping[str, str], plan: Plan) -> None:
        self.app = app
        self.base = base
        self.titles = titles
        self.plan = plan
        domain = series_domain(app.env)
        self.exports = domain.options.redirect_exports
        self.old = {addresses.file_of(old): places for old, places in domain.old_redirects.items()}
        # The path under which the output folder is served.
        self.root = server_rules.base(base)
        self.rules = self._read_the_docs() if "json" in self.exports else []

    def files(self) -> dict[str, str]:
        """Give every file and what it holds."""
        return {**self._pages(), **self._server_forms()}

    def _pages(self) -> dict[str, str]:
        return {
            addresses.file_of(redirect.address): self._page(redirect)
            for redirect in self.plan.redirects
            if addresses.has_page(redirect.address)
        }

    def _page(self, redirect: Redirect) -> str:
        return self._gone(redirect) if redirect.is_gone else self._moved(redirect)

    def _gone(self, redirect: Redirect) -> str:
        page = RedirectPage(
            text=_("This page was removed on purpose."),
            url=addresses.relative(redirect.address, "/"),
            title=self.app.config.html_title,
            language=self.app.config.language,
        )
        return redirect_pages.gone(page)

    def _moved(self, redirect: Redirect) -> str:
        url = canonical = redirect.target
        if not addresses.is_external(redirect.target):
            url = addresses.relative(redirect.address, redirect.target)
            url += addresses.encode_fragment(redirect.fragment)
            canonical = addresses.absolute(self.base, redirect.target)
        page = RedirectPage(
            text=_("This page has moved:"),
            url=url,
            title=self.titles.get(redirect.target) or redirect.target,
            language=self.app.config.language,
            canonical=canonical,
            script=addresses.relative(redirect.address, f"/{redirect_pages.SCRIPT}"),
            sections="".join(self._sections(redirect)),
        )
        return redirect_pages.moved(page)

    def _sections(self, redirect: Redirect) -> Iterator[str]:
        """Give the lines of sections that are elsewhere than the page itself leads to."""
        for place in self.old.get(addresses.file_of(redirect.address), ()):
            url = place.address
            if place.docname:
                url = addresses.relative(redirect.address, place.address)
            url += addresses.encode_fragment(place.anchor)
            yield notices.moved(place.id, _("This section moved to {link}"), place.title, url)

    def _server_forms(self) -> dict[str, str]:
        """Give the files for servers that the project wants; none is empty."""
        forms = {
            "netlify": ("_redirects", server_rules.netlify),
            "nginx": ("redirects.nginx.conf", server_rules.nginx),
            "apache": (".htaccess", server_rules.apache),
            "caddy": ("redirects.caddy", server_rules.caddy),
            "vercel": ("vercel.json", server_rules.vercel),
        }
        plan = self.plan
        found = {
            name: make(plan.redirects, self.root, plan.folders)
            for form, (name, make) in forms.items()
            if form in self.exports
        }
        # These have no rule that takes along what stands behind a folder.
        singly = {
            "azure": ("staticwebapp.config.json", server_rules.azure),
            "s3": ("redirects.s3.json", server_rules.s3),
        }
        found |= {
            name: make(plan.redirects, self.root)
            for form, (name, make) in singly.items()
            if form in self.exports
        }
        if self.rules:
            found["redirects.json"] = server_rules.as_json(self.rules)
        return {name: text for name, text in found.items() if text}

    def _read_the_docs(self) -> list[dict[str, Any]]:
        clean = self.app.builder.name == "dirhtml"
        plan = self.plan
        return server_rules.read_the_docs(plan.redirects, self.root, plan.folders, clean=clean)

    def problems(self) -> Iterator[Problem]:
        """Report a form that its host would not take whole."""
        if self.rules:
            yield from server_rules.limits(self.rules, place_of_exports(self.app))


def place_of_exports(app: Sphinx) -> Place:
    """Say where conf.py asks for the forms of servers."""
    return where_set(Path(app.confdir), "series_redirect_exports")
