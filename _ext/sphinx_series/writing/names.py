"""Old names lead on: references, ids that pages had, and sections that moved to other pages."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join
from sphinx.util.nodes import get_node_line, get_node_source
from sphinx_series_base.problems import Place

from sphinx_series.core.addresses import addresses, redirect_pages
from sphinx_series.core.names import notices
from sphinx_series.core.names.names import Name
from sphinx_series.core.problems import Kind
from sphinx_series.domain import link_elsewhere, series_domain
from sphinx_series.locale import _
from sphinx_series.output_paths import NAMES

from .sidebar import OWN_STYLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinx_series.core.view import OldPlace

# Roles that lead to labels and are no role of an object.
_OF_LABELS = {"numref": ("label",), "keyword": ("label",)}
# References that name an object and not its kind: the role `any`, and links of MyST.
_OF_ANY_KIND = frozenset({"any", "myst"})
_OPTION = "std:cmdoption"
_DOCUMENT = "std:doc"


class LeadOldNames(SphinxPostTransform):
    """Let references by old names ask for the new ones, before any is resolved."""

    default_priority = 3

    def run(self, **_kwargs: object) -> None:
        """Apply the transform to one document."""
        domain = series_domain(self.env)
        if not domain.old_names:
            return
        for reference in list(self.document.findall(addnodes.pending_xref)):
            asked = () if reference.get("intersphinx") else _asked(self.env, reference)
            old = next((name for name in asked if name in domain.old_names), None)
            if old:
                new = domain.old_names[old]
                _note_use(self.env, reference, old, str(new))
                _ask(self.env, reference, new)


def lead_elsewhere(
    _app: Sphinx,
    env: BuildEnvironment,
    reference: addnodes.pending_xref,
    content: nodes.TextElement,
) -> nodes.reference | None:
    """Link to another project what has moved there, where nothing here has the name."""
    moved = series_domain(env).moved_names
    old = next((name for name in _asked(env, reference) if name in moved), None) if moved else None
    if old is None:
        return None
    new, target = moved[old]
    _note_use(env, reference, old, new)
    if not reference.get("refexplicit"):
        content = nodes.inline(target.title, target.title, classes=content["classes"])
    return link_elsewhere(target, content)


def _note_use(env: BuildEnvironment, reference: addnodes.pending_xref, old: Name, new: str) -> None:
    message = f"`{old}` is called `{new}` now: write the new name"
    problem = Kind.OLD_NAME.at(_place(env, reference), message)
    series_domain(env).old_uses.setdefault(_page(env, reference), set()).add(problem)


def _page(env: BuildEnvironment, reference: addnodes.pending_xref) -> str:
    return str(reference.get("refdoc") or env.current_document.docname)


def _place(env: BuildEnvironment, reference: addnodes.pending_xref) -> Place:
    path, line = str(env.doc2path(_page(env, reference))), 1
    with suppress(ValueError):
        path, line = get_node_source(reference), get_node_line(reference)
    return Place(path=path, line=line)


def _asked(env: BuildEnvironment, reference: addnodes.pending_xref) -> Iterator[Name]:
    """Give the objects that a reference may mean."""
    role, target = str(reference["reftype"]), str(reference.get("reftarget") or "")
    document = _docname(env, _page(env, reference), target)
    if role in _OF_ANY_KIND:
        for old in (*series_domain(env).old_names, *series_domain(env).moved_names):
            if old.id == (document if old.scope == _DOCUMENT else target):
                yield old
        return
    domain = _domain(env, str(reference.get("refdomain") or ""))
    if domain:
        whole = domain.get_full_qualified_name(reference)
        for kind in _OF_LABELS.get(role) or domain.objtypes_for_role(role) or ():
            scope = f"{domain.name}:{kind}"
            for name in (document,) if scope == _DOCUMENT else (whole, target):
                if name:
                    yield Name(scope, name)


def _docname(env: BuildEnvironment, page: str, target: str) -> str:
    """Give the document that a reference names from a page, with its suffix or without."""
    found = docname_join(page, target) if target else ""
    suffixes = [suffix for suffix in env.config.source_suffix if found.endswith(suffix)]
    return found.removesuffix(suffixes[0]) if suffixes else found


def _domain(env: BuildEnvironment, name: str) -> Domain | None:
    return next((domain for domain in env.domains.sorted() if domain.name == name), None)


def _ask(env: BuildEnvironment, reference: addnodes.pending_xref, new: Name) -> None:
    """Let a reference ask for another object."""
    role = reference["reftype"]
    reference["reftarget"] = f"/{new.id}" if new.scope == _DOCUMENT else new.id
    domain = _domain(env, new.domain)
    if role in _OF_ANY_KIND or role in _OF_LABELS or not domain:
        return
    reference["refdomain"] = new.domain
    if new.kind not in (domain.objtypes_for_role(role) or ()):
        reference["reftype"] = domain.role_for_objtype(new.kind)
    if new.scope == _OPTION:
        for program, option in env.domains.standard_domain.progoptions:
            if new.id == (f"{program}.{option}" if program else option):
                reference["std:program"], reference["reftarget"] = program, option


def keep_ids(app: Sphinx, document: nodes.document, docname: str) -> None:
    """Give elements the ids that they had, as Sphinx does with labels: in every builder.

    A builder that assembles a book has many pages in one document, below a ``start_of_file`` each.
    """
    _keep_ids(app, document, docname)
    for file in document.findall(addnodes.start_of_file):
        _keep_ids(app, file, file["docname"])


def _keep_ids(app: Sphinx, root: nodes.Element, docname: str) -> None:
    places = series_domain(app.env).old_places.get(docname, ())
    places = tuple(place for place in places if place.docname == docname)
    if places:
        known = {id_: node for node in root.findall(nodes.Element) for id_ in node["ids"]}
        top = next(root.findall(nodes.section), None)
        for place in places:
            node = known.get(place.anchor) if place.anchor else top
            if node is not None and place.id not in known:
                node["ids"].append(place.id)


def show_places(
    app: Sphinx,
    pagename: str,
    _template: str,
    context: dict[str, Any],
    _doctree: nodes.document | None,
) -> None:
    """Put a line for each section that moved on top of its old page, and the script that leads on.

    What the page has itself by now needs none.
    """
    places = series_domain(app.env).old_places.get(pagename, ())
    if app.builder.name not in NAMES or not places:
        return
    body = context.get("body", "")
    lines = [
        _line(app, pagename, place) for place in places if f' id="{escape(place.id)}"' not in body
    ]
    if lines:
        context["body"] = "".join([*lines, body])
        if not series_domain(app.env).is_used:
            app.add_css_file(OWN_STYLE)
        app.add_js_file(redirect_pages.SCRIPT.rpartition("/")[2], loading_method="defer")


def _line(app: Sphinx, pagename: str, place: OldPlace) -> str:
    if not place.address:
        return notices.gone(place.id, _("This section was removed on purpose."))
    url = place.address
    if place.docname:
        url = app.builder.get_relative_uri(pagename, place.docname)
    url += addresses.encode_fragment(place.anchor)
    return notices.moved(place.id, _("This section moved to {link}"), place.title, url)
