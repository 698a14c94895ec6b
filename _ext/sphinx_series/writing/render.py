"""Answers become docutils nodes: outlines, listings and cards, in sphinx-design's components.

What is made here has no source lines, so translators are never asked for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.util.i18n import format_date

from sphinx_series.core.addresses import listing_pages
from sphinx_series.core.model import State
from sphinx_series.core.view import Entry, Group, Listing, Outline, SubjectCards, TopicSections
from sphinx_series.locale import _, count_posts, date_words
from sphinx_series.nodes import (
    series_component,
    series_date,
    series_item,
    series_navigation,
    series_progress,
    series_summary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from docutils.nodes import Element, Node
    from sphinx.config import Config

    from sphinx_series.core.view import Answer, Pages, TopicSection, View

_CARD_ITEM = ("sd-col", "sd-d-flex-row")
_CARD_COLUMNS = (1, 2, 3, 3)
_BREAKPOINTS = ("xs", "sm", "md", "lg")


def answer(value: Answer, config: Config) -> list[Node]:
    """Render what a directive asked for."""
    match value:
        case Outline():
            return _declared_outline(value, config)
        case Listing():
            return _listing(value, config)
        case SubjectCards():
            return _subject_cards(value)
        case TopicSections():
            return [_topic_section(section, config) for section in value.sections]
        case None:
            return []


def position(view: View, config: Config) -> list[Node]:
    """Render a part's position in its series and in reading lists, and that a draft is one."""
    shown: list[Node] = []
    if view.outline:
        text = _("Part {number} of {total}").format(
            number=view.outline.current, total=view.outline.total
        )
        line = _paragraph(_inline(text, "series-part"), classes=["series-position"])
        line += [nodes.Text(" · "), _object_link(view.outline.title, "series", view.outline.id)]
        line += series_progress(number=view.outline.current, total=view.outline.total)
        shown.append(line)
    for place in view.lists:
        text = _("also part {number} of {total}").format(number=place.number, total=place.total)
        line = _paragraph(_inline(text), classes=["series-also"])
        line += [nodes.Text(" · "), _object_link(place.title, "series", place.id)]
        shown.append(line)
    if view.state is State.DRAFT:
        shown.append(_paragraph(_inline(_("Draft")), classes=["series-state"]))
    elif view.state is State.SCHEDULED and view.facts:
        text = _("Scheduled for {date}").format(date=date_words(view.facts.date, config))
        shown.append(_paragraph(_inline(text), classes=["series-state"]))
    return shown


def facts(view: View, config: Config) -> list[Node]:
    """Render what a post says of itself: dates, reading time, and topics."""
    if not view.facts:
        return []
    shown: list[list[Node]] = [[_date(view.facts.date, config)]]
    if view.facts.byline:
        shown.append([_byline(view.facts.byline)])
    if view.facts.is_reviewed:
        shown.append([nodes.Text(_("last checked") + " "), _date(view.facts.updated, config)])
    elif view.facts.updated.date() != view.facts.date.date():
        shown.append([nodes.Text(_("updated") + " "), _date(view.facts.updated, config)])
    shown.append([_inline(_("{n} min read").format(n=view.facts.minutes), "series-minutes")])
    shown += [[_object_link(title, "topic", id_)] for id_, title in view.facts.topics]
    if view.facts.canonical:
        shown.append([_url_link(_("first published on {host}"), view.facts.canonical)])
    if view.facts.external:
        shown.append([_url_link(_("read it on {host}"), view.facts.external)])
    # Else a search for a month would find all posts of that month.
    return [_joined(shown, "series-facts", "no-search")]


def _byline(authors: Iterable[tuple[str, str]]) -> Element:
    """Render the names of authors, each a link to their page where there is one."""
    byline = _inline("", "series-byline")
    for index, (id_, name) in enumerate(authors):
        byline += nodes.Text(", " if index else "")
        byline += _object_link(name, "author", id_) if id_ else nodes.Text(name)
    return byline


def own_outline(outline: Outline, items: Iterable[Node]) -> Element:
    """Render a part's outline, folded, around its items; a long one leads on to the whole."""
    navigation = _navigation(outline)
    # Else a search for one part would find all.
    navigation["classes"].append("no-search")
    summary = _("{title}: part {number} of {total}").format(
        title=outline.title, number=outline.current, total=outline.total
    )
    navigation += [series_summary(summary, summary), _outline_list(outline, items)]
    if outline.left_out:
        link = _object_link(_("All parts"), "series", outline.id)
        navigation += _paragraph(link, classes=["series-all"])
    return navigation


def related(entries: Iterable[Entry]) -> Element:
    """Render the posts that have much in common with another, for its end."""
    title = _("Related posts")
    # Else a search for one post would find those that show it.
    navigation = series_navigation(classes=["series-related", "no-search"], label=title)
    items = [_item(entry, _paragraph(*_entry_title(entry))) for entry in entries]
    navigation += [
        _paragraph(_inline(title), classes=["series-group"]),
        nodes.bullet_list("", *items),
    ]
    return navigation


def _declared_outline(outline: Outline, config: Config) -> list[Node]:
    if outline.style == "hidden":
        return []
    navigation = _navigation(outline)
    if outline.style == "cards":
        navigation += _cards(outline.shown, config)
    else:
        items = [outline_item(outline, entry) for entry in outline.shown]
        for item, entry in zip(items, outline.shown, strict=True):
            item += [*_description(entry), *_minutes(entry)]
        navigation += _outline_list(outline, items)
    return [navigation]


def _navigation(outline: Outline) -> series_navigation:
    label = _("Parts of {title}").format(title=outline.title)
    return series_navigation(classes=["series-outline"], label=label)


def _outline_list(outline: Outline, items: Iterable[Node]) -> Element:
    """Render a numbered list of parts; one that runs backwards bears its numbers as text."""
    if outline.reversed:
        return nodes.bullet_list("", *items, classes=["series-parts"])
    numbering: dict[str, Any] = {"enumtype": "arabic", "prefix": "", "suffix": "."}
    if outline.left_out:
        numbering["start"] = outline.entries[0].number
    return nodes.enumerated_list("", *items, classes=["series-parts"], **numbering)


def outline_item(outline: Outline, entry: Entry) -> Element:
    """Render one part in the outline of its series; the part that shows it is marked."""
    is_current = entry.number == outline.current
    line = _paragraph(*_part_title(entry, is_current=is_current))
    if outline.reversed:
        line.insert(0, nodes.Text(f"{entry.number}. "))
    item = _item(entry, line, is_current=is_current)
    if outline.left_out:
        item["number"] = entry.number
    return item


def _part_title(entry: Entry, *, is_current: bool) -> list[Node]:
    if is_current:
        return [nodes.strong("", entry.title)]
    if not entry.docname:
        return [_inline(entry.title), nodes.Text(" "), _absence(entry)]
    return _entry_title(entry)


def _absence(entry: Entry) -> Element:
    """Say why a part has no page: it is still to come, or gone."""
    if entry.state is State.EXPIRED:
        return _mark(_("no longer available"), "series-gone")
    return _mark(_("forthcoming"), "series-planned")


def _listing(listing: Listing, config: Config) -> list[Node]:
    shown: list[Node] = []
    if listing.count:
        words = count_posts(listing.total, is_rest=listing.is_rest)
        shown.append(_paragraph(_inline(words), classes=["series-count"]))
    elif not listing.groups:
        shown.append(_paragraph(_inline(_("No posts yet.")), classes=["series-empty"]))
    for group in listing.groups:
        shown += _group_heading(group, config)
        if listing.style == "cards":
            shown.append(_cards(group.entries, config))
        elif listing.style == "compact":
            shown.append(_list(group.entries, "series-compact", lambda e: _compact(e, config)))
        else:
            shown.append(_list(group.entries, "series-list", lambda e: _row(e, config)))
    if listing.pages:
        shown.append(_pages(listing.pages))
    return shown


def further_page(title: nodes.title, listing: Listing, config: Config) -> Element:
    """Render a further page of a listing as the section that it is."""
    return nodes.section("", title, *_listing(listing, config), ids=["listing"])


def page_of(pages: Pages) -> str:
    """Say which page of a listing it is."""
    return _("Page {number} of {total}").format(number=pages.number, total=pages.total)


def _pages(pages: Pages) -> Element:
    """Render the links from one page of a listing to those before and after it."""
    navigation = series_navigation(classes=["series-pages", "no-search"], label=_("Pages"))
    line = _paragraph()
    if pages.number > 1:
        line += _page_link(_("Previous page"), replace(pages, number=pages.number - 1))
    line += _inline(page_of(pages), "series-page")
    if pages.number < pages.total:
        line += _page_link(_("Next page"), replace(pages, number=pages.number + 1))
    navigation += line
    return navigation


def _page_link(text: str, page: Pages) -> Element:
    return _link(text, listing_pages.name_of(page))


def _group_heading(group: Group, config: Config) -> list[Node]:
    if group.heading is None:
        return []
    if group.month:
        month = format_date("%B %Y", date=group.month, language=config.language)
        heading: Node = nodes.Text(month)
    elif group.role:
        heading = _object_link(group.heading, group.role, group.id)
    else:
        heading = nodes.Text(group.heading or _("Other"))
    ids = [group.anchor] if group.anchor else []
    return [nodes.rubric("", "", heading, classes=["series-group"], ids=ids)]


def _list(entries: Iterable[Entry], class_: str, show: Callable[[Entry], list[Node]]) -> Element:
    items = [_item(entry, *show(entry)) for entry in entries]
    return nodes.bullet_list("", *items, classes=[class_])


def _row(entry: Entry, config: Config) -> list[Node]:
    """Render one row of a list: what it is about, its title, and its description."""
    title = _paragraph(*_entry_title(entry), classes=["series-title"])
    return [_facts(entry, config), title, *_description(entry)]


def _compact(entry: Entry, config: Config) -> list[Node]:
    line = _paragraph(*_entry_title(entry))
    if entry.date:
        line += [_separator(" · "), _date(entry.date, config)]
    if entry.site:
        line += [_separator(" · "), _inline(entry.site, "series-site")]
    return [line]


def _cards(entries: Iterable[Entry], config: Config) -> Element:
    cards = [_card(entry, config) for entry in entries]
    return _grid(cards, "series-cards", _CARD_COLUMNS)


def _card(entry: Entry, config: Config) -> Element:
    title = _paragraph(*_entry_title(entry, "sd-stretched-link"), classes=["sd-card-title"])
    facts = [_facts(entry, config)] if entry.date or entry.number else []
    card = _card_component([title, *_description(entry), *facts], is_link=bool(entry.docname))
    return _item(entry, card, classes=_CARD_ITEM)


def _topic_section(topic: TopicSection, config: Config) -> Element:
    title = nodes.title("", topic.title, translatable=False)
    return nodes.section("", title, *_listing(topic.listing, config), ids=[topic.anchor])


def _subject_cards(grid: SubjectCards) -> list[Node]:
    cards = []
    for subject in grid.cards:
        icon = [nodes.raw("", f"{subject.icon} ", format="html")] if subject.icon else []
        # The name beside it says who it is.
        picture = (
            [nodes.image(uri=subject.picture, alt="", candidates={"*": subject.picture})]
            if subject.picture
            else []
        )
        title = _paragraph(*icon, *picture, classes=["sd-card-title"])
        title += _object_link(subject.title, subject.role, subject.id, "sd-stretched-link")
        body: list[Node] = [title]
        if subject.description:
            body.append(_paragraph(nodes.Text(subject.description)))
        body.append(_paragraph(_inline(count_posts(subject.total)), classes=["series-facts"]))
        cards.append(series_item("", _card_component(body), classes=list(_CARD_ITEM)))
    return [_grid(cards, "topic-cards", grid.columns)]


def _grid(cards: Iterable[Element], class_: str, columns: Sequence[int]) -> Element:
    """Lay cards out in sphinx-design's grid; it is a list, so that readers hear how many."""
    widths = zip(_BREAKPOINTS, columns, strict=True)
    columns_classes = [f"sd-row-cols-{name}-{count}" for name, count in widths]
    row = nodes.bullet_list(
        "",
        *cards,
        classes=[class_, "sd-row", f"sd-row-cols-{columns[0]}", *columns_classes, "sd-g-3"],
    )
    classes = ["sd-container-fluid", "sd-sphinx-override", "sd-mb-4", "series-grid"]
    return _component("grid-container", classes, children=[row])


def _card_component(body: Sequence[Node], *, is_link: bool = True) -> Element:
    hover = ["sd-card-hover"] if is_link else ["series-planned"]
    return _component(
        "card",
        ["sd-card", "sd-sphinx-override", "sd-w-100", "sd-shadow-sm", *hover],
        children=[_component("card-body", ["sd-card-body"], children=body)],
    )


def _component(name: str, classes: Sequence[str], *, children: Iterable[Node]) -> Element:
    """Make one of sphinx-design's components."""
    return series_component(
        "", *children, is_div=True, design_component=name, classes=list(classes)
    )


def _entry_title(entry: Entry, *classes: str) -> list[Node]:
    if not entry.docname:
        return [_inline(entry.title)]
    if entry.url:
        site = {"reftitle": entry.site} if entry.site else {}
        link = nodes.reference("", entry.title, refuri=entry.url, classes=list(classes), **site)
        return [link, *_state(entry)]
    return [_link(entry.title, entry.docname, *classes), *_state(entry)]


def _facts(entry: Entry, config: Config) -> Element:
    """Render date, label, place in the series and reading time, as far as there are any."""
    facts: list[list[Node]] = []
    if entry.date:
        facts.append([_date(entry.date, config)])
    if entry.site:
        facts.append([_inline(entry.site, "series-site")])
    if entry.byline:
        facts.append([_byline(("", name) for name in entry.byline)])
    if entry.label:
        facts.append([_inline(entry.label, "series-label")])
    if entry.number:
        facts.append([_inline(f"{entry.number}/{entry.total}", "series-number")])
    if entry.minutes:
        facts.append([_minutes_of(entry.minutes)])
    if not entry.docname:
        facts.append([_absence(entry)])
    return _joined(facts, "series-facts")


def _joined(facts: Iterable[Sequence[Node]], *classes: str) -> Element:
    line = _paragraph(classes=classes)
    for index, fact in enumerate(facts):
        line += [_separator(), *fact] if index else fact
    return line


def _separator(text: str = "\u00a0· ") -> Element:
    """Stand between two facts, where a style sheet does not set them apart by itself."""
    return _inline(text, "series-separator")


def _minutes(entry: Entry) -> list[Node]:
    if not entry.minutes:
        return []
    return [_paragraph(_minutes_of(entry.minutes), classes=["series-facts"])]


def _minutes_of(minutes: int) -> Element:
    return _inline(_("{n} min").format(n=minutes), "series-minutes")


def _description(entry: Entry) -> list[Node]:
    if not entry.description:
        return []
    return [_paragraph(nodes.Text(entry.description), classes=["series-description"])]


def _state(entry: Entry) -> list[Node]:
    names = {State.DRAFT: _("draft"), State.SCHEDULED: _("scheduled")}
    if entry.state not in names:
        return []
    return [nodes.Text(" "), _mark(names[entry.state], "series-state")]


def _item(
    entry: Entry, *children: Node, is_current: bool = False, classes: Iterable[str] = ()
) -> Element:
    marks = ["current"] if is_current else []
    return series_item("", *children, slug=entry.slug, classes=[*classes, *marks])


def _link(title: str, docname: str, *classes: str) -> Element:
    """Refer to a document."""
    return _reference(title, "std", "doc", f"/{docname}", classes)


def _url_link(text: str, url: str) -> Element:
    """Refer to a page elsewhere, whose host the text names."""
    return nodes.reference("", text.format(host=urlsplit(url).hostname), refuri=url)


def _object_link(title: str, role: str, id_: str, *classes: str) -> Element:
    """Refer to a series, a topic or an author."""
    return _reference(title, "series", role, id_, classes)


def _reference(title: str, domain: str, role: str, target: str, classes: Iterable[str]) -> Element:
    """Make a cross-reference, which is resolved when the page is known that it stands on."""
    return addnodes.pending_xref(
        "",
        nodes.Text(title),
        refdomain=domain,
        reftype=role,
        reftarget=target,
        refexplicit=True,
        refwarn=True,
        classes=list(classes),
    )


def _date(moment: datetime, config: Config) -> Element:
    text = date_words(moment, config)
    return series_date("", text, datetime=f"{moment:%Y-%m-%d}", classes=["series-date"])


def _mark(text: str, *classes: str) -> Element:
    return nodes.emphasis("", text, classes=list(classes))


def _inline(text: str, *classes: str) -> Element:
    return nodes.inline("", text, classes=list(classes))


def _paragraph(*children: Node, classes: Iterable[str] = ()) -> Element:
    return nodes.paragraph("", "", *children, classes=list(classes), translatable=False)
