"""Pictures of posts for other sites, drawn by sphinxext-opengraph's own generator.

A card's name is a digest of what it shows: one that is there is current. A post of which the font
lacks a letter has none.
"""

from __future__ import annotations

import io
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sphinx.errors import ConfigError
from sphinx_series_base.digest import digest
from sphinx_series_base.settings import where_set

from sphinx_series.core.formats.markup import text_of, without_controls
from sphinx_series.core.model import State
from sphinx_series.core.problems import Kind
from sphinx_series.domain import series_domain
from sphinx_series.locale import _

from . import card_fonts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx_series_base.problems import Problem

    from .card_fonts import Fonts

_WAY = (
    'name fonts that are installed and have the letters, `ogp_social_cards = {"font": '
    '["Roboto Flex", "Noto Sans CJK JP"]}`, of which each letter takes the first that has it'
)

# What the generator's layout has room for.
_LONGEST_TITLE = 80
_LONGEST_TEXT = 157
# And a warning.
_LONGEST_LIST = 12

_BOXES = (
    " of ours, and sphinxext-opengraph draws one with boxes, unless `ogp_social_cards` has "
    '`"enable": False`'
)

_STYLES = ("background_color", "line_color")
_PICTURES = ("image", "image_mini")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a card shows, from top to bottom."""

    heading: str
    title: str
    text: str
    host: str


def card_of(app: Sphinx, docname: str) -> Card | None:
    """Give the card of a post.

    None where it has a picture of its own, no card is wanted, or the font lacks a letter of it.
    """
    card = _wanted(app, docname)
    return None if card is None or _lacking(app, card) else card


def problems(app: Sphinx) -> Iterator[Problem]:
    """Report what keeps posts from having a card: unknown fonts, and letters that fonts lack."""
    domain = series_domain(app.env)
    if not domain.options.social_cards:
        return
    for name in _fonts(app).unknown:
        message = f"`ogp_social_cards` names the font {name!r}, which is not installed: {_WAY}"
        yield Kind.CONFIG.at(where_set(Path(app.confdir), "ogp_social_cards"), message)
    boxes = _BOXES if _draws_itself(app) else ""
    for post in domain.catalogue.published:
        card = _wanted(app, post.docname)
        letters = _shortened(_lacking(app, card) if card else "", _LONGEST_LIST)
        if letters:
            message = (
                f"the font of social cards lacks {letters!r}, so this post has no card{boxes}: "
                f"{_WAY}; or give the post an `image`"
            )
            yield Kind.CONFIG.at(post.place("title"), message)


def _draws_itself(app: Sphinx) -> bool:
    """Tell whether sphinxext-opengraph draws a card for each page that has no picture."""
    config = app.config
    is_on = (config.ogp_social_cards or {}).get("enable") is not False
    return is_on and not config.ogp_image and not config.ogp_use_first_image


def _wanted(app: Sphinx, docname: str) -> Card | None:
    domain = series_domain(app.env)
    post = domain.catalogue.posts[docname]
    view = domain.views[docname]
    if not domain.options.social_cards or post.image or view.state is not State.PUBLISHED:
        return None
    heading = text_of(app.config.html_title or app.config.project)
    if view.outline:
        part = _("Part {number} of {total}").format(
            number=view.outline.current, total=view.outline.total
        )
        heading = f"{view.outline.title} · {part}"
    return Card(
        heading=_shortened(heading, _LONGEST_TITLE),
        title=_shortened(post.title, _LONGEST_TITLE),
        text=_shortened(post.description, _LONGEST_TEXT),
        host=urlsplit(app.config.html_baseurl).netloc,
    )


def _lacking(app: Sphinx, card: Card) -> str:
    return _fonts(app).lacking("".join(astuple(card)))


def _fonts(app: Sphinx) -> Fonts:
    asked = (app.config.ogp_social_cards or {}).get("font") or ()
    names = asked if isinstance(asked, list | tuple) else [asked]
    return card_fonts.find(tuple(map(str, names)))


def _shortened(text: str, longest: int) -> str:
    text = without_controls(text)
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def path_of(app: Sphinx, card: Card) -> str:
    """Give the file of a card in the output folder."""
    return f"_images/cards/{digest(repr((astuple(card), _style(app))))}.png"


def _style(app: Sphinx) -> dict[str, Any]:
    """Give the style that `ogp_social_cards` sets, with the pictures that it names."""
    found: dict[str, Any] = app.config.ogp_social_cards or {}
    style = {name: found[name] for name in (*_STYLES, *_PICTURES) if found.get(name)}
    return {**style, "font": list(_fonts(app).families)}


class Painter:
    """Draws cards; what they have in common is drawn once."""

    def __init__(self, app: Sphinx) -> None:
        self.app = app
        self.canvas: Any = None

    def draw(self, card: Card) -> bytes:
        """Give a card as PNG.

        Raises:
            ConfigError: the style cannot be drawn with.
        """
        try:
            return self._drawn(card)
        except (OSError, ValueError) as error:
            message = f"`ogp_social_cards` is no style to draw cards in ({error}): correct it"
            raise ConfigError(message) from error

    def _drawn(self, card: Card) -> bytes:
        # matplotlib, which it imports, takes its time.
        from sphinxext.opengraph import _social_cards as generator  # noqa: PLC0415

        with card_fonts.unsaid():
            if self.canvas is None:
                self.canvas = generator.create_social_card_objects(**self._options())
            drawn = io.BytesIO()
            # A pair of dollars would start a formula.
            shown = _fonts(self.app).shown
            texts = [shown(text).replace("$", r"\$") for text in astuple(card)]
            generator.render_social_card(drawn, *texts, self.canvas)
        return drawn.getvalue()

    def _options(self) -> dict[str, Any]:
        found = _style(self.app)
        for name in _PICTURES:
            if name in found:
                path = Path(self.app.srcdir, found[name])
                found[name] = path if path.is_file() else None
        return found
